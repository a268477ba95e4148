"""Binary forms: certificates one after another, PKCS#7 and PKCS#12, and what else begins with a SEQUENCE."""

import warnings
from collections.abc import Callable, Iterator

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, load_der_private_key, pkcs7, pkcs12

from omelog.chain.content import Content

Password = Callable[[], bytes | None]
SEQUENCE = 0x30
_INDEFINITE = 0x80
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_ENVELOPES = bytes.fromhex("06092a864886f70d0107")
_VERSION_3 = bytes.fromhex("020103")
_VERSION = b"\xa0"  # [0], with which a certificate of version 2 or 3 begins
_HEAD = 40
_ERRORS = (ValueError, TypeError, UnsupportedAlgorithm, OverflowError)


def may_be(data: bytes) -> bool:
    """Return whether data begins as binary forms do; a text that begins with the digit 0 does not."""
    return data[:1] == bytes([SEQUENCE]) and data[1:2] >= bytes([_INDEFINITE])


def read(content: Content, data: bytes, password: Password) -> bool:
    """Add what binary data holds to the content; return whether it is such data at all."""
    elements = list(_elements(data))
    if not elements and b"-----BEGIN" in data:
        return False  # text, after all
    if not elements:
        content.form = "der"
        content.lose("der-cut")
        return True
    read_any = False
    for element in elements:
        read_any |= _element(content, element, password)
    if data[sum(map(len, elements)) :].strip(b"\0\r\n \t"):
        content.lose("der-rest")
    return read_any


def _element(content: Content, data: bytes, password: Password) -> bool:
    """Read one element: the name of its form becomes that of the file."""
    if is_pkcs12(data):
        return _pkcs12(content, data, password)
    if data[1:2] == bytes([_INDEFINITE]) or _ENVELOPES in data[:_HEAD]:
        return _pkcs7(content, data)
    if found := kind(data):
        content.form = found
        content.has_private_key |= found == "key"
        return True
    content.form = "ders" if content.blocks else "der"
    content.take(data)
    return True


def is_pkcs12(data: bytes) -> bool:
    """Return whether data is PKCS#12: by its version."""
    return data[:1] == bytes([SEQUENCE]) and _after_header(data)[:3] == _VERSION_3


def is_certificate(data: bytes) -> bool:
    """Return whether data is a certificate that the library reads."""
    try:
        x509.load_der_x509_certificate(data)
    except _ERRORS:
        return False
    return True


def name(data: bytes) -> str | None:
    """Name what binary data holds, where it is no CSR, as a label would."""
    if is_pkcs12(data) or is_pkcs7(data):
        return "PKCS12" if is_pkcs12(data) else "PKCS7"
    if is_certificate(data):
        return "CERTIFICATE"
    return {"crl": "X509 CRL", "key": "PRIVATE KEY"}.get(kind(data) or "")


def is_pkcs7(data: bytes) -> bool:
    """Return whether data is PKCS#7: by the kind of content that it names first."""
    return data[:1] == bytes([SEQUENCE]) and _ENVELOPES in data[:_HEAD]


def _pkcs7(content: Content, data: bytes) -> bool:
    if _SIGNED_DATA not in data[:_HEAD]:
        if _ENVELOPES not in data[:_HEAD]:
            content.form = "der"
            content.lose("unreadable", why="a length that is not given (BER)")
            return True
        content.form = "pkcs7-other"
        return True
    content.form = "pkcs7"
    content.is_ordered = False
    for der in certificates_of_pkcs7(content, data):
        content.take(der)
    return True


def certificates_of_pkcs7(content: Content, data: bytes) -> list[bytes]:
    """Return the certificates of a PKCS#7 set, as DER. BER, as AD CS writes it, is noted.

    The one place that reads PKCS#7: the library says that it will refuse BER one day.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            found = pkcs7.load_der_pkcs7_certificates(data)
            made = [one.public_bytes(Encoding.DER) for one in found]
        except _ERRORS as error:
            content.lose("unreadable", why=str(error).partition("\n")[0] or "PKCS#7 that is not in order")
            return []
    if caught:
        content.fault("fail", "ber")
    if not made:
        content.fault("fail", "pkcs7-empty")
    return made


def _pkcs12(content: Content, data: bytes, password: Password) -> bool:
    content.form = "pkcs12"
    content.is_ordered = False
    ders = _opened(content, data, None)
    if ders is None:
        ders = _opened(content, data, b"")
    if ders is None:
        given = password()
        ders = None if given is None else _opened(content, data, given)
        if ders is None:
            content.lose("pkcs12-closed" if given is None else "pkcs12-password")
            return True
    for der in ders:
        content.take(der)
    if not ders:
        content.fault("fail", "pkcs12-empty")
    return True


def _opened(content: Content, data: bytes, password: bytes | None) -> list[bytes] | None:
    """Return the certificates in PKCS#12, and nothing else of it; None if the password does not open it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = pkcs12.load_pkcs12(data, password)
        except _ERRORS:
            return None
    content.has_private_key |= opened.key is not None
    own = [opened.cert] if opened.cert else []
    return [one.certificate.public_bytes(Encoding.DER) for one in [*own, *opened.additional_certs]]


def kind(data: bytes) -> str | None:
    """Name what a binary element is, where it is a CSR, a revocation list or a private key."""
    if _after_header(_after_header(data))[:1] == _VERSION:
        return None  # a certificate, of version 2 or 3
    for name, load in (("csr", x509.load_der_x509_csr), ("crl", x509.load_der_x509_crl)):
        try:
            load(data)
        except _ERRORS:
            continue
        return name
    try:
        load_der_private_key(data, None)
    except TypeError:
        return "key"  # it wants a password
    except (ValueError, UnsupportedAlgorithm):
        return None
    return "key"


def _after_header(data: bytes) -> bytes:
    length = int.from_bytes(data[1:2], "big")
    return data[2:] if length < _INDEFINITE else data[2 + (length & 0x7F) :]


def first_element(data: bytes) -> bytes | None:
    """Return the first element of data, header included; None if it is no SEQUENCE, or is cut off."""
    return next((one for one in _elements(data)), None)


def _elements(data: bytes) -> Iterator[bytes]:
    """Cut data into its SEQUENCEs. Nothing where the first one is cut off; one of unknown length runs to the end."""
    place, end = 0, len(data.rstrip(b"\0\r\n")) if data else 0
    while place < end and data[place] == SEQUENCE and place + 2 <= len(data):
        head, length = 2, data[place + 1]
        if length == _INDEFINITE:
            yield data[place:]
            return
        if length > _INDEFINITE:
            digits = length & 0x7F
            head, length = 2 + digits, int.from_bytes(data[place + 2 : place + 2 + digits], "big")
        if place + head + length > len(data):
            return
        yield data[place : place + head + length]
        place += head + length
