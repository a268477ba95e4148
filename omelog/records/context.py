"""Keeps the records around those that could matter, while a log goes by.

A plain look at the text of a log beside the scanner's, for the runs that ask for it. What it holds is bounded: the last
records (each cut), of each thread its last ones, a few places that still wait for what follows them, and so many bytes
of places that are done, the latest in log time. Of equal errors in a row the first and the last get a place.
"""

import datetime as dt
import heapq
import itertools
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from omelog.causes import Wanted, logger_name
from omelog.records.cutter import has_inner_headers, spans
from omelog.records.header import BOUNDARY, Mended, mended, severity

BESIDE = 20  # records before and after
_NEAR = dt.timedelta(seconds=5)  # before and after, of the same thread
_THREADS = 256
_WAITING = BESIDE + 4  # so that a storm takes no place the records that it waits for
_KEPT = 2048  # bytes of a record beside another
_LOOKED_AT = 64 * 1024  # bytes of a record in which a needle is searched for
_LONGEST = 1024 * 1024  # bytes of a line
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
        self.before = sorted({*last, *(one for one in of_thread if self.near(one))})
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
        self.last: deque[Seen] = deque(maxlen=BESIDE)


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

    def watched(self, chunks: Iterable[bytes], context: LogContext) -> Iterator[bytes]:
        """Hand on the text of a log (UTF-8, LF), and keep of it what stands around what matters."""
        watch = _Watch(context, self._matters, self._keep, self._drop)
        held = b""
        for chunk in chunks:
            yield chunk
            head, newline, rest = (held + chunk).rpartition(b"\n")
            held = rest[:_LONGEST]
            watch.look(head + newline)
        watch.look(held)
        watch.end()
        self._at_ends += sum(len(one.raw) for one in (*context.first, *context.last))
        if self._at_ends > self._room:
            context.first, context.last = [], deque()

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


def _headers(block: bytes) -> Iterator[tuple[int, re.Match[bytes], int]]:
    """Yield where each record begins, its header, and where its text begins."""
    if has_inner_headers(block):
        for span in spans(block):
            if span.header is not None:
                inner = block.find(span.header[0], span.start, span.end)
                yield span.start, span.header, inner + len(span.header[0]) if inner >= 0 else span.start
        return
    for boundary in BOUNDARY.finditer(block):
        start = boundary.start()
        header = Mended(boundary, boundary.end()) if boundary["broken"] is None else mended(block, start)
        if header is not None:
            yield start, header.match, header.end


class _Watch:
    """Looks at one log."""

    def __init__(
        self,
        context: LogContext,
        matters: Callable[[re.Match[bytes], bytes], bool],
        keep: Callable[[LogContext, Place], None],
        drop: Callable[[LogContext, int], None],
    ) -> None:
        self._context, self._matters, self._keep, self._drop = context, matters, keep, drop
        self._threads: dict[bytes, deque[Seen]] = {}
        self._waiting: list[Place] = []
        self._error: tuple[bytes, bytes, bytes] | None = None  # of which the last place may be replaced
        self._replaceable: Place | None = None
        self._header: re.Match[bytes] | None = None
        self._line = self._next_line = 1
        self._body, self._size = b"", 0

    def look(self, block: bytes) -> None:
        """Look at whole lines."""
        position = counted = 0
        line = self._next_line
        for start, header, end in _headers(block):
            self._add(block[position:start])
            self._close()
            line += block.count(b"\n", counted, start)
            counted, position = start, end
            self._header, self._line, self._body, self._size = header, line, b"", 0
        self._add(block[position:])
        self._next_line = line + block.count(b"\n", counted)

    def end(self) -> None:
        """Finish what is still waiting."""
        self._close()
        for place in self._waiting:
            self._keep(self._context, place)

    def _add(self, text: bytes) -> None:
        self._body += text[: max(0, _LOOKED_AT - len(self._body))]
        self._size += len(text)

    def _close(self) -> None:
        header = self._header
        if header is None:
            return
        raw = (header[0] + self._body).rstrip(b"\n")[:_KEPT]
        time = header["time"].replace(b"\xc2\xa0", b" ").replace(b"T", b" ").replace(b",", b".")
        seen = Seen(self._line, time, header["thread"], raw, max(0, len(header[0]) + self._size - _KEPT))
        for place in self._waiting[:]:
            if not place.take(seen):
                self._finish(place)
        of_thread = self._of_thread(seen.thread)
        if self._matters(header, self._body):
            self._begin(Place(seen, self._context.last, of_thread), (header["level"], header["logger"], self._body))
        of_thread.append(seen)
        self._context.last.append(seen)
        if len(self._context.first) < BESIDE:
            self._context.first.append(seen)

    def _of_thread(self, name: bytes) -> deque[Seen]:
        if name not in self._threads and len(self._threads) >= _THREADS:
            del self._threads[next(iter(self._threads))]
        return self._threads.setdefault(name, deque(maxlen=BESIDE))

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


def around(line: int, context: LogContext, before: LogContext | None, after: LogContext | None) -> "Around":
    """Give the records around the one at `line`, which has a place.

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
    """Give the times between which a record is near; none if the time names no moment."""
    try:
        moment = dt.datetime.fromisoformat(time.decode())
        ends = (moment - _NEAR, moment + _NEAR)
    except (ValueError, OverflowError):
        return b"\xff", b""
    return ends[0].isoformat(" ", "milliseconds").encode(), ends[1].isoformat(" ", "milliseconds").encode()
