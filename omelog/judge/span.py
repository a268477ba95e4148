"""What the logs of a bundle cover, and how far the last error is from their end."""

import datetime as dt
from typing import NamedTuple

_UNITS = ((86400, "day", "days"), (3600, "h", "h"), (60, "min", "min"), (1, "s", "s"))
_TEN = 10


class Span(NamedTuple):
    """What the logs cover, times as logged (ISO 8601, no zone).

    `first` and `last` are the smallest and the largest; `end` is that of the last record in reading order, and None
    where nobody can say what stands at the end. `whole`: all was read. `pasted`: lines that somebody copied, which have
    no end of a log. `elsewhere`: how many records of other loggers may be about a certificate error.
    `has_gap`: rotations are missing between others.
    """

    first: str | None
    last: str | None
    records: int
    whole: bool
    end: str | None = None
    pasted: bool = False
    elsewhere: int = 0
    has_gap: bool = False


def before_end(time: str | None, span: Span) -> str | None:
    """Describe how long before the end of the log a time lies; None where that is not known, or the clock went back."""
    if time is None or span.end is None or span.pasted:
        return None
    gap = dt.datetime.fromisoformat(span.end[:19]) - dt.datetime.fromisoformat(time[:19])
    if gap < dt.timedelta(0):
        return None
    return "at the very end of the log" if gap < dt.timedelta(seconds=1) else f"{duration(gap)} before the log ends"


def duration(gap: dt.timedelta) -> str:
    """Return a duration, rounded down: in two units where there are less than ten of the larger.

    >>> duration(dt.timedelta(minutes=99)), duration(dt.timedelta(days=12, hours=5)), duration(dt.timedelta(seconds=40))
    ('1 h 39 min', '12 days', '40 s')
    """
    seconds = int(gap.total_seconds())
    for (length, one, many), smaller in zip(_UNITS, (*_UNITS[1:], None), strict=True):
        if seconds >= length:
            count, rest = divmod(seconds, length)
            parts = [f"{count} {one if count == 1 else many}"]
            if smaller and count < _TEN and (small := rest // smaller[0]):
                parts.append(f"{small} {smaller[1] if small == 1 else smaller[2]}")
            return " ".join(parts)
    return "0 s"
