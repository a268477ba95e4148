"""The signature of one link: whose key made it, by RFC 5280 6.1.3, without names or dates."""

from enum import Enum

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.x509.oid import SignatureAlgorithmOID

from omelog.chain.certificate import Certificate

# What the library does not name the parameters of any more.
_OLD = {
    SignatureAlgorithmOID.RSA_WITH_MD5: padding.PKCS1v15(),
    SignatureAlgorithmOID.RSA_WITH_SHA1: padding.PKCS1v15(),
    SignatureAlgorithmOID.ECDSA_WITH_SHA1: ec.ECDSA(hashes.SHA1()),  # noqa: S303 - to verify what others signed
}


class Signed(Enum):
    """Whether the issuer's key made the signature; UNKNOWN if this program cannot tell."""

    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "unknown"


def verify(certificate: Certificate, issuer: Certificate) -> Signed:
    """Verify the signature of a certificate with the key of the one that is said to have issued it."""
    if not certificate.is_consistent:
        return Signed.WRONG
    try:
        return _verified(certificate, issuer)
    except InvalidSignature:
        return Signed.WRONG
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return Signed.UNKNOWN


def _verified(certificate: Certificate, issuer: Certificate) -> Signed:
    key, parsed = issuer.public_key, certificate.x509
    signature, signed, algorithm = parsed.signature, parsed.tbs_certificate_bytes, parsed.signature_hash_algorithm
    how = parsed.signature_algorithm_parameters or _OLD.get(parsed.signature_algorithm_oid)
    if key is None:
        return Signed.UNKNOWN
    if isinstance(key, rsa.RSAPublicKey) and isinstance(how, padding.PKCS1v15 | padding.PSS) and algorithm:
        key.verify(signature, signed, how, algorithm)
    elif isinstance(key, ec.EllipticCurvePublicKey) and isinstance(how, ec.ECDSA):
        key.verify(signature, signed, how)
    elif isinstance(key, dsa.DSAPublicKey) and how is None and algorithm:
        key.verify(signature, signed, algorithm)
    elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey) and how is None and algorithm is None:
        key.verify(signature, signed)
    else:
        return Signed.WRONG  # made with a key of another kind
    return Signed.RIGHT
