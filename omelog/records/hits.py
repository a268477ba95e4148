"""What a scan of a log gives: its records in numbers, and those that could matter."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from omelog.problems import Collected
from omelog.records.account import Account
from omelog.records.ledger import Ledger
from omelog.records.reader import Edge
from omelog.records.times import Time

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
    left_out: int = 0  # records that no row stands for

    @property
    def columns(self) -> "tuple[array[int], ...]":
        """Give the columns."""
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
        self.left_out += others.left_out

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
class LogScan:
    """What one log holds. `head` is the text before its first record; `tail` its last record.

    Times are as logged, of the first and the last record in the log. `cut` says that the log breaks off before its
    end (set by who reads it), `joined` that its head went to the log before. `unread_line` is the last line of what
    could not be read.
    """

    head: Edge = field(default_factory=Edge)
    tail: Edge | None = None
    lines: int = 0
    records: int = 0
    ssl_records: int = 0
    size: int = 0
    first_time: bytes | None = None
    last_time: bytes | None = None
    cut: bool = False
    joined: bool = False
    unread_line: int | None = None
    hits: Hits = field(default_factory=Hits)
    ledger: Ledger = field(default_factory=Ledger)
    problems: Collected = field(default_factory=Collected)

    def bound(self, most: int) -> None:
        """Keep so many hits at most: beyond that older equal ones are counted together."""
        if len(self.hits) > most:
            from omelog.records.thin import thinned  # noqa: PLC0415 - which is made of hits

            self.hits = thinned(self.hits, max(1, most // 2))

    def take(self, account: Account) -> None:
        """Take over what is known of the log as a whole."""
        reader = account.reader
        self.head, self.tail, self.lines, self.records = reader.head, reader.tail, reader.lines, reader.records
        self.size, self.first_time, self.last_time = reader.size, reader.first_time, reader.last_time
        self.ssl_records, self.unread_line = account.wanted, account.unread_line
        self.ledger, self.problems = account.ledger, account.problems
