"""Bytes that are not UTF-8, in a log that is: each is read as Windows-1252."""

import re
from typing import NamedTuple

_FIRST, _BYTES = 0xDC80, range(0x80, 0x100)  # what `surrogateescape` makes of such a byte
_WINDOWS = {_FIRST - 0x80 + byte: bytes([byte]).decode("cp1252", "replace") for byte in _BYTES}
_OTHERS = re.compile("[\udc80-\udcff]+")
_SURROGATE = re.compile("\udced[\udca0-\udcbf][\udc80-\udcbf]")  # a lone one, as a log in UTF-16 may hold it


class Decoded(NamedTuple):
    """A text as UTF-8, and how many of its bytes were read otherwise."""

    text: bytes
    others: int


def as_utf8(text: bytes) -> Decoded:
    """Read a text as UTF-8, single bytes that are none as Windows-1252; what that lacks too is U+FFFD."""
    try:
        text.decode()
    except UnicodeDecodeError:
        escaped = text.decode("utf-8", "surrogateescape")
    else:
        return Decoded(text, 0)
    others = sum(map(len, _OTHERS.findall(escaped)))
    plain = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", escaped).translate(_WINDOWS)
    return Decoded(plain.encode(), others)
