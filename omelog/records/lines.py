"""The lines of a text many at a time: where they begin, which begin as a header does, where long none does."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from omelog.records.header import BOUNDARY, HEADER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LINE_END, _OPENS = b"\n["
_LONG = 20  # lines without a header


class Gap(NamedTuple):
    """A long stretch without a header; `samples` are the starts of every twentieth line of it."""

    start: int
    end: int
    samples: list[int]


class Lines:
    """The lines of a text. Those that begin with a bracket and a capital or a blank begin as a header does."""

    def __init__(self, text: bytes) -> None:
        import numpy as np  # noqa: PLC0415 - 70 ms, not for what only asks whether a text is a log

        data = np.frombuffer(text, np.uint8)
        self._size = len(text)
        self._ends: NDArray[np.intp] = np.flatnonzero(data == _LINE_END)
        starts = np.concatenate(([0], self._ends + 1))
        self._starts = starts[: len(starts) - text.endswith(b"\n")]
        second = data.take(self._starts + 1, mode="clip")
        opens = (data[self._starts] == _OPENS) & ((second - ord("A") < 26) | (second == ord(" ")))  # noqa: PLR2004 - letters
        self._numbers = np.flatnonzero(opens)
        self._headers = self._starts[self._numbers]

    def ends(self, start: int, end: int) -> int:
        """Count the line ends between two places."""
        return _between(self._ends, start, end)

    def headers(self, start: int, end: int) -> int:
        """Count the lines that begin as a header does between two places."""
        return _between(self._headers, start, end)

    def gaps(self) -> Iterator[Gap]:
        """Yield the long stretches without such a line."""
        import numpy as np  # noqa: PLC0415 - as above

        edges = np.concatenate(([0], self._numbers, [len(self._starts)]))
        for place in np.flatnonzero(np.diff(edges) >= _LONG).tolist():
            first, last = int(edges[place]), int(edges[place + 1])
            end = int(self._starts[last]) if last < len(self._starts) else self._size
            yield Gap(int(self._starts[first]), end, self._starts[first + _LONG - 1 : last : _LONG].tolist())


def boundary_before(text: bytes, place: int) -> int:
    """Return where the last header that begins in front of a place, or at it, begins; 0 if there is none."""
    start = text.rfind(b"\n[", 0, place + 1) + 1
    while start > 0:
        if BOUNDARY.match(text, start):
            return start
        start = text.rfind(b"\n[", 0, start) + 1
    return 0


def boundary_after(text: bytes, place: int) -> int:
    """Return where the next header begins behind a place; the end of the text if none does."""
    return _next(BOUNDARY, text, place)


def header_after(text: bytes, place: int) -> int:
    """Return where the next header that is not wrapped begins behind a place; the end of the text if none does."""
    return _next(HEADER, text, place)


def _next(header: re.Pattern[bytes], text: bytes, place: int) -> int:
    start = text.find(b"\n[", place) + 1
    while start:
        if header.match(text, start):
            return start
        start = text.find(b"\n[", start) + 1
    return len(text)


def around(text: bytes, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text that hold the records around places, which grow; what touches is one part."""
    start = end = 0
    for place in places:
        if place < end:
            continue
        begin = boundary_before(text, place)
        if begin > end:
            if end:
                yield start, end
            start = begin
        end = header_after(text, place)
    if end:
        yield start, end


def _between(places: "NDArray[np.intp]", start: int, end: int) -> int:
    low, high = places.searchsorted((start, end))
    return int(high - low)
