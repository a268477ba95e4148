"""Where to look for the issuer of a certificate: what it says itself, which proves nothing."""

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from omelog.chain.certificate import Certificate


def key_identifier(certificate: Certificate) -> str | None:
    """Return the identifier of its issuer's key, as pairs of digits."""
    key = certificate.authority_key
    return key.hex(":") if key else None


def address(certificate: Certificate) -> str | None:
    """Return the first address at which it says that its issuer's certificate lies. Nothing is fetched."""
    access = certificate.extensions.get(x509.AuthorityInformationAccess)
    for one in access or []:
        if one.access_method == AuthorityInformationAccessOID.CA_ISSUERS:
            return str(one.access_location.value)
    return None
