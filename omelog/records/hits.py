"""What a scan of a log gives: its records in numbers, and those that could matter."""

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NamedTuple

from omelog.model.report import Problem


@dataclass
class Hits:
    """The records of one log that could matter, a column each: line of the header, text, time and thread as logged."""

    line: "array[int]" = field(default_factory=lambda: array("q"))
    text: "array[int]" = field(default_factory=lambda: array("q"))
    time: list[bytes] = field(default_factory=list)
    thread: list[bytes] = field(default_factory=list)

    def extend(self, others: "Hits") -> None:
        """Add the hits of another scan."""
        self.line.extend(others.line)
        self.text.extend(others.text)
        self.time += others.time
        self.thread += others.thread

    def drop_from(self, line: int) -> None:
        """Take off the hits at `line` and behind it; lines grow."""
        kept = bisect_left(self.line, line)
        del self.line[kept:], self.text[kept:], self.time[kept:], self.thread[kept:]


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
    problems: list[Problem] = field(default_factory=list)
