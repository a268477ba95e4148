"""Keeps the records around those that could matter, while a log goes by.

A ring of what the reader read last, for the runs that ask for it; what the reader passes is cut only where something
that matters is near. What it holds is bounded: the last records (each cut), a few places that still wait for what
follows them, and so many bytes of places that are done, the latest in log time. Of equal errors in a row the first and
the last get a place.
"""

import datetime as dt
import heapq
import itertools
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from omelog.causes import Wanted, logger_name
from omelog.records.header import at_line_start, severity
from omelog.records.lines import boundary_after, boundary_before
from omelog.records.parts import Placed, Stretch

BESIDE = 20  # records before and after
_NEAR = dt.timedelta(seconds=5)  # before and after, of the same thread
_BACK = 1024 * 1024  # bytes in which the records of the same thread are looked for
_WAITING = BESIDE + 4  # so that a storm takes no place the records that it waits for
_KEPT = 2048  # bytes of a record beside another
_LOOKED_AT = 64 * 1024  # bytes of a record in which a needle is searched for
_ERRORS = ("WARN", "ERROR", "FATAL")


class Seen(NamedTuple):
    """A record that went by, cut; `time` with a blank and a stop, so that times compare as bytes."""

    line: int
    time: bytes
    thread: bytes
    raw: bytes
    left_out: int


class Place:
    """A record that could matter, and what stands around it in its log.

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
        self.places: dict[int, Place] = {}
        self.first: list[Seen] = []
        self.last: list[Seen] = []


class Contexts:
    """What is kept of the logs of one source, `room` bytes at most."""

    def __init__(self, wanted: Wanted, room: int) -> None:
        """Prepare for the records that `wanted` names."""
        needles = [rb"(?:\s|\xc2\xa0)+".join(map(re.escape, text.encode().split())) for text in wanted.needles]
        needle = re.compile(b"|".join(needles) or rb"(?!)", re.IGNORECASE)

        def matters(header: re.Match[bytes], body: bytes) -> bool:
            if logger_name(header["logger"].decode()) in wanted.loggers:
                return severity(header["level"].decode()) in _ERRORS or b"{" in body
            return needle.search(body) is not None

        self._matters = matters
        self._room = room
        self._held = self._at_ends = 0
        self._number = itertools.count()
        self._order: list[tuple[bytes, int, int, LogContext]] = []  # a heap, the earliest place on top

    def watch(self, context: LogContext) -> "Watch":
        """Return what looks at one log, and keeps of it what stands around what matters."""
        return Watch(context, self._matters, self._keep, self._drop)

    def bound_ends(self, context: LogContext) -> None:
        """Let go of the first and the last records of a log where there is no room for them."""
        self._at_ends += sum(len(one.raw) for one in (*context.first, *context.last))
        if self._at_ends > self._room:
            context.first, context.last = [], []

    def _keep(self, context: LogContext, place: Place) -> None:
        """Keep a place that is done; let go of the earliest ones if there is no room."""
        line = place.record.line
        context.places[line] = place
        self._held += place.size
        heapq.heappush(self._order, (place.record.time, next(self._number), line, context))
        while self._held > self._room:
            _, _, earliest, owner = heapq.heappop(self._order)
            self._drop(owner, earliest)

    def _drop(self, context: LogContext, line: int) -> None:
        place = context.places.pop(line, None)
        self._held -= place.size if place else 0


class Watch:
    """Looks at one log while it is read: at its records that were cut, and at stretches only where they are near."""

    def __init__(
        self,
        context: LogContext,
        matters: Callable[[re.Match[bytes], bytes], bool],
        keep: Callable[[LogContext, Place], None],
        drop: Callable[[LogContext, int], None],
    ) -> None:
        self._context, self._matters, self._keep, self._drop = context, matters, keep, drop
        self._past: deque[Seen | Stretch] = deque()  # what was last
        self._size = 0
        self._waiting: list[Place] = []
        self._error: tuple[bytes, bytes, bytes] | None = None  # of which the last place may be replaced
        self._replaceable: Place | None = None

    def passed(self, stretch: Stretch) -> None:
        """Look at whole records in which nothing is mentioned."""
        text, start, end, line = stretch
        while start < end and (self._waiting or len(self._context.first) < BESIDE):
            stop = min(end, boundary_after(text, start))
            if header := at_line_start(text, start):
                self._see(_seen(header, text[start:stop], line))
            line += text.count(b"\n", start, stop)
            start = stop
        if end - start > _BACK:
            kept = max(start, boundary_before(text, end - _BACK))
            line += text.count(b"\n", start, kept)
            self._past.clear()
            text, start, end, self._size = text[kept:end], 0, end - kept, 0
        if start < end:
            self._remember(Stretch(text, start, end, line), end - start)

    def cut(self, text: bytes, placed: list[Placed]) -> None:
        """Look at records that were cut out of a text."""
        for piece, line, *_ in placed:
            header = piece.header
            if header is None:
                continue
            seen = _seen(header, text[piece.start : piece.end], line)
            body = piece.body[:_LOOKED_AT]
            if self._matters(header, body):
                past = self._cut_past()
                place = Place(seen, past[-BESIDE:], past)
                self._take(seen)
                self._begin(place, (header["level"], header["logger"], body))
                self._remember(seen, len(seen.raw))
            else:
                self._see(seen)

    def end(self) -> None:
        """Finish what is still waiting."""
        self._context.last = self._cut_past()[-BESIDE:]
        for place in self._waiting:
            self._keep(self._context, place)

    def _see(self, seen: Seen) -> None:
        self._take(seen)
        self._remember(seen, len(seen.raw))

    def _take(self, seen: Seen) -> None:
        """Put a record to the places that wait for it."""
        for place in self._waiting[:]:
            if not place.take(seen):
                self._finish(place)
        if len(self._context.first) < BESIDE:
            self._context.first.append(seen)

    def _remember(self, last: Seen | Stretch, size: int) -> None:
        self._past.append(last)
        self._size += size
        while self._size > _BACK and len(self._past) > BESIDE:
            first = self._past.popleft()
            self._size -= first.end - first.start if isinstance(first, Stretch) else len(first.raw)

    def _cut_past(self) -> list[Seen]:
        """Cut what was last, once and for all."""
        seen = [one for last in self._past for one in (_cut(last) if isinstance(last, Stretch) else (last,))]
        self._past = deque(seen)
        self._size = sum(len(one.raw) for one in seen)
        return seen

    def _begin(self, place: Place, error: tuple[bytes, bytes, bytes]) -> None:
        """Wait for what follows; an equal error in a row takes the place of the last one, never that of the first."""
        if error != self._error:
            self._error, self._replaceable = error, None
        else:
            if self._replaceable in self._waiting:
                self._waiting.remove(self._replaceable)
            elif self._replaceable is not None:
                self._drop(self._context, self._replaceable.record.line)
            self._replaceable = place
        self._waiting.append(place)
        if len(self._waiting) > _WAITING:
            self._finish(self._waiting[0])

    def _finish(self, place: Place) -> None:
        self._waiting.remove(place)
        self._keep(self._context, place)


def _cut(stretch: Stretch) -> Iterator[Seen]:
    """Cut a stretch, in which each header stands at a line's start."""
    text, start, end, line = stretch
    while start < end:
        stop = min(end, boundary_after(text, start))
        if header := at_line_start(text, start):
            yield _seen(header, text[start:stop], line)
        line += text.count(b"\n", start, stop)
        start = stop


