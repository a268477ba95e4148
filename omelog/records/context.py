"""Keeps the records around those that could matter, while a log goes by.

A ring of what the reader read last, for the runs that ask for it; what the reader passes is cut only where something
that matters is near. What it holds is bounded: the last records (each cut), a few places that still wait for what
follows them, and so many bytes of places that are done, the latest in log time. Of equal errors in a row the first and
the last get a place.
"""

import heapq
import itertools
import re
from collections import deque
from collections.abc import Callable, Iterator

from omelog.causes import Wanted, logger_name
from omelog.records.cutter import Cutter
from omelog.records.header import severity
from omelog.records.lines import boundary_after, boundary_before
from omelog.records.neighbours import BESIDE, LogContext, Seen, Surroundings
from omelog.records.parts import Placed, Stretch

_BACK = 1024 * 1024  # bytes in which the records of the same thread are looked for
_WAITING = BESIDE + 4  # so that a storm takes no place the records that it waits for
_KEPT = 2048  # bytes of a record beside another
_LOOKED_AT = 64 * 1024  # bytes of a record in which a needle is searched for
_ERRORS = ("WARN", "ERROR", "FATAL")


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

        self._cutter = Cutter(wanted)
        self._matters = matters
        self._room = room
        self._held = self._at_ends = 0
        self._number = itertools.count()
        self._order: list[tuple[bytes, int, int, LogContext]] = []  # a heap, the earliest place on top

    def watch(self, context: LogContext) -> "Watch":
        """Return what looks at one log, and keeps of it what stands around what matters."""
        return Watch(context, self._cutter, self._matters, self._keep, self._drop)

    def bound_ends(self, context: LogContext) -> None:
        """Let go of the first and the last records of a log where there is no room for them."""
        self._at_ends += sum(len(one.raw) for one in (*context.first, *context.last))
        if self._at_ends > self._room:
            context.first, context.last = [], []

    def _keep(self, context: LogContext, place: Surroundings) -> None:
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
        cutter: Cutter,
        matters: Callable[[re.Match[bytes], bytes], bool],
        keep: Callable[[LogContext, Surroundings], None],
        drop: Callable[[LogContext, int], None],
    ) -> None:
        self._context, self._cutter = context, cutter
        self._matters, self._keep, self._drop = matters, keep, drop
        self._past: deque[Seen | Stretch] = deque()  # what was last
        self._size = 0
        self._waiting: list[Surroundings] = []
        self._error: tuple[bytes, bytes, bytes] | None = None  # of which the last place may be replaced
        self._replaceable: Surroundings | None = None

    def passed(self, stretch: Stretch) -> None:
        """Look at whole records in which nothing is mentioned."""
        text, start, end, line = stretch
        while start < end and (self._waiting or len(self._context.first) < BESIDE):
            stop = min(end, boundary_after(text, start))
            for seen in self._cut(Stretch(text, start, stop, line)):
                self._see(seen)
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
                place = Surroundings(seen, past[-BESIDE:], past)
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
        seen = [one for last in self._past for one in (self._cut(last) if isinstance(last, Stretch) else (last,))]
        self._past = deque(seen)
        self._size = sum(len(one.raw) for one in seen)
        return seen

    def _cut(self, stretch: Stretch) -> Iterator[Seen]:
        text, counted, line = stretch.text[stretch.start : stretch.end], 0, stretch.line
        for piece in self._cutter.pieces(text):
            line, counted = line + text.count(b"\n", counted, piece.start), piece.start
            if piece.header is not None:
                yield _seen(piece.header, text[piece.start : piece.end], line)

    def _begin(self, place: Surroundings, error: tuple[bytes, bytes, bytes]) -> None:
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

    def _finish(self, place: Surroundings) -> None:
        self._waiting.remove(place)
        self._keep(self._context, place)


def _seen(header: re.Match[bytes], text: bytes, line: int) -> Seen:
    time = header["time"].replace(b"\xc2\xa0", b" ").replace(b"T", b" ").replace(b",", b".")
    return Seen(line, time, header["thread"], text.removesuffix(b"\n")[:_KEPT], max(0, len(text) - _KEPT))
