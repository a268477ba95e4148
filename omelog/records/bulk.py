"""Lines and headers of a large log, many at a time: numpy proves of nearly all headers that HEADER accepts them.

Importing numpy takes some 70 ms, which a small log does not pay back: see `Scanner`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from omelog.records.header import BOUNDARY
from omelog.records.outline import Outline, PlainOutline
from omelog.records.search import Search, plain_search

if TYPE_CHECKING:
    from numpy.typing import NDArray

try:
    from ahocorasick_rs import BytesAhoCorasick
except ImportError:  # no wheel for Windows on ARM
    BytesAhoCorasick = None  # type: ignore[assignment,misc]  # as it says

Positions: TypeAlias = "NDArray[np.intp]"
Bytes: TypeAlias = "NDArray[np.uint8]"
Mask: TypeAlias = "NDArray[np.bool_]"
Words: TypeAlias = "NDArray[np.uint64]"  # eight bytes of the log each, the first one lowest

_LINE_END, _OPENS, _CLOSES, _BLANK = b"\n[] "
_SPREAD = 0x0101010101010101  # times a byte: that byte in all eight places
_HIGH = np.uint64(0x80 * _SPREAD)
_LONGEST_LEVEL = 7
_SMALL = 4096  # bytes of a block that is not worth it
_MANY = 8  # one line of so many may have to be looked at by itself
_REACH = 176  # bytes from the start of a header that are looked at
_LOGGER_WORDS = 8  # a longer name of a logger is no usual one
_LEVELS = (b"[INFO ] ", b"[ERROR] ", b"[DEBUG] ", b"[WARN ] ", b"[INFO] ", b"[WARN] ", b"[TRACE] ", b"[FATAL] ")
_TIME = (b"0000-00-", b"00 00:00", b":00.000 ")  # every 0 is any digit
_LETTER = np.zeros(256, np.bool_)
_LETTER[[c for c in range(256) if chr(c).isascii() and chr(c).isalpha()]] = True


def bulk_search(words: Sequence[bytes]) -> Search:
    """Search for words with libraries for large logs."""
    plain = plain_search(words)
    if BytesAhoCorasick is None:
        return Search(plain.places, Outliner().outline)
    machine = BytesAhoCorasick(words)
    return Search(lambda block: [start for _, start, _ in machine.find_matches_as_indexes(block)], Outliner().outline)


class BulkOutline:
    """An outline by where line ends and headers stand."""

    def __init__(self, line_ends: Positions, headers: Positions, odd: list[int]) -> None:
        self._line_ends = line_ends
        self._headers = headers
        self.odd = odd

    def lines(self, start: int, end: int) -> int:
        """Count the line ends."""
        return _between(self._line_ends, start, end)

    def headers(self, start: int, end: int) -> int:
        """Count the headers."""
        return _between(self._headers, start, end)


class Outliner:
    """Finds the lines and headers of blocks; holds memory that is used for each of them again."""

    def __init__(self) -> None:
        self._ends = self._closing = np.empty(0, np.bool_)

    def outline(self, block: bytes) -> Outline:
        """Find them in a block of whole lines. What passes for a header here is one by HEADER."""
        if len(block) < _SMALL or not block.endswith(b"\n"):
            return PlainOutline(block)
        data = np.frombuffer(block, np.uint8)
        marks = self._marks(data)
        ends_line = data[marks] == _LINE_END
        # Of each line but the first: the mark before it, if it begins with a bracket and is not too near to the end.
        before = np.flatnonzero(ends_line)
        line_ends = marks[before]
        before = before[:-1][data[line_ends[:-1] + 1] == _OPENS]
        starts = marks[before] + 1
        far = int(np.searchsorted(starts, len(block) - _REACH))
        before, near = before[:far], starts[far:].tolist()
        starts = starts[:far]
        usual = _usual(block, data, starts, marks[before + 1], marks.take(before + 2, mode="clip"))
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
    odd = [match.start() for match in found if match["broken"] is not None]
    headers = [match.start() for match in found if match["broken"] is None]
    return BulkOutline(line_ends, np.sort(np.append(usual, headers).astype(np.intp)), sorted(odd))


def _usual(block: bytes, data: Bytes, starts: Positions, level_ends: Positions, thread_ends: Positions) -> Mask:
    """Tell which lines have a usual header; the ends are the next two brackets that close, or line ends."""
    words = np.ndarray((len(block) - 7,), "<u8", block, strides=(1,))  # the eight bytes at every position
    usual = _is_level(words[starts])
    usual &= _is_time(words, np.minimum(level_ends, starts + _LONGEST_LEVEL) + 2)
    usual &= data[thread_ends] == _CLOSES
    usual &= thread_ends < len(block) - 8 * (_LOGGER_WORDS + 2)
    if usual.all():
        return _has_logger(words, data, thread_ends + 1)
    usual[usual] = _has_logger(words, data, thread_ends[usual] + 1)
    return usual


def _is_level(words: Words) -> Mask:
    found = np.zeros(len(words), np.bool_)
    for tag in _LEVELS:
        kept = np.uint64((1 << 8 * len(tag)) - 1)
        found |= (words & kept) == np.uint64(int.from_bytes(tag, "little"))
        if found.all():
            break
    return found


def _is_time(words: Words, at: Positions) -> Mask:
    """Tell where a time stands, of the form `2024-01-25 11:10:34.735 [`."""
    wrong = (words[24:][at] & np.uint64(0xFF)) ^ np.uint64(_OPENS)
    for number, form in enumerate(_TIME):
        digits = int.from_bytes(bytes(c == ord("0") for c in form), "little")
        other = words[8 * number :][at] ^ np.uint64(int.from_bytes(form, "little"))
        # A digit differs from 0 in its lower four bits at most, and by no more than 9; all else does not differ.
        wrong |= other & np.uint64(0xFF * _SPREAD - 0x0F * digits)
        wrong |= (other + np.uint64(6 * digits)) & np.uint64(0x10 * digits)
    right: Mask = wrong == 0
    return right


def _has_logger(words: Words, data: Bytes, at: Positions) -> Mask:
    """Tell where a blank stands, the name of a logger, and ` - ` behind it."""
    usual = np.zeros(len(at), np.bool_)
    rows = np.flatnonzero((data[at] == _BLANK) & _LETTER[data[at + 1]])
    at = at[rows] + 1
    for _ in range(_LOGGER_WORDS):
        here = words[at]
        others = _other_characters(here)
        ended = np.flatnonzero(others)
        lowest = others[ended]
        lowest &= ~lowest + np.uint64(1)
        place = ((lowest >> np.uint64(7)) * np.uint64(0x0001020304050607)) >> np.uint64(56)
        behind = words[at[ended] + place.astype(np.intp)] & np.uint64(0xFFFFFF)
        usual[rows[ended]] = behind == np.uint64(int.from_bytes(b" - ", "little"))
        if len(ended) == len(rows):
            break
        going = np.flatnonzero(others == 0)
        rows, at = rows[going], at[going] + 8
    return usual


def _other_characters(words: Words) -> Words:
    """Mark the bytes that are no letters, digits or dots, by their highest bit: at least the first one is true.

    What is added to a byte beyond 0x7F may carry into the next one, which lies behind it.
    """
    low = words | np.uint64(0x20 * _SPREAD)
    names = (low + np.uint64((0x80 - 0x61) * _SPREAD)) ^ (low + np.uint64((0x80 - 0x7B) * _SPREAD))
    names |= (words + np.uint64((0x80 - 0x30) * _SPREAD)) ^ (words + np.uint64((0x80 - 0x3A) * _SPREAD))
    not_dot = (words ^ np.uint64(ord(".") * _SPREAD)) + np.uint64(0x7F * _SPREAD)
    others: Words = ((~names & not_dot) | words) & _HIGH
    return others
