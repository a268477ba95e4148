"""What a search found in one log: in parts, so that what stands at an edge of it can be taken off and joined."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from omelog.records.scan import Scan
from omelog.search import spooled
from omelog.search.runs import Hit
from omelog.spool import Spool

_MOST = 1_000_000  # matches that are compared
_numbers = partial(array, "q")


class FoundRecord(NamedTuple):
    """A record that was found, or where records are counted, how many. Text before the first record `is_head`.

    Those at the edges of a log, which may be joined to others, have a place.
    """

    hit: Hit | None
    matched: int
    place: tuple[int, int] | None = None
    is_head: bool = False


class _Part(NamedTuple):
    """Hits in a row in the spool; how many records match, and the place where they stand at an edge."""

    start: int
    end: int
    matched: int
    place: tuple[int, int] | None
    follows: bool | None = None  # of an edge: the record before it was given just before it


@dataclass
class Prints:
    """What tells matches apart: a number for each text, and for its first line, in order."""

    texts: "array[int]" = field(default_factory=_numbers)
    lines: "array[int]" = field(default_factory=_numbers)

    def add(self, text: bytes) -> None:
        """Add one match, while there is room."""
        if len(self.texts) <= _MOST:
            self.texts.append(hash(text))
            self.lines.append(hash(text.partition(b"\n")[0]))


@dataclass
class Matches(Scan):
    """The records of one log that were found."""

    parts: list[_Part] = field(default_factory=list)
    head_part: _Part | None = None
    prints: Prints = field(default_factory=Prints)
    _tail_matches: bool = False
    _first_line: int = 0  # what stands before it stands in the log before, too
    _dropped: _Part | None = None

    @property
    def count(self) -> int:
        """Return how many records match."""
        head = self.head_part.matched if self.head_part and not self.joined else 0
        return head + sum(part.matched for part in self.parts)

    def put(self, found: FoundRecord, spool: Spool) -> None:
        """Take in what was found next."""
        start = spool.end
        if found.hit:
            spooled.put(spool, found.hit)
        follows = found.hit.follows if found.hit and found.place else None
        part = _Part(start, spool.end, found.matched, found.place, follows)
        if found.is_head:
            self.head_part = part
        elif found.place is None and self.parts and self.parts[-1].place is None:
            last = self.parts[-1]
            self.parts[-1] = last._replace(end=spool.end, matched=last.matched + part.matched)
        else:
            self.parts.append(part)
            self._tail_matches = found.place is not None and found.matched > 0

    def hits(self, spool: Spool) -> Iterator[Hit]:
        """Yield them in order."""
        if self.head_part and not self.joined:
            yield from spooled.between(spool, self.head_part.start, self.head_part.end)
        for part in self.parts:
            for hit in spooled.between(spool, part.start, part.end):
                if hit.line >= self._first_line:
                    yield hit if part.follows is None else hit._replace(follows=part.follows)

    def drop_from(self, place: tuple[int, int]) -> None:
        """Take off what was found at a place at the end of the log and behind it."""
        while self.parts and (at := self.parts[-1].place) and at >= place:
            self._dropped = self.parts.pop()

    def extend(self, other: "Matches") -> None:
        """Add what was found in the text that was joined; its first record stands where the last one stood."""
        if other.parts and self._dropped:
            other.parts[0] = other.parts[0]._replace(follows=self._dropped.follows)
        self.parts += other.parts

    def drop_before(self, line: int, again: "Matches") -> None:
        """Take off what was found in front of a line."""
        self._first_line = line
        self.head_part = None
        self.parts.append(_Part(0, 0, -sum(part.matched for part in again.parts), None))

    def begins(self, other: "Matches") -> bool:
        """Return whether another log begins with the records found in this one; of the last one its first line."""
        mine, theirs = self.prints, other.prints
        count = len(mine.texts)
        if count > min(_MOST, len(theirs.texts)):
            return False
        whole = count - self._tail_matches
        if theirs.texts[:whole] != mine.texts[:whole]:
            return False
        is_cut_off = self.tail is not None and b"\n" not in self.tail.raw
        return is_cut_off or theirs.lines[whole:count] == mine.lines[whole:]
