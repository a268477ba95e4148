"""The records of a log that could matter, in numbers."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from omelog.records.neighbours import LogContext
from omelog.records.scan import Scan
from omelog.records.times import Time

if TYPE_CHECKING:
    from omelog.records.texts import Texts

_large = partial(array, "q")
_small = partial(array, "I")


@dataclass
class Hits:
    """The records of one log that could matter, a column each.

    The columns are the line of the header and the byte in it, the numbers of text and thread, the time as two numbers
    (see `Time`), how many records a row stands for (more than one only where there were too many to keep each), and the
    number of the record as it stands in the log (0: as its text says).
    """

    line: "array[int]" = field(default_factory=_large)
    byte: "array[int]" = field(default_factory=_small)
    text: "array[int]" = field(default_factory=_small)
    thread: "array[int]" = field(default_factory=_small)
    second: "array[int]" = field(default_factory=_large)
    fraction: "array[int]" = field(default_factory=_small)
    count: "array[int]" = field(default_factory=_small)
    raw: "array[int]" = field(default_factory=_small)
    left_out: Counter[int] = field(default_factory=Counter)  # records that no row stands for, by text

    @property
    def columns(self) -> "tuple[array[int], ...]":
        """Return the columns."""
        return self.line, self.byte, self.text, self.thread, self.second, self.fraction, self.count, self.raw

    def __len__(self) -> int:
        return len(self.line)

    def times(self) -> Iterator[Time]:
        """Yield the times."""
        return map(Time, self.second, self.fraction)

    def add(self, place: tuple[int, int], text: int, thread: int, time: Time, raw: int = 0) -> None:
        """Add one record behind the others; its place is its line and the byte in it."""
        for column, value in zip(self.columns, (*place, text, thread, *time, 1, raw), strict=True):
            column.append(value)

    def extend(self, others: "Hits") -> None:
        """Add the hits of another scan, whose lines are behind these."""
        for column, more in zip(self.columns, others.columns, strict=True):
            column.extend(more)
        self.left_out.update(others.left_out)

    def drop_from(self, place: tuple[int, int]) -> None:
        """Take off the hits at a place and behind it; places grow."""
        kept = len(self)
        while kept and (self.line[kept - 1], self.byte[kept - 1]) >= place:
            kept -= 1
        for column in self.columns:
            del column[kept:]

    def drop_before(self, line: int) -> int:
        """Take off the hits in front of a line; return how many records they stand for."""
        gone = bisect_left(self.line, line)
        count = sum(self.count[:gone])
        for column in self.columns:
            del column[:gone]
        return count


@dataclass
class LogScan(Scan):
    """The records of one log that could matter, and what stands around them where that is asked for."""

    hits: Hits = field(default_factory=Hits)
    left_out: int = 0  # records of which the text is one too many
    texts: "Texts | None" = None
    context: LogContext = field(default_factory=LogContext)

    def bound(self, most: int) -> None:
        """Keep so many hits at most: beyond that older equal ones are counted together."""
        if len(self.hits) > most:
            from omelog.records.thin import thinned  # noqa: PLC0415 - which is made of hits

            self.hits = thinned(self.hits, max(1, most // 2))

    def drop_from(self, place: tuple[int, int]) -> None:
        """Take off the hits at a place and behind it."""
        self.hits.drop_from(place)

    def extend(self, other: "LogScan") -> None:
        """Add the hits of another scan."""
        self.hits.extend(other.hits)

    def drop_before(self, line: int, again: "LogScan") -> None:
        """Take off the hits in front of a line."""
        del again
        self.hits.drop_before(line)
        self.context.first = [one for one in self.context.first if one.line >= line]

    def begins(self, other: "LogScan") -> bool:
        """Return whether another log begins with the records that matter of this one."""
        count = len(self.hits)
        mine, theirs = (list(islice(one.placed(), count)) for one in (self, other))
        if self.tail is not None and mine and mine[-1][0] == (self.tail.line, self.tail.at):
            place, _ = mine.pop()
            if len(theirs) < count or theirs[-1][0] != place or not theirs[-1][1].startswith(self.tail.raw):
                return False
            theirs.pop()
        return mine == theirs

    def placed(self) -> Iterator[tuple[tuple[int, int], bytes]]:
        """Yield the place and the text of each hit."""
        records = self.texts.records(self.hits) if self.texts else ()
        return zip(zip(self.hits.line, self.hits.byte, strict=True), records, strict=True)