def _seen(header: re.Match[bytes], text: bytes, line: int) -> Seen:
    time = header["time"].replace(b"\xc2\xa0", b" ").replace(b"T", b" ").replace(b",", b".")
    return Seen(line, time, header["thread"], text.removesuffix(b"\n")[:_KEPT], max(0, len(text) - _KEPT))


def around(line: int, context: LogContext, before: LogContext | None, after: LogContext | None) -> "Around":
    """Return the records around the one at `line`, which has a place.

    `before` and `after` are the rotations beside its log, if they follow at once.
    """
    place = context.places[line]
    earlier = list(before.last) if before else []
    later = list(after.first) if after else []
    missing_before, missing_after = BESIDE - place.ahead, max(0, BESIDE - place.behind)
    return Around(
        [one for number, one in enumerate(reversed(earlier)) if number < missing_before or place.near(one)][::-1],
        [*place.before, *place.after],
        [one for number, one in enumerate(later) if number < missing_after or place.near(one)],
    )


class Around(NamedTuple):
    """The records around one, in time order: of the rotation before its log, of its log, of the rotation after it."""

    before: list[Seen]
    beside: list[Seen]
    after: list[Seen]


def _limits(time: bytes) -> tuple[bytes, bytes]:
    """Return the times between which a record is near; none if the time names no moment."""
    try:
        moment = dt.datetime.fromisoformat(time.decode())
        ends = (moment - _NEAR, moment + _NEAR)
    except (ValueError, OverflowError):
        return b"\xff", b""
    return ends[0].isoformat(" ", "milliseconds").encode(), ends[1].isoformat(" ", "milliseconds").encode()
