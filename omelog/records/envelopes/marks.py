"""Marks without a meaning of their own: byte-order marks, NULs, form feeds, zero-width blanks, colour codes.

The reader takes them off a text as a whole, and leaves MARK where a byte-order mark or NULs stood before what
may be a header: two files were joined there, or a process died.
"""

import re
from collections.abc import Iterator

from omelog.records.envelopes import Envelope

MARK = b"\0"
_JOINS = rb"(?:\x00|\xef\xbb\xbf|\xff\xfe|\xfe\xff)+"
_COLOURS = rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[()][A-Za-z0-9]|[=>78cM])"
_OTHERS = rb"[\x0b\x0c\x08\x07]|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa4]|\xc2\xad"
# What a NUL follows is no header, but a letter of UTF-16.
_ANY = re.compile(rb"(?P<join>" + _JOINS + rb"(?=\[(?!\x00)))|" + _JOINS + rb"|" + _COLOURS + rb"|" + _OTHERS)
# One of these stands in each of them, of the first ones in each that is ASCII.
_CONTROLS = b"\x00\x07\x08\x0b\x0c\x1b"
_RARE = _CONTROLS + b"\xe2\xef\xff\xfe\xc2"
ENVELOPE = Envelope("byte-order marks, NULs or colour codes", re.compile(re.escape(MARK) + rb"+"))


def has_marks(text: bytes) -> bool:
    """Return whether there are any."""
    if text.isascii():
        return any(control in text for control in _CONTROLS) and _ANY.search(text) is not None
    return len(text.translate(None, _RARE)) != len(text) and _ANY.search(text) is not None


def marks(text: bytes) -> Iterator[int]:
    """Yield where they stand."""
    return (match.start() for match in _ANY.finditer(text)) if has_marks(text) else iter(())


def without_marks(text: bytes) -> bytes:
    """Take them off; MARK stays where text was joined."""
    return _ANY.sub(lambda match: MARK if match["join"] else b"", text)
