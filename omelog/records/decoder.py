"""Bytes that are not UTF-8, in a log that is: each is read as Windows-1252."""

import re
from typing import NamedTuple

_VALID = re.compile(
    rb"(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})++"
)
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")  # a lone one, as a log in UTF-16 may hold it
_LOST = "\N{REPLACEMENT CHARACTER}"


class Decoded(NamedTuple):
    """A text as UTF-8, and how many of its bytes were read otherwise."""

    text: bytes
    others: int


def as_utf8(text: bytes) -> Decoded:
    """Read a text as UTF-8, single bytes that are none as Windows-1252; what that lacks too is U+FFFD."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return _mixed(text)
    return Decoded(text, 0)


def _mixed(text: bytes) -> Decoded:
    pieces: list[bytes] = []
    others = start = 0
    while start < len(text):
        if match := _VALID.match(text, start):
            pieces.append(match[0])
        elif match := _SURROGATE.match(text, start):
            pieces.append(_LOST.encode())
            others += 3
        else:
            pieces.append(text[start : start + 1].decode("cp1252", "replace").encode())
            others += 1
        start = match.end() if match else start + 1
    return Decoded(b"".join(pieces), others)
