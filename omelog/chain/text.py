"""What a certificate file is as text: which encoding, which line ends, which program wrote it."""

import base64
import binascii
import re

from msgspec import Struct

_SAMPLE = 4096
_MARKED = re.compile(r"\ufeff+(?=-----BEGIN |$)")
_BOMS = {
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
_MAGIC = {
    b"\xfe\xed\xfe\xed": "jks",
    b"\xce\xce\xce\xce": "jks",
    b"\0\0\0\0CERT": "sst",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "word",
    b"%PDF-": "pdf",
    b"7z\xbc\xaf\x27\x1c": "zip",
    b"Rar!\x1a\x07": "zip",
    b"BZh": "compressed",
    b"\xfd7zXZ\0": "compressed",
    b"\x28\xb5\x2f\xfd": "compressed",
}
_WORD = (b"word/document.xml", b"[Content_Types].xml")
_OPENING = (  # how a text begins, blanks aside
    (re.compile(r"\{\\rtf"), "rtf"),
    (re.compile(r"<!doctype html|<html|<\?xml|<body|<head", re.IGNORECASE), "html"),
    (re.compile(r"(sk-)?(ssh|ecdsa)-[\w@.-]+ AAAA|---- BEGIN SSH2 |PuTTY-User-Key-File-"), "ssh"),
    (re.compile(r"-----BEGIN OPENSSH PRIVATE KEY-----"), "ssh"),
)
_PRINTED = re.compile(
    r"(?m)^[ \t]*X509[ -]Certificate:|^CertUtil:|^={4,} Certificate \d+ ={4,}|^Certificate:\s*\n\s+Data:"
)
_UNARMOURED = re.compile(r"[A-Za-z0-9+/=\s]+")
_PADDED = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_ESCAPED = re.compile(r"(BEGIN [A-Z0-9 ]+-----\s*|[A-Za-z0-9+/=])\\(r\\)?n")
_TAR = slice(257, 262)
_SHORTEST = 60  # letters of Base64 that can be a certificate


class Text(Struct, frozen=True):
    """A file as text, its lines ended by line feeds, and how it was written."""

    text: str
    form: str
    quirks: tuple[str, ...]


def magic(data: bytes) -> str | None:
    """Name a binary kind of file by its first bytes."""
    if data[_TAR].startswith(b"ustar"):
        return "zip"
    for start, kind in _MAGIC.items():
        if data.startswith(start):
            return "word" if kind == "zip" and any(name in data for name in _WORD) else kind
    return None


def opening(text: str) -> str | None:
    """Name a kind of text by how it begins."""
    sample = text[:_SAMPLE].lstrip()
    begins = next((kind for pattern, kind in _OPENING if pattern.match(sample)), None)
    return begins or ("dump" if _PRINTED.search(sample) else None)


def is_unarmoured(text: str) -> bool:
    """Return whether a text is Base64 and nothing else."""
    return _UNARMOURED.fullmatch(text) is not None and len(text.strip()) >= _SHORTEST


def unarmoured(text: str) -> bytes:
    """Decode a text that is Base64 and nothing else, in one piece or in several; nothing where it is not."""
    if not is_unarmoured(text):
        return b""
    try:
        return b"".join(base64.b64decode(part, validate=True) for part in _PADDED.findall("".join(text.split())))
    except (binascii.Error, ValueError):
        return b""


def decode(data: bytes) -> Text:
    """Decode a file, whatever it is."""
    wide = _wide(data)
    if wide:
        text = data.decode(wide, "replace").lstrip("\ufeff")
        return _unescaped(*_line_ends(text), "utf-32" if "32" in wide else "utf-16")
    quirks = []
    if data.rstrip(b"\r\n\t ").endswith(b"\0"):
        data = data.rstrip(b"\0\r\n\t ") + b"\n"
        quirks.append("nuls")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\ufeff" in text:
        text, quirks = _MARKED.sub("", text), ["bom", *quirks]
    text, more = _line_ends(text)
    return _unescaped(text, [*quirks, *more], "pem")


def _wide(data: bytes) -> str | None:
    """Name the encoding of text that takes two or four bytes a letter, by its mark or by its zeros."""
    for mark, name in _BOMS.items():
        if data.startswith(mark):
            return name
    sample = data[: _SAMPLE - _SAMPLE % 4]
    zeros = [sample[place::4].count(0) * 4 > len(sample) * 0.8 for place in range(4)]
    names = {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }
    return names.get((zeros[0], zeros[1], zeros[2], zeros[3])) if len(sample) >= _SHORTEST else None


def _line_ends(text: str) -> tuple[str, list[str]]:
    lone = "\r" in text.replace("\r\n", "") if "\r" in text else False
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return text, ["carriage-returns"] if lone else []


def _unescaped(text: str, quirks: list[str], form: str) -> Text:
    r"""Take a JSON string apart: its line breaks are written as `\n`."""
    if "\\n" not in text or _ESCAPED.search(text) is None:  # the first is quick, in text of any length
        return Text(text, form, tuple(quirks))
    text = text.replace("\\r", "").replace("\\n", "\n").replace("\\/", "/")
    text = re.sub(r'(?m)^[^\n]*"(?=-----BEGIN )|(?<=-----)"[^\n]*$', "", text)
    return Text(text, "json", tuple(quirks))
