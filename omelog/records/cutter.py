"""Cuts text of a log into records: at headers at a line's start, and at those in mid-line that begin a record."""

import re
from collections.abc import Iterator

from omelog.causes import Wanted
from omelog.records.envelopes.marks import has_marks, marks
from omelog.records.header import BEGINNING, BOUNDARY, HEADER, INNER, Mended, mended
from omelog.records.loggers import Loggers
from omelog.records.mention import any_of
from omelog.records.midline import MixedStretch
from omelog.records.piece import Piece


class Cutter:
    """Cuts text for the loggers that are wanted."""

    def __init__(self, wanted: Wanted) -> None:
        self.loggers = Loggers(wanted)
        self._any_name = any_of(re.escape(name.encode()) for name in sorted(wanted.loggers))

    def pieces(self, text: bytes, *, at: int = 0, inside: bool = False) -> list[Piece]:
        """Cut whole lines; `at` is the byte in its line at which the text begins.

        `inside` says that the text begins with a record that was cut before, in an envelope where it is in one.
        """
        found: list[Piece] = []
        suspicious = has_marks(text)
        for piece in _plain(text, at):
            stretch = text[piece.end - len(piece.body) : piece.end]
            if self._is_plain(stretch, marked=suspicious):
                found.append(piece)
            else:
                found += MixedStretch(self.loggers, piece, text, stretch, inside=inside and not found).pieces()
        return found

    def _is_plain(self, stretch: bytes, *, marked: bool) -> bool:
        """Return whether nothing in it looks like a header, or is in an envelope."""
        if BEGINNING.search(stretch) or (marked and has_marks(stretch)):
            return False
        return self.loggers.unread(stretch, 0, len(stretch)) is None

    def odd_places(self, text: bytes) -> list[int]:
        """Return places in all those records of which not all headers, or what looks like one, stand plain."""
        inner = (match.start() for match in INNER.finditer(text))
        return sorted([*inner, *marks(text), *self._unread_places(text)])

    def _unread_places(self, text: bytes) -> Iterator[int]:
        """Yield places where what looks like a header of a wanted logger stands behind the header of its line."""
        for name in self._any_name.finditer(text):
            place: int = name.start()
            start, end = text.rfind(b"\n", 0, place) + 1, text.find(b"\n", place)
            header = HEADER.match(text, start)
            start, end = header.end() if header else start, end if end >= 0 else len(text)
            if start <= place and self.loggers.unread(text, start, end) is not None:
                yield place


def _plain(text: bytes, at: int) -> Iterator[Piece]:
    """Cut at the headers that stand plain at a line's start."""
    start, body, header = 0, 0, None
    for boundary in BOUNDARY.finditer(text):
        found: Mended | None
        if boundary["broken"] is None and not BEGINNING.search(boundary["thread"]):
            found = Mended(boundary, boundary.end())
        else:
            found = mended(text, boundary.start())
        if boundary.start() > 0:
            yield Piece(start, boundary.start(), at if start == 0 else 0, header, text[body : boundary.start()])
        start = boundary.start()
        header, body = (found.match, found.end) if found else (None, start)
    yield Piece(start, len(text), at if start == 0 else 0, header, text[body:])


def holds_records(text: bytes) -> bool:
    """Return whether a record's header stands in the text (UTF-8, LF), plain or in an envelope."""
    if HEADER.search(text):
        return True
    return any(piece.header is not None for piece in Cutter(_ANY).pieces(text))


_ANY = Wanted(frozenset(), ())
