"""Looks in blocks for words: which lines have to be cut into records, and which may be passed."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from omelog.records.outline import Outline, PlainOutline, boundary_before, header_after

_NEAR = 16 * 1024  # bytes between two places of interest that are not worth to be passed
_BEGINNING = 32  # of so many parts of a block the first one tells of a storm
_DENSE = 2 * 1024  # bytes between two places of interest in a storm, at the most


class Regions(NamedTuple):
    """The parts of a block that have to be cut into records; an outline of the block, for what is between them."""

    parts: list[tuple[int, int]]
    outline: Outline | None


class Search(NamedTuple):
    """What finds the places of words in a block, and what outlines a block."""

    places: Callable[[bytes], list[int]]
    outline: Callable[[bytes], Outline]

    def regions(self, block: bytes, end: int) -> Regions:
        """Find what has to be cut of whole lines, up to `end`."""
        beginning = block[: len(block) // _BEGINNING]
        if len(self.places(beginning)) >= max(1, len(beginning) / _DENSE):
            return Regions([(0, end)], None)  # a storm: the rest could only tell the same
        places = self.places(block)
        if len(places) >= len(block) / _NEAR:
            return Regions([(0, end)], None)
        outline = self.outline(block)
        within = sorted(place for place in (*places, *outline.odd) if place < end)
        return Regions(list(_around(block, within, end)), outline)


def plain_search(words: Sequence[bytes]) -> Search:
    """Search with what Python has, which is at hand at once."""
    return Search(partial(_finds, words), PlainOutline)


def _finds(words: Sequence[bytes], block: bytes) -> list[int]:
    places = []
    for word in words:
        place = block.find(word)
        while place >= 0:
            places.append(place)
            place = block.find(word, place + 1)
    return places


def _around(block: bytes, places: list[int], most: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of whole records around places; what lies near is taken together."""
    start = end = 0
    for place in places:
        if place < end:
            continue
        if place - end > _NEAR:
            if end:
                yield start, end
            start = boundary_before(block, place, end)
        end = min(most, header_after(block, place))
    if end:
        yield start, end
