"""The errors over time: a lane for each cause, drawn wide and narrow, and the same numbers as rows of a table."""

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from omelog.model.report import Incident
from omelog.wording.axis import Axis, Tick, axis, ticks
from omelog.wording.scene import Scene
from omelog.wording.text import counted, number
from omelog.wording.words import title

_FEWEST = 3
_LANES = 8
_OTHERS = "other causes"
_BIN = 8  # the width of a bar and its gap
_LINE, _BAR, _GAP = 18, 34, 14  # a line of text in a lane, how high its bars rise, the gap to the next lane
_FOOT = 44
_LETTER = 7.3

Counts = dict[str, dict[int, int]]


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


class Timeline(Struct, frozen=True):
    """Both drawings, what they show in words, and the same as a table."""

    caption: str
    drawings: tuple[Drawing, ...]
    rows: tuple[Stretch, ...]


class Event(Struct, frozen=True):
    """So many errors of a cause at a moment."""

    moment: dt.datetime
    errors: int
    slug: str


def timeline(scene: Scene) -> Timeline | None:
    """Draw the errors of a bundle; None where there are too few to see anything in."""
    incidents = scene.bundle.incidents
    total = sum(incident.errors for incident in incidents)
    events = list(_events(incidents, _others(incidents)))
    drawn = sum(event.errors for event in events)
    if drawn < _FEWEST:
        return None
    first, last = min(event.moment for event in events), max(event.moment for event in events)
    wide, narrow = axis(first, last, 800), axis(first, last, 320)
    counts = _binned(events, wide)
    return Timeline(
        caption=f"{_caption(drawn, incidents)}, {_shown(first)} to {_shown(last)}.{_left_out(total - drawn)}",
        drawings=(
            _drawing("wide", wide, counts, scene),
            _drawing("narrow", narrow, _binned(events, narrow), scene),
        ),
        rows=tuple(_rows(counts, wide, scene)),
    )


def _caption(drawn: int, incidents: list[Incident]) -> str:
    causes = len({incident.cause for incident in incidents})
    return f"{counted(drawn, 'error')} of {counted(causes, 'cause')}"


def _left_out(errors: int) -> str:
    return f" Not drawn: {counted(errors, 'error')} without a readable time." if errors > 0 else ""


def _others(incidents: list[Incident]) -> frozenset[str]:
    """Name the causes that share the last lane: the rarest, where there are more than lanes."""
    errors: Counter[str] = Counter()
    for incident in incidents:
        errors[incident.cause] += incident.errors
    return frozenset(slug for slug, _ in errors.most_common()[_LANES - 1 :]) if len(errors) > _LANES else frozenset()


def _events(incidents: list[Incident], others: frozenset[str]) -> Iterable[Event]:
    for incident in incidents:
        slug = _OTHERS if incident.cause in others else incident.cause
        for time, errors in incident.times:
            try:
                yield Event(dt.datetime.fromisoformat(time).replace(tzinfo=None), errors, slug)
            except ValueError:
                continue


def _binned(events: list[Event], axis: Axis) -> Counts:
    last = axis.width // _BIN - 1
    counts: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for event in events:
        counts[event.slug][min(last, int(axis.x(event.moment) / _BIN))] += event.errors
    return {slug: dict(sorted(bins.items())) for slug, bins in counts.items()}


def _drawing(kind: str, axis: Axis, counts: Counts, scene: Scene) -> Drawing:
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
            _lane(_Room(axis.width, position * step, lines, highest), slug, bins, scene)
            for position, (slug, bins) in enumerate(order)
        ),
        ticks=ticks(axis, 5 if kind == "wide" else 3),
    )


def _scale(highest: int) -> str:
    if highest == 1:
        return "Each bar stands for one error."
    return f"A bar rises with the logarithm of its number; the highest stands for {counted(highest, 'error')}."


def _lane(room: _Room, slug: str, bins: dict[int, int], scene: Scene) -> Lane:
    """Put the name and the number of errors on one line, or on two where it is narrow; the bars below."""
    total = counted(sum(bins.values()), "error")
    name = _name(slug, scene)
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
        leading=slug == scene.bundle.diagnosis.blocker,
        bars=tuple(_bar(place, errors, room.highest, base) for place, errors in bins.items()),
    )


def _bar(place: int, errors: int, highest: int, base: int) -> Bar:
    height = 6 + round((_BAR - 6) * math.log(max(errors, 1)) / math.log(highest)) if highest > 1 else _BAR // 2
    return Bar(place * _BIN, base - height, height)


def _rows(shares: Counts, axis: Axis, scene: Scene) -> Iterable[Stretch]:
    places = sorted((place, slug, errors) for slug, bins in shares.items() for place, errors in bins.items())
    for place, slug, errors in places:
        first = axis.start + dt.timedelta(seconds=place * _BIN / axis.width * axis.seconds)
        yield Stretch(_shown(first), _name(slug, scene), number(errors))


def _name(slug: str, scene: Scene) -> str:
    """Name a lane; without marks of direction, since a drawing has no element that isolates."""
    return "Other causes" if slug == _OTHERS else str(title(slug, scene.causes))


def _shown(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
