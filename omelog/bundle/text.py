"""Brings the bytes of a log to one form: UTF-8 with LF line ends, without a byte order mark at its beginning."""

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

_NULS = re.compile(rb"\x00+")
_HALF_CHARACTER = b"\xff"
_PLAIN_LEAST = 32  # bytes of text without a NUL, less than a header has: so many are no UTF-16 of a log
_MARK = 3  # bytes: a mark, and the first byte of a character behind it
_MARKED = re.compile(rb"(?P<little>\xff\xfe(?=[\t-~]\x00))|\xfe\xff(?=\x00[\t-~])")
_TEXT = rb"[\t\n\r\x20-\x7e]{%d,}" % _PLAIN_LEAST
# The zero byte of a letter in UTF-16 stands behind the other one, or before it.
_PLAIN = {"utf-16-le": re.compile(_TEXT + rb"(?!\x00)"), "utf-16-be": re.compile(rb"(?<!\x00)" + _TEXT)}


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
        yield from _plain(chain([head.removeprefix(codecs.BOM_UTF8)], chunks))
        return
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else codecs.BOM_UTF16_BE
    yield from _from_utf16(chain([head.removeprefix(mark)], chunks), encoding)


def _plain(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield text that is no UTF-16, up to where a log in UTF-16 was put behind it: its mark is no UTF-8."""
    rest = iter(chunks)
    held = b""
    for chunk in rest:
        text = held + chunk
        found = _MARKED.search(text) if b"\xff" in text else None
        if found:
            yield text[: found.start()]
            encoding = "utf-16-le" if found["little"] else "utf-16-be"
            yield from _from_utf16(chain([text[found.end() :]], rest), encoding)
            return
        start = max(0, len(text) - _MARK)  # a mark may go on in the next chunk
        held = text[start:] if not text[start:].isascii() else b""
        yield text.removesuffix(held)
    yield held


def _from_utf16(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the text of a log in UTF-16; plain text that another program wrote behind it stays as it is."""
    # A lone surrogate comes out as bytes that are no UTF-8, and is told as such where it matters.
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    before = held = b""  # the byte before what is held, which a pattern looks back at
    for chunk in chain(chunks, [None]):
        data = before + held + (chunk or b"")
        # What ends the data may go on in the next chunk, or be the first half of a character.
        end = len(data) if chunk is None else max(len(before), len(data) - _PLAIN_LEAST)
        position = len(before)
        for plain in _PLAIN[encoding].finditer(data, position):
            if plain.end() > end and chunk is not None:
                end = min(end, plain.start())
                break
            yield _decoded(decoder, data[position : plain.start()], whole=True) + plain[0]
            position = plain.end()
        yield _decoded(decoder, data[position : max(position, end)], whole=chunk is None)
        position = max(position, end)
        before, held = data[max(0, position - 1) : position], data[position:]


def _decoded(decoder: codecs.IncrementalDecoder, data: bytes, *, whole: bool) -> bytes:
    """Decode bytes; `whole` says that nothing follows which could complete their last character."""
    text = decoder.decode(data).encode("utf-8", "surrogatepass")
    if whole and decoder.getstate()[0]:
        decoder.reset()
        text += _HALF_CHARACTER
    return text


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
