"""The CSR that a certificate is compared with: PEM under either label, one line, UTF-16, DER, the JSON of OME."""

import base64
import binascii
import re
import warnings

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from msgspec import Struct

from omelog.chain import der, text

_BLOCK = re.compile(
    r"-----BEGIN (NEW )?CERTIFICATE REQUEST-----(.*?)-----END (NEW )?CERTIFICATE REQUEST-----", re.DOTALL
)
_OTHER = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----")
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
    found = [match[2] for match in _BLOCK.finditer(given)]
    if not found and text.is_unarmoured(given.strip().strip('"')):
        found = [given.strip().strip('"')]
    if not found:
        other = _OTHER.search(given)
        if other and not other[1].endswith("CERTIFICATE REQUEST"):
            return Request(reason="csr-other", facts={"label": other[1]})
        return Request(reason="csr-damaged" if other else "csr-none")
    return _from_der(_decoded(found[0]), len(found) - 1)


def _decoded(body: str) -> bytes | None:
    letters = "".join(re.split(r"[ \t\r\n]+", body))
    try:
        return base64.b64decode(letters, validate=True)
    except (binascii.Error, ValueError):
        return None


def _from_der(data: bytes | None, more: int) -> Request:
    if data is None:
        return Request(reason="csr-damaged", more=more)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            csr = x509.load_der_x509_csr(data)
            key = csr.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except _ERRORS:
        return Request(reason="csr-other" if _is_certificate(data) else "csr-damaged", facts={"label": "CERTIFICATE"})
    try:
        names = [str(one.value) for one in csr.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    except _ERRORS:
        names = ["?"]
    named = any(name.strip() for name in names)
    return Request(public_key=key, more=more, has_name=named, has_wildcard=any("*" in name for name in names))


def _is_certificate(data: bytes) -> bool:
    try:
        x509.load_der_x509_certificate(data)
    except _ERRORS:
        return False
    return True
