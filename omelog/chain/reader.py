"""Reads a certificate file: first what it is, then what of it can be read."""

import base64
import binascii
import warnings
import zlib

from omelog.chain import blocks, der, text
from omelog.chain.content import Content
from omelog.limits import Limits

_GZIP = b"\x1f\x8b"
_CERTIFICATES = {"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"}
_SETS = {"PKCS7", "PKCS #7 SIGNED DATA", "CMS"}
_REQUESTS = {"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"}
# What the form of a file means for OME: it does not take these, or nobody knows whether it does.
_REFUSED = {"glued", "one-line", "blank-lines", "in-line", "json"}
_ALONE = {"csr", "crl", "key"}


def read(name: str, data: bytes, limits: Limits, password: der.Password) -> Content:
    """Read a file. Nothing is raised for what is wrong with it; `password` is asked once, if PKCS#12 needs one."""
    content = Content(name=name, limits=limits)
    if len(data) > limits.chain_bytes:
        content.hit("chain_bytes", "bytes of a certificate file")
        data = data[: limits.chain_bytes]
    _read(content, data, password, packed=False)
    _name_form(content)
    return content


def read_quietly(name: str, data: bytes, limits: Limits, password: der.Password) -> Content:
    """Read a file without the library's warnings: what it says of serial numbers and the like has checks here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return read(name, data, limits, password)


def _read(content: Content, data: bytes, password: der.Password, *, packed: bool) -> None:
    if not data.strip(b"\0 \t\r\n"):
        content.form = "empty"
    elif data.startswith(_GZIP) and not packed:
        _read(content, _unpacked(content, data), password, packed=True)
        content.fault("fail", "gzip")
    elif kind := text.magic(data):
        content.form = kind
    elif der.may_be(data) and der.read(content, data, password):
        pass
    else:
        _text(content, text.decode(data), password)


def _unpacked(content: Content, data: bytes) -> bytes:
    """Inflate as much as is allowed, whatever is wrong with the rest."""
    most = content.limits.chain_bytes
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        made = inflate.decompress(data, most)
    except zlib.error:
        content.fault("fail", "gzip-damaged")
        return b""
    if inflate.unconsumed_tail:
        content.hit("chain_bytes", "bytes of a certificate file")
    elif not inflate.eof:
        content.fault("fail", "gzip-damaged")
    return made


def _text(content: Content, given: text.Text, password: der.Password) -> None:
    found = blocks.find(given.text)
    content.form = given.form
    for quirk in given.quirks:
        content.fault("warn", quirk)
    if not found.blocks:
        _no_blocks(content, given.text, password, strays=found.strays)
        return
    _around(content, given, found)
    others: list[str] = []
    for block in found.blocks:
        others += _block(content, block, given.form)
    if content.blocks:
        for label in dict.fromkeys(others):
            content.fault("warn", "other-block", label=label)
    elif content.form == given.form:
        content.form = _alone(others)


def _around(content: Content, given: text.Text, found: blocks.Found) -> None:
    """Note what stands around the blocks."""
    if found.strays:
        content.fault("fail", "stray-end")
    if kind := text.opening(given.text):
        content.fault("fail" if kind in {"rtf", "html"} else "pass", kind)
    elif found.has_text:
        content.fault("pass", "text")


def _alone(labels: list[str]) -> str:
    """Name a file that holds other blocks only."""
    if any(label.endswith("PRIVATE KEY") for label in labels):
        return "ssh" if all(label.startswith("OPENSSH") for label in labels) else "key"
    return "csr" if _REQUESTS & {*labels} else "crl" if "X509 CRL" in labels else "other"


def _block(content: Content, block: blocks.Block, form: str) -> list[str]:
    """Read one block; return its label if it is none of a certificate."""
    content.has_private_key |= "PRIVATE KEY" in block.label
    for quirk in block.quirks:
        content.fault("fail" if quirk in _REFUSED else "warn", quirk)
    if block.reason is not None:
        # What a damaged BEGIN was meant to say nobody knows: it may have been a certificate.
        if "PRIVATE KEY" in block.label or block.label in _REQUESTS or block.label == "X509 CRL":
            content.fault("fail", "other-damaged", label=block.label)
        else:
            content.lose(block.reason, **{name: fact for name, fact in block.facts.items() if fact})
        return []
    data = block.data or b""
    if block.label in _SETS:
        _set(content, data, "pkcs7", form)
        return []
    if block.label not in _CERTIFICATES:
        return [block.label]
    if der.is_pkcs7(data):
        _set(content, data, "pkcs7-label", form)
        return []
    _certificate(content, block.label, data)
    return []


def _set(content: Content, data: bytes, reason: str, form: str) -> None:
    before = content.blocks
    ders = der.certificates_of_pkcs7(content, data)
    for one in ders:
        content.take(one)
    content.fault("fail", reason)
    content.is_ordered = content.is_ordered and before > 0 and not ders
    if form == "pem":
        content.form = "pkcs7-pem"


def _certificate(content: Content, label: str, data: bytes) -> None:
    whole = der.first_element(data)
    if label == "TRUSTED CERTIFICATE":
        content.fault("fail", "trusted")
        data = whole or data
    elif label == "X509 CERTIFICATE":
        content.fault("warn", "x509-label")
    if data[:2] == bytes([der.SEQUENCE, 0x80]):
        content.lose("unreadable", why="a length that is not given (BER)")
    elif whole is None or whole != data:
        content.lose("damaged")
    else:
        content.take(data)


def _no_blocks(content: Content, given: str, password: der.Password, *, strays: int) -> None:
    kind = text.opening(given)
    if kind:
        content.form = kind
        content.fault("fail", f"{kind}-alone") if kind == "dump" else None
    elif strays:
        content.form = "no-begin"
    elif text.is_unarmoured(given):
        try:
            data = base64.b64decode("".join(given.split()), validate=True)
        except (binascii.Error, ValueError):
            data = b""
        if data[:1] == bytes([der.SEQUENCE]) and der.read(content, data, password):
            content.fault("fail", "no-armour")
            if content.form in {"der", "ders"}:
                content.form = "base64"
        else:
            content.form = "other"
    else:
        content.form = "other"


def _name_form(content: Content) -> None:
    """Make the form of the file a fault where it is not Base64 in blocks."""
    if content.form != "pem" and not content.blocks and content.form in _ALONE:
        content.fault("fail", f"{content.form}-alone")
    elif content.form not in {"pem", "base64", "pkcs7-pem"}:
        content.fault("fail", content.form)
    if content.form == "pem" and not content.blocks:
        content.fault("fail", "other")
