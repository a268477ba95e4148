"""The drawing of a timeline: a lane for each cause, wide and narrow, and the same numbers as rows of a table."""

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from omelog.report.html.axis import Axis, Tick, axis, ticks
from omelog.wording.text import counted, number
from omelog.wording.timeline import Event, Timeline, to_second

_BIN = 8  # the width of a bar and its gap
_LINE, _BAR, _GAP = 18, 34, 14  # a line of text in a lane, how high its bars rise, the gap to the next lane
_FOOT = 44
_LETTER = 7.3

Counts = dict[str, dict[int, int]]  # errors by title and bin


class Bar(Struct, frozen=True):
    """The errors of one stretch of time."""

    x: int
    y: int
    height: int


class Lane(Struct, frozen=True):
    """One cause."""

    name: str
    label: int
    total: str
    total_x: int
    total_y: int
    total_anchor: Literal["start", "end"]
    base: int
    leading: bool
    bars: tuple[Bar, ...]


class Drawing(Struct, frozen=True):
    """The timeline at one width."""

    kind: str
    scale: str
    width: int
    height: int
    foot: int
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]


class _Room(Struct, frozen=True):
    """Where a lane lies, how many lines of text it has, and what its highest bar stands for."""

    width: int
    top: int
    lines: int
    highest: int


class Stretch(Struct, frozen=True):
    """One row of the table: a stretch of time, a cause, its errors."""

    first: str
    title: str
    errors: str


class Drawn(Struct, frozen=True):
    """Both drawings of a timeline, and the same as a table."""

    drawings: tuple[Drawing, ...]
    rows: tuple[Stretch, ...]


def drawn(timeline: Timeline) -> Drawn:
    """Draw a timeline wide and narrow."""
    moments = [event.moment for event in timeline.events]
    wide, narrow = (axis(min(moments), max(moments), width) for width in (800, 320))
    leading = next((event.title for event in timeline.events if event.leading), None)
    counts = _binned(timeline.events, wide)
    return Drawn(
        drawings=(
            _drawing("wide", wide, counts, leading),
            _drawing("narrow", narrow, _binned(timeline.events, narrow), leading),
        ),
        rows=tuple(_rows(counts, wide)),
    )


def _binned(events: Iterable[Event], axis: Axis) -> Counts:
    last = axis.width // _BIN - 1
    counts: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for event in events:
        counts[event.title][min(last, int(axis.x(event.moment) / _BIN))] += event.errors
    return {title: dict(sorted(bins.items())) for title, bins in counts.items()}


def _drawing(kind: str, axis: Axis, counts: Counts, leading: str | None) -> Drawing:
    highest = max(errors for bins in counts.values() for errors in bins.values())
    order = sorted(counts.items(), key=lambda share: min(share[1]))
    lines = 1 if kind == "wide" else 2
    step = lines * _LINE + _BAR + _GAP
    foot = step * len(order)
    return Drawing(
        kind=kind,
        scale=_scale(highest),
        width=axis.width,
        height=foot + _FOOT,
        foot=foot,
        lanes=tuple(
            _lane(_Room(axis.width, position * step, lines, highest), title, bins, leading=title == leading)
            for position, (title, bins) in enumerate(order)
        ),
        ticks=ticks(axis, 5 if kind == "wide" else 3),
    )


def _scale(highest: int) -> str:
    if highest == 1:
        return "Each bar stands for one error."
    return f"A bar rises with the logarithm of its number; the highest stands for {counted(highest, 'error')}."


def _lane(room: _Room, name: str, bins: dict[int, int], *, leading: bool) -> Lane:
    """Put the name and the number of errors on one line, or on two where it is narrow; the bars below."""
    total = counted(sum(bins.values()), "error")
    base = room.top + room.lines * _LINE + _BAR
    letters = int(room.width / _LETTER) - (len(total) + 2 if room.lines == 1 else 0)
    return Lane(
        name=name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…",
        label=room.top + _LINE - 4,
        total=total,
        total_x=room.width if room.lines == 1 else 0,
        total_y=room.top + room.lines * _LINE - 4,
        total_anchor="end" if room.lines == 1 else "start",
        base=base,
        leading=leading,
        bars=tuple(_bar(place, errors, room.highest, base) for place, errors in bins.items()),
    )


def _bar(place: int, errors: int, highest: int, base: int) -> Bar:
    height = 6 + round((_BAR - 6) * math.log(max(errors, 1)) / math.log(highest)) if highest > 1 else _BAR // 2
    return Bar(place * _BIN, base - height, height)


def _rows(counts: Counts, axis: Axis) -> Iterable[Stretch]:
    places = sorted((place, title, errors) for title, bins in counts.items() for place, errors in bins.items())
    for place, title, errors in places:
        first = axis.start + dt.timedelta(seconds=place * _BIN / axis.width * axis.seconds)
        yield Stretch(to_second(first), title, number(errors))
