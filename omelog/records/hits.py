"""What a scan of a log gives: its records in numbers, and those that could matter."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from omelog.model.report import Problem
from omelog.problems import Collected
from omelog.records.times import Time

_large = partial(array, "q")
_small = partial(array, "I")


@dataclass
class Hits:
    """The records of one log that could matter, a column each.

    The columns are the line of the header, the numbers of text and thread, the time as two numbers (see `Time`), and
    how many records a row stands for: more than one only where there were too many to keep each.
    """

    line: "array[int]" = field(default_factory=_large)
    text: "array[int]" = field(default_factory=_small)
    thread: "array[int]" = field(default_factory=_small)
    second: "array[int]" = field(default_factory=_large)
    fraction: "array[int]" = field(default_factory=_small)
    count: "array[int]" = field(default_factory=_small)
    left_out: int = 0  # records that no row stands for

    @property
    def columns(self) -> "tuple[array[int], ...]":
        """Give the columns."""
        return self.line, self.text, self.thread, self.second, self.fraction, self.count

    def __len__(self) -> int:
        return len(self.line)

    def times(self) -> Iterator[Time]:
        """Yield the times."""
        return map(Time, self.second, self.fraction)

    def add(self, line: int, text: int, thread: int, time: Time) -> None:
        """Add one record behind the others."""
        for column, value in zip(self.columns, (line, text, thread, *time, 1), strict=True):
            column.append(value)

    def extend(self, others: "Hits") -> None:
        """Add the hits of another scan, whose lines are behind these."""
        for column, more in zip(self.columns, others.columns, strict=True):
            column.extend(more)
        self.left_out += others.left_out

    def drop_from(self, line: int) -> None:
        """Take off the hits at `line` and behind it; lines grow."""
        kept = bisect_left(self.line, line)
        for column in self.columns:
            del column[kept:]


class Tail(NamedTuple):
    """The last record of a log, wanted or not: it may go on in the next rotation.

    Where the log ends inside a header, that is the tail; it counts as no record, and `problem` is what to say of it
    if no rotation completes it.
    """

    line: int
    raw: bytes
    wanted: bool
    counted: bool = True
    problem: Problem | None = None


@dataclass
class LogScan:
    """What one log holds. `head` is the text before its first record; `tail` its last record.

    Times are as logged, of the first and the last record in the log. `cut` says that the log breaks off before its
    end (set by who reads it), `joined` that its head went to the log before.
    """

    head: bytes = b""
    tail: Tail | None = None
    lines: int = 0
    records: int = 0
    ssl_records: int = 0
    size: int = 0
    first_time: bytes | None = None
    last_time: bytes | None = None
    cut: bool = False
    joined: bool = False
    hits: Hits = field(default_factory=Hits)
    problems: Collected = field(default_factory=Collected)
