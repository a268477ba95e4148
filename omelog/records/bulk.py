"""Lines and headers of a large log, many at a time: numpy proves of nearly all headers that HEADER accepts them.

Importing numpy takes some 70 ms, which a small log does not pay back: see `Scanner`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from omelog.records.header import BOUNDARY
from omelog.records.outline import Outline, PlainOutline
from omelog.records.search import Search, plain_search
from omelog.records.usual import REACH, Headers, Positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

try:
    from ahocorasick_rs import BytesAhoCorasick
except ImportError:  # no wheel for Windows on ARM
    BytesAhoCorasick = None  # type: ignore[assignment,misc]  # as it says

Bytes: TypeAlias = "NDArray[np.uint8]"

_LINE_END, _OPENS, _CLOSES = b"\n[]"
_SMALL = 4096  # bytes of a block that is not worth it
_MANY = 8  # one line of so many may have to be looked at by itself


def bulk_search(words: Sequence[bytes]) -> Search:
    """Search for words with libraries for large logs."""
    plain = plain_search(words)
    if BytesAhoCorasick is None:
        return Search(plain.places, Outliner().outline)
    machine = BytesAhoCorasick(words)
    return Search(lambda block: [start for _, start, _ in machine.find_matches_as_indexes(block)], Outliner().outline)


class BulkOutline:
    """An outline by where line ends and headers stand; `others` are the headers that are not of the usual shape."""

    def __init__(self, line_ends: Positions, usual: Positions, others: list[int], odd: list[int]) -> None:
        self._line_ends = line_ends
        self._usual = usual
        self._others = others
        self.odd = odd

    def lines(self, start: int, end: int) -> int:
        """Count the line ends."""
        return _between(self._line_ends, start, end)

    def headers(self, start: int, end: int) -> int:
        """Count the headers."""
        return _between(self._usual, start, end) + sum(start <= place < end for place in self._others)


class Outliner:
    """Finds the lines and headers of blocks; holds memory that is used for each of them again."""

    def __init__(self) -> None:
        self._ends = self._closing = np.empty(0, np.bool_)
        self._headers = Headers()

    def outline(self, block: bytes) -> Outline:
        """Find them in a block of whole lines. What passes for a header here is one by HEADER."""
        if len(block) < _SMALL or not block.endswith(b"\n"):
            return PlainOutline(block)
        data = np.frombuffer(block, np.uint8)
        marks = self._marks(data)
        # Of each line but the first: the mark before it, if it begins with a bracket and is not too near to the end.
        before = np.flatnonzero(data[marks] == _LINE_END)
        line_ends = marks[before]
        before = before[:-1][data[line_ends[:-1] + 1] == _OPENS]
        starts = marks[before] + 1
        far = int(np.searchsorted(starts, len(block) - REACH))
        before, starts, near = before[:far], starts[:far], starts[far:].tolist()
        usual = self._headers.usual(block, starts, marks.take(before + 2, mode="clip"))
        doubtful = [0] if block.startswith(b"[") else []
        if not usual.all():
            doubtful += starts[~usual].tolist()
            starts = starts[usual]
        return _settled(block, line_ends, starts, doubtful + near)

    def _marks(self, data: Bytes) -> Positions:
        """Give the places of line ends and of brackets that close."""
        if len(data) > len(self._ends):
            self._ends, self._closing = np.empty(len(data), np.bool_), np.empty(len(data), np.bool_)
        ends, closing = self._ends[: len(data)], self._closing[: len(data)]
        np.equal(data, _LINE_END, out=ends)
        np.equal(data, _CLOSES, out=closing)
        return np.flatnonzero(np.logical_or(ends, closing, out=ends))


def _between(places: Positions, start: int, end: int) -> int:
    low, high = np.searchsorted(places, (start, end))
    return int(high - low)


def _settled(block: bytes, line_ends: Positions, usual: Positions, doubtful: list[int]) -> Outline:
    """Look at the lines of which it is not known yet whether they are headers; where they are many, at all lines."""
    if len(doubtful) > len(usual) // _MANY + 100:
        return PlainOutline(block)
    found = [match for place in doubtful if (match := BOUNDARY.match(block, place))]
    odd = sorted(match.start() for match in found if match["broken"] is not None)
    return BulkOutline(line_ends, usual, [match.start() for match in found if match["broken"] is None], odd)
