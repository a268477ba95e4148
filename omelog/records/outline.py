"""Where the headers stand in a block of which nothing else is of interest: counted, not cut."""

import re
from bisect import bisect_left
from typing import Protocol

from omelog.records.header import BOUNDARY, HEADER, NO_HEADER


class Outline(Protocol):
    """The lines and headers of a block of whole lines, to be counted between two starts of lines.

    `odd` are the places of headers that are wrapped or broken: they are not counted, but have to be looked at.
    """

    odd: list[int]

    def lines(self, start: int, end: int) -> int:
        """Count the line ends."""

    def headers(self, start: int, end: int) -> int:
        """Count the headers."""


class PlainOutline:
    """An outline by patterns."""

    def __init__(self, block: bytes) -> None:
        self._block = block
        self._others = [match.start() + 1 for match in NO_HEADER.finditer(block)]
        if block.startswith(b"[") and HEADER.match(block) is None:
            self._others.insert(0, 0)
        self.odd = [place for place in self._others if BOUNDARY.match(block, place)]

    def lines(self, start: int, end: int) -> int:
        """Count the line ends."""
        return self._block.count(b"\n", start, end)

    def headers(self, start: int, end: int) -> int:
        """Count the headers: the lines that begin with a bracket, but for those that are known to be none."""
        brackets = self._block.count(b"\n[", max(0, start - 1), end)
        if start == 0 < end and self._block.startswith(b"["):
            brackets += 1
        return brackets - (bisect_left(self._others, end) - bisect_left(self._others, start))


def boundary_before(block: bytes, place: int, lowest: int) -> int:
    """Give where the last header that begins in front of a place, or at it, begins; `lowest` if there is none."""
    start = block.rfind(b"\n[", lowest, place + 1) + 1
    while start > lowest:
        if BOUNDARY.match(block, start):
            return start
        start = block.rfind(b"\n[", lowest, start) + 1
    return lowest


def header_after(block: bytes, place: int) -> int:
    """Give where the next header that is not wrapped begins behind a place; the end of the block if there is none."""
    start = block.find(b"\n[", place) + 1
    while start:
        if HEADER.match(block, start):
            return start
        start = block.find(b"\n[", start) + 1
    return len(block)


def first_header(block: bytes, start: int, end: int) -> re.Match[bytes] | None:
    """Find the first header between two starts of lines."""
    match = HEADER.match(block, start, end)
    while match is None:
        start = block.find(b"\n[", start, end) + 1
        if not start:
            return None
        match = HEADER.match(block, start, end)
    return match


def last_header(block: bytes, start: int, end: int) -> re.Match[bytes] | None:
    """Find the last header between two starts of lines."""
    while (place := block.rfind(b"\n[", start, end)) >= 0:
        if match := HEADER.match(block, place + 1, end):
            return match
        end = place + 1
    return HEADER.match(block, start, end)
