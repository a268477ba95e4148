"""The parts of a log as the reader hands them on."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from omelog.model.report import Problem
from omelog.records.ledger import Fate
from omelog.records.piece import Piece


class Stretch(NamedTuple):
    """Whole records that were passed: a part of a text, and the number of its first line.

    The first and the last of them begin with a header at a line's start.
    """

    text: bytes
    start: int
    end: int
    line: int


class Region(NamedTuple):
    """A text that has to be cut, and its place: the number of its first line, and the byte in that.

    `inside` says that it begins with a record in an envelope that was cut before, `is_rest` with what is beyond the
    limit of a record. `following` is what stands behind it, as far as it may end what begins in it. `pieces` are known
    where it was cut already; `is_whole` says that it ends where a record ends, `is_last` that the log does.
    """

    text: bytes
    line: int
    at: int = 0
    inside: bool = False
    is_rest: bool = False
    following: bytes = b""
    pieces: list[Piece] | None = None
    is_whole: bool = True
    is_last: bool = False


class Placed(NamedTuple):
    """A piece of a region, and the number of its line.

    `is_head` says that no record stands before it in the log, `is_tail` that nothing does behind it.
    """

    piece: Piece
    line: int
    is_head: bool = False
    is_tail: bool = False


class Edge(NamedTuple):
    """The beginning or the end of a log, which may belong to a record of another rotation: its text as it stands.

    `fates` are what its mention lines were entered as, `problems` what to say of it if it belongs to none. `counted`
    says that it was counted as a record, `wanted` as one of a wanted logger. `dropped` counts the bytes that a limit
    left out.
    """

    line: int = 1
    at: int = 0
    raw: bytes = b""
    fates: tuple[tuple[Fate, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    counted: bool = False
    wanted: bool = False
    dropped: int = 0


class Outline(Protocol):
    """The lines of a text, counted."""

    def ends(self, start: int, end: int) -> int:
        """Count the line ends between two places."""

    def headers(self, start: int, end: int) -> int:
        """Count the lines between two places that begin as a header does; one at least if any does."""


class Selected(NamedTuple):
    """The parts of a text that have to be cut, in order, and its lines."""

    parts: Iterable[tuple[int, int]]
    lines: Outline


# Takes whole records, and whether their first line does not begin with a header.
Select = Callable[[bytes, bool], Selected]
