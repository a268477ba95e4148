"""Brings the bytes of a log to one form: UTF-8 with LF line ends, without a byte order mark at its beginning."""

import codecs
import re
from collections.abc import Iterable, Iterator

_NULS = re.compile(rb"\x00+")
_HALF_CHARACTER = b"\xff"


def to_text(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same text as UTF-8 bytes; UTF-16 is known by its mark or by its zero bytes.

    CRLF and CR become LF, so that lines count the same whatever system wrote them. Bytes that are no UTF-8
    stay as they are: only the records that matter are decoded, later. Of NULs in a row some stay: two texts were joined
    there, or a process died, which the reader has to know.
    """
    yield from _line_ends(_few_nuls(_utf8(iter(chunks))))


def _utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= 4:  # noqa: PLR2004 - a mark, or two characters to guess from
            break
    encoding = _utf16(head)
    if encoding is None:
        yield head.removeprefix(codecs.BOM_UTF8)
        yield from chunks
        return
    # A lone surrogate comes out as bytes that are no UTF-8, and is told as such where it matters.
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    yield decoder.decode(head).removeprefix("\ufeff").encode("utf-8", "surrogatepass")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
    if decoder.getstate()[0]:
        yield _HALF_CHARACTER


def _utf16(head: bytes) -> str | None:
    if head.startswith(codecs.BOM_UTF16_LE) or (head[1:4:2] == b"\0\0" and head[0:3:2].count(0) == 0):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE) or (head[0:3:2] == b"\0\0" and head[1:4:2].count(0) == 0):
        return "utf-16-be"
    return None


def _few_nuls(chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield _NULS.sub(b"\0", chunk) if b"\0" in chunk else chunk


def _line_ends(chunks: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for chunk in chunks:
        text = held + chunk
        held = b"\r" if text.endswith(b"\r") else b""  # its LF may open the next chunk
        text = text.removesuffix(held)
        yield text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text
    if held:
        yield b"\n"
