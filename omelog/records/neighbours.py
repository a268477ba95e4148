"""The records around one that could matter: before and after it in its log, and in the rotations beside that."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

BESIDE = 20  # records before and after
_NEAR = dt.timedelta(seconds=5)  # before and after, of the same thread


class Seen(NamedTuple):
    """A record that went by, cut; `time` with a blank and a stop, so that times compare as bytes."""

    line: int
    time: bytes
    thread: bytes
    raw: bytes
    left_out: int


class Surroundings:
    """A record that could matter, and the records around it in its log.

    `ahead` and `behind` are how many records were before and after it, up to those that are wanted.
    """

    def __init__(self, record: Seen, before: Iterable[Seen], of_thread: Iterable[Seen]) -> None:
        """Begin with what went by before it."""
        self.record = record
        self.first, self.last = _limits(record.time)
        last = list(before)
        self.ahead, self.behind = len(last), 0
        near = [one for one in of_thread if self.near(one)]
        self.before = sorted({*last, *near[-BESIDE:]})
        self.after: list[Seen] = []

    def near(self, other: Seen) -> bool:
        """Return whether another record is of its thread and near in time."""
        return other.thread == self.record.thread and self.first <= other.time <= self.last

    def take(self, record: Seen) -> bool:
        """Take the record that follows, if it is wanted; tell whether more may be."""
        self.behind += 1
        if self.behind <= BESIDE or self.near(record):
            self.after.append(record)
        return len(self.after) < 2 * BESIDE and (self.behind < BESIDE or record.time <= self.last)

    @property
    def size(self) -> int:
        """Count the bytes that it holds."""
        return sum(len(one.raw) for one in (*self.before, *self.after))


class LogContext:
    """What is kept of one log: places by line, and its first and last records for places in the rotations beside it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.places: dict[int, Surroundings] = {}
        self.first: list[Seen] = []
        self.last: list[Seen] = []


class Neighbours(NamedTuple):
    """The records around one, in time order: of the rotation before its log, of its log, of the rotation after it."""

    before: list[Seen]
    beside: list[Seen]
    after: list[Seen]


def around(line: int, context: LogContext, before: LogContext | None, after: LogContext | None) -> Neighbours:
    """Return the records around the one at `line`, which has a place.

    `before` and `after` are the rotations beside its log, if they follow at once.
    """
    place = context.places[line]
    earlier = list(before.last) if before else []
    later = list(after.first) if after else []
    missing_before, missing_after = BESIDE - place.ahead, max(0, BESIDE - place.behind)
    return Neighbours(
        [one for number, one in enumerate(reversed(earlier)) if number < missing_before or place.near(one)][::-1],
        [*place.before, *place.after],
        [one for number, one in enumerate(later) if number < missing_after or place.near(one)],
    )


def _limits(time: bytes) -> tuple[bytes, bytes]:
    """Return the times between which a record is near; none if the time names no moment."""
    try:
        moment = dt.datetime.fromisoformat(time.decode())
        ends = (moment - _NEAR, moment + _NEAR)
    except (ValueError, OverflowError):
        return b"\xff", b""
    return ends[0].isoformat(" ", "milliseconds").encode(), ends[1].isoformat(" ", "milliseconds").encode()
