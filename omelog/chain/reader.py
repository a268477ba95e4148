"""Reads a certificate file: first what it is, then what of it can be read."""

import warnings
import zlib

from omelog.chain import blocks, der, labels, text
from omelog.chain.content import Content
from omelog.limits import Limits

_GZIP = b"\x1f\x8b"
_ALONE = {"csr", "crl", "key", "dump"}


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
    """Inflate as much as is allowed, one stream after another, whatever is wrong with the rest."""
    most, made = content.limits.chain_bytes, b""
    while data.startswith(_GZIP):
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            made += inflate.decompress(data, most - len(made) + 1)
        except zlib.error:
            content.fault("fail", "gzip-damaged")
            break
        if len(made) > most:
            content.hit("chain_bytes", "bytes of a certificate file")
            return made[:most]
        if not inflate.eof:
            content.fault("fail", "gzip-damaged")
        data = inflate.unused_data
    return made


def _text(content: Content, given: text.Text, password: der.Password) -> None:
    found = blocks.find(given.text)
    content.form = given.form
    if not found.blocks:
        _no_blocks(content, given.text, password)
        return
    for quirk in given.quirks:
        content.fault("warn", quirk)
    _around(content, given, found)
    others: list[str] = []
    for block in found.blocks:
        others += labels.read(content, block, given.form, password)
    if found.lost:
        content.lose(found.lost)
    if content.blocks:
        for label in dict.fromkeys(others):
            content.fault("warn", "other-block", label=label)
    elif content.form == given.form:
        content.form = _alone(others)


def _around(content: Content, given: text.Text, found: blocks.Blocks) -> None:
    """Note what stands around the blocks."""
    if kind := text.opening(given.text):
        content.fault("fail" if kind in {"rtf", "html"} else "pass", kind)
    elif found.has_text:
        content.fault("pass", "text")


def _alone(others: list[str]) -> str:
    """Name a file that holds other blocks only."""
    if any(label.endswith("PRIVATE KEY") for label in others):
        return "ssh" if all(label.startswith("OPENSSH") for label in others) else "key"
    return "csr" if labels.REQUESTS & {*others} else "crl" if "X509 CRL" in others else "other"


def _no_blocks(content: Content, given: str, password: der.Password) -> None:
    data = text.unarmoured(given)
    content.form = text.opening(given) or "other"
    content.has_private_key |= given.startswith("PuTTY-User-Key-File")
    if data.startswith(b"-----BEGIN "):
        _text(content, text.decode(data), password)
        content.fault("fail", "base64-twice")
    elif data[:1] == bytes([der.SEQUENCE]) and der.read(content, data, password):
        content.fault("fail", "no-armour")
        if content.form in {"der", "ders"}:
            content.form = "base64"


def _name_form(content: Content) -> None:
    """Make the form of the file a fault where it is not Base64 in blocks."""
    if content.form != "pem" and not content.blocks and content.form in _ALONE:
        content.fault("fail", f"{content.form}-alone")
    elif content.form not in {"pem", "base64", "pkcs7-pem"}:
        content.fault("fail", content.form)
    if content.form == "pem" and not content.blocks:
        content.fault("fail", "other")
