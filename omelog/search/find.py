"""Finds the records in a block that match: the engine goes over the whole block, records are cut around matches."""

from collections.abc import Iterator

from omelog.records.header import at_line_start
from omelog.records.lines import boundary_after, boundary_before
from omelog.search.pattern import Pattern
from omelog.search.query import Query

# A match may make the engine look far ahead, again and again; records tried one by one bound that.
_SEARCHES = 200


def matching(text: bytes, query: Query) -> Iterator[tuple[int, int]]:
    """Yield where each record asked for begins and ends, in order.

    `text` is whole records, each with its line feed, and the header of each at a line's start.
    """
    spans = _matching(text, query.pattern)
    if not query.filter.active:
        return spans
    return (span for span in spans if query.filter.takes(at_line_start(text, span[0])))


def _matching(text: bytes, pattern: Pattern) -> Iterator[tuple[int, int]]:
    r"""Yield the records that match.

    What stands around a record is a line feed on both sides, which `^`, `$` and `\b` take for an edge as they take the
    edges of the record alone. So a record that matches alone matches here at the same place, and a match here within
    a record is one of the record. A match across records says nothing: those records are tried one by one.
    """
    position = 0
    for _ in range(0 if pattern.by_record else _SEARCHES):
        match = pattern.search(text, position) if position < len(text) else None
        if match is None:
            return
        first, behind = match.span()
        if first == len(text):  # an empty match behind the last line feed is in no record
            return
        # Where nearly every record matches, most matches are in the next one.
        begin = position if text.find(b"\n[", position, first + 1) < 0 else boundary_before(text, first)
        end = boundary_after(text, first)
        if behind < end:
            yield begin, end
            position = end
        else:
            position = boundary_after(text, behind - 1)
            yield from _one_by_one(text, begin, position, pattern)
    yield from _one_by_one(text, position, len(text), pattern)


def _one_by_one(text: bytes, start: int, stop: int, pattern: Pattern) -> Iterator[tuple[int, int]]:
    while start < stop:
        end = boundary_after(text, start)
        if pattern.search(text[start : end - 1]):
            yield start, end
        start = end
