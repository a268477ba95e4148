"""The extensions of a certificate, each for itself: one that cannot be read hides no other."""

from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding

from omelog.chain.structures import Extension, Inner, Outer

_T = TypeVar("_T", bound=x509.ExtensionType)
_UNREADABLE = (
    *(ValueError, TypeError, OverflowError, UnsupportedAlgorithm),
    *(x509.UnsupportedGeneralNameType, x509.DuplicateExtension),
)
ANY = "*"  # stands for every extension where the list itself cannot be read


class Extensions:
    """What was read, by object identifier; and why the others were not."""

    def __init__(self) -> None:
        """Begin with none."""
        self.read: dict[str, x509.Extension[x509.ExtensionType]] = {}
        self.faults: dict[str, str] = {}

    def get(self, kind: type[_T]) -> _T | None:
        """Return the extension of a kind; None if it is absent, or cannot be read."""
        found = self.read.get(kind.oid.dotted_string)
        return found.value if found is not None and isinstance(found.value, kind) else None

    def fault(self, kind: type[x509.ExtensionType]) -> str | None:
        """Return why the extension of a kind cannot be relied on; None if it can, or is absent."""
        return self.faults.get(kind.oid.dotted_string) or self.faults.get(ANY)

    def critical(self) -> list[x509.Extension[x509.ExtensionType]]:
        """Return those that are marked critical."""
        return [extension for extension in self.read.values() if extension.critical]


def read(certificate: x509.Certificate) -> Extensions:
    """Read the extensions of a certificate, at once if that is possible, else one by one."""
    made = Extensions()
    try:
        for extension in certificate.extensions:
            made.read[extension.oid.dotted_string] = extension
    except _UNREADABLE:
        return _one_by_one(certificate)
    return made


def _one_by_one(certificate: x509.Certificate) -> Extensions:
    made = Extensions()
    try:
        outer = asn1.decode_der(Outer, certificate.public_bytes(Encoding.DER))
        inner = asn1.decode_der(Inner, certificate.tbs_certificate_bytes)
    except _UNREADABLE:
        made.faults[ANY] = "the list of extensions cannot be read"
        return made
    for one in inner.extensions or []:
        try:
            oid = one.parse(Extension).oid.dotted_string
        except _UNREADABLE:
            made.faults[ANY] = "an entry in the list of extensions cannot be read"
            continue
        if oid in made.read or oid in made.faults:
            made.read.pop(oid, None)
            made.faults[oid] = "is there twice"
            continue
        inner.extensions = [one]
        try:
            tbs = asn1.decode_der(asn1.TLV, asn1.encode_der(inner))
            alone = asn1.encode_der(Outer(tbs=tbs, algorithm=outer.algorithm, signature=outer.signature))
            made.read[oid] = next(iter(x509.load_der_x509_certificate(alone).extensions))
        except _UNREADABLE:
            made.faults[oid] = "cannot be read"
    return made
