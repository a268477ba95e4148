"""The CSR that a certificate is compared with: PEM under either label, one line, UTF-16, DER, the JSON of OME."""

import warnings

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from msgspec import Struct

from omelog.chain import blocks, der, text
from omelog.chain.labels import REQUESTS

LARGEST = 1 << 20
_ERRORS = (ValueError, TypeError, UnsupportedAlgorithm, OverflowError)


class Request(Struct, frozen=True, kw_only=True):
    """The first CSR of a file: its public key as DER, or why there is none; how many more the file has.

    `key` is a description of it; `has_wildcard`: its common name has one, `has_name`: it has a common name at all.
    """

    public_key: bytes | None = None
    reason: str | None = None
    facts: dict[str, str] = {}
    more: int = 0
    has_name: bool = True
    has_wildcard: bool = False


def read(data: bytes) -> Request:
    """Read a CSR file; what is wrong with it is in the answer."""
    if not data.strip(b"\0 \t\r\n"):
        return Request(reason="csr-empty")
    if len(data) > LARGEST:
        return Request(reason="csr-large")
    if der.may_be(data):
        return _from_der(der.first_element(data), 0)
    given = text.decode(data).text.replace("\\r", "").replace("\\n", "\n").replace("\\/", "/")
    found = blocks.find(given).blocks
    own = [one for one in found if one.label in REQUESTS]
    if found and not own:
        return Request(reason="csr-other", facts={"label": found[0].label})
    bare = text.unarmoured(given.strip().strip('"'))
    if not own and not bare:
        return Request(reason="csr-none")
    return _from_der(own[0].data, len(own) - 1) if own else _from_der(bare, 0)


def _from_der(data: bytes | None, more: int) -> Request:
    if data is None:
        return Request(reason="csr-damaged", more=more)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            csr = x509.load_der_x509_csr(data)
            key = csr.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except _ERRORS:
        what = der.name(data)
        return Request(reason="csr-other" if what else "csr-damaged", facts={"label": what or ""}, more=more)
    if not _is_whole(csr):
        return Request(reason="csr-signature", more=more)
    try:
        names = [str(one.value) for one in csr.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    except _ERRORS:
        names = ["?"]
    named = any(name.strip() for name in names)
    return Request(public_key=key, more=more, has_name=named, has_wildcard=any("*" in name for name in names))


def _is_whole(csr: x509.CertificateSigningRequest) -> bool:
    """Return whether a CSR's own signature fits it; one that cannot be verified here says nothing against it."""
    try:
        return csr.is_signature_valid
    except _ERRORS:
        return True
