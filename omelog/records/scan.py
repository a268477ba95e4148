"""What a scan of a log gives, whatever is taken of the log, and what scans."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol, Self, TypeVar

from omelog.problems import Collected
from omelog.records.header import iso_time
from omelog.records.ledger import Ledger
from omelog.records.parts import Edge
from omelog.records.reader import Reader


@dataclass
class Scan(ABC):
    """What is known of one log. `head` is the text before its first record; `tail` its last record.

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
    ledger: Ledger = field(default_factory=Ledger)
    problems: Collected = field(default_factory=Collected)

    @property
    def began(self) -> str:
        """Return the time of the first record in ISO 8601; nothing if there is no readable one."""
        return (iso_time(self.first_time.decode()) if self.first_time else None) or ""

    def take(self, reader: Reader) -> None:
        """Take over what a reader knows of the log as a whole."""
        self.head, self.tail, self.lines, self.records = reader.head, reader.tail, reader.lines, reader.records
        self.size, self.first_time, self.last_time = reader.size, reader.first_time, reader.last_time

    @abstractmethod
    def drop_from(self, place: tuple[int, int]) -> None:
        """Take off what was taken at a place (line, and byte in it) and behind it."""

    @abstractmethod
    def extend(self, other: Self) -> None:
        """Add what was taken of text whose lines are behind these."""

    @abstractmethod
    def drop_before(self, line: int, again: Self) -> None:
        """Take off what was taken in front of a line; `again` is what the text there comes to by itself."""

    @abstractmethod
    def begins(self, other: Self) -> bool:
        """Return whether another log begins with all that was taken of this one, whose last record may be cut off."""


S = TypeVar("S", bound=Scan)
S_co = TypeVar("S_co", bound=Scan, covariant=True)


class Scans(Protocol[S_co]):
    """What scans the logs of one source."""

    def scan(
        self, chunks: Iterable[bytes], where: str, *, place: tuple[int, int] = (1, 0), by_line: bool = False
    ) -> S_co:
        """Read a log, or a text that several logs make up: then the ledger knows what became of each line."""

    def places(self, text: bytes) -> list[int]:
        """Return a place in each mention line of a text."""
