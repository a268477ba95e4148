"""A time axis: which moments get a mark, and where its words stand so that none is cut off."""

import datetime as dt
from typing import Literal

from msgspec import Struct

_DAY = 86_400
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(60, 120, 300, 600, 900, 1800),
    *(3600, 7200, 10_800, 21_600, 43_200),
    *(_DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY, 30 * _DAY, 91 * _DAY, 182 * _DAY, 365 * _DAY),
)
_HALF_A_LABEL = 38


class Tick(Struct, frozen=True):
    """A mark on the axis with its time, and its day where that is new."""

    x: int
    time: str
    day: str
    anchor: Literal["start", "middle", "end"]


class Axis(Struct, frozen=True):
    """A span of time that is drawn over a width."""

    start: dt.datetime
    seconds: float
    width: int

    def x(self, moment: dt.datetime) -> float:
        """Return the place of a moment."""
        return (moment - self.start).total_seconds() / self.seconds * self.width


def axis(first: dt.datetime, last: dt.datetime, width: int) -> Axis:
    """Span the errors; one moment alone, or a few seconds, stand in the middle of a minute."""
    seconds = (last - first).total_seconds()
    spare = max(0.0, (60 - seconds) / 2)
    try:
        start = first - dt.timedelta(seconds=spare)
    except OverflowError:
        start = first
    return Axis(start, seconds + 2 * spare, width)


def ticks(axis: Axis, most: int) -> tuple[Tick, ...]:
    """Mark round moments, at most so many."""
    step = next((step for step in _STEPS if axis.seconds / step <= most), None)
    if step is None:
        step = int(axis.seconds / most / _STEPS[-1] + 1) * _STEPS[-1]
    midnight = axis.start.replace(hour=0, minute=0, second=0, microsecond=0)
    number = int(-(-(axis.start - midnight).total_seconds() // step))
    made: list[Tick] = []
    day = ""
    while (offset := number * step - (axis.start - midnight).total_seconds()) <= axis.seconds:
        try:
            moment = midnight + dt.timedelta(seconds=number * step)
        except OverflowError:
            break
        new = moment.date().isoformat()
        made.append(_tick(round(offset / axis.seconds * axis.width), moment, step, "" if new == day else new, axis))
        day = new
        number += 1
    return tuple(made)


def _tick(x: int, moment: dt.datetime, step: int, day: str, axis: Axis) -> Tick:
    side: Literal["start", "middle", "end"] = "middle"
    if x < _HALF_A_LABEL:
        side = "start"
    elif x > axis.width - _HALF_A_LABEL:
        side = "end"
    if step >= _DAY:
        return Tick(x, day, "", side)
    return Tick(x, f"{moment:%H:%M:%S}" if step % 60 else f"{moment:%H:%M}", day, side)
