"""One certificate: what `cryptography` reads of it, and what the checks ask it for.

Names and the list of extensions are read one by one, so that what is wrong in one place hides nothing elsewhere.
"""

import copy
import datetime as dt
import functools
import hashlib

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding

from omelog.chain import extensions, names
from omelog.chain.structures import Inner, Outer

_REASONS = {
    "InvalidSetOrdering": "a name whose parts are not sorted",
    "ShortData": "it is cut off",
    "InvalidLength": "a length that is not in order",
    "ExtraData": "more follows than belongs to it",
    "IntegerOverflow": "a number that is too large",
    "InvalidVersion": "a version that does not exist",
    "InvalidTag": "a structure that is not in order",
}


class UnreadableError(ValueError):
    """These bytes hold a certificate that this program cannot read; the text says why."""


class Certificate:
    """A certificate at its position in a file (from 1). Raises UnreadableError if it cannot be read."""

    def __init__(self, der: bytes, position: int) -> None:
        """Read what every check needs; extensions and key are read when they are asked for."""
        self.der, self.position = der, position
        try:
            self.x509 = x509.load_der_x509_certificate(der)
            outer, inner = asn1.decode_der(Outer, der), asn1.decode_der(Inner, self.x509.tbs_certificate_bytes)
            self.subject, self.issuer = names.read(inner.subject), names.read(inner.issuer)
            self.not_before, self.not_after = self.x509.not_valid_before_utc, self.x509.not_valid_after_utc
            self.serial, self.version = self.x509.serial_number, self.x509.version
        except (ValueError, OverflowError, TypeError, x509.InvalidVersion) as error:
            raise UnreadableError(_reason(error)) from None
        self.public_key_der = asn1.encode_der(inner.public_key)
        self.has_extensions = inner.extensions is not None
        # RFC 5280 4.1.1.2: the algorithm outside must be the one inside; a signature of bits and pieces is none.
        self.is_consistent = (
            asn1.encode_der(outer.algorithm) == asn1.encode_der(inner.algorithm) and not outer.signature.padding_bits()
        )

    def at(self, position: int) -> "Certificate":
        """Return the same certificate at a position of another file."""
        moved = copy.copy(self)
        moved.position = position
        return moved

    @functools.cached_property
    def sha256(self) -> str:
        """The fingerprint, in hexadecimal digits."""
        return hashlib.sha256(self.der).hexdigest()

    @functools.cached_property
    def pem(self) -> bytes:
        """The certificate in Base64, 64 columns wide."""
        return self.x509.public_bytes(Encoding.PEM)

    @functools.cached_property
    def public_key(self) -> CertificatePublicKeyTypes | None:
        """The public key; None if this program knows no such key."""
        try:
            return self.x509.public_key()
        except (ValueError, TypeError, UnsupportedAlgorithm):
            return None

    @functools.cached_property
    def extensions(self) -> extensions.Extensions:
        """Its extensions, readable or not."""
        return extensions.read(self.x509) if self.has_extensions else extensions.Extensions()

    @functools.cached_property
    def subject_key(self) -> bytes | None:
        """The identifier that it gives its own key."""
        found = self.extensions.get(x509.SubjectKeyIdentifier)
        return found.digest if found else None

    @functools.cached_property
    def authority_key(self) -> bytes | None:
        """The identifier that it gives its issuer's key."""
        found = self.extensions.get(x509.AuthorityKeyIdentifier)
        return found.key_identifier if found else None

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        """Its subject alternative names, of whatever kind, as text."""
        found = self.extensions.get(x509.SubjectAlternativeName)
        return tuple(_as_text(one) for one in found or ())

    @property
    def key(self) -> str:
        """The kind and size of its key, in words."""
        key = self.public_key
        if isinstance(key, rsa.RSAPublicKey):
            return f"RSA {key.key_size}"
        if isinstance(key, ec.EllipticCurvePublicKey):
            return f"EC {key.curve.name}"
        if isinstance(key, dsa.DSAPublicKey):
            return f"DSA {key.key_size}"
        return type(key).__name__.lstrip("_").removesuffix("PublicKey") if key is not None else "unknown"

    @property
    def is_authority(self) -> bool:
        """It says that it is an authority; one of version 1 that names itself cannot say so, and is one too."""
        basic = self.extensions.get(x509.BasicConstraints)
        return basic.ca if basic else self.is_self_issued and self.version is x509.Version.v1

    @property
    def is_self_issued(self) -> bool:
        """It names itself as its issuer, whoever signed it."""
        return self.subject.folded == self.issuer.folded

    def is_valid_at(self, time: dt.datetime) -> bool:
        """Return whether a time (with zone) lies in its period of validity, both ends included."""
        return self.not_before <= time <= self.not_after


def _as_text(name: x509.GeneralName) -> str:
    return name.value.rfc4514_string() if isinstance(name, x509.DirectoryName) else str(name.value)


def _reason(error: Exception) -> str:
    """Write the library's reason in plain words, as far as it has any."""
    text = str(error).partition("\n")[0]
    known = next((words for sign, words in _REASONS.items() if sign in text), None)
    return known or (text if text and "{" not in text else "its structure is not in order")
