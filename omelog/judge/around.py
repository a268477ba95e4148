"""What is recorded around a moment that somebody named."""

import datetime as dt
from typing import NamedTuple

from omelog.model.report import Bundle, Finding

_NEAR = dt.timedelta(minutes=10)
_NEAREST = 2


class NearMoment(NamedTuple):
    """A sentence about the moment, and the findings that it speaks of, nearest first where none is near."""

    sentence: str
    findings: list[Finding]


def around(bundle: Bundle, moment: str) -> NearMoment:
    """Return the findings within 10 minutes of a moment (ISO 8601, as logged), else the nearest ones.

    A moment that the log does not cover is told as such: no error there says nothing.
    """
    asked = _time(moment)
    if asked is None:
        return NearMoment(f"The time asked about ({moment}) could not be read as a time", [])
    shown = asked.isoformat(" ")
    gaps = [(gap, finding) for finding in bundle.findings if (gap := _gap(finding, asked)) is not None]
    close = [finding for gap, finding in gaps if gap <= _NEAR]
    if close:
        count = sum(finding.count for finding in close)
        errors = "1 error is" if count == 1 else f"{count} errors are"
        return NearMoment(f"{errors} recorded within 10 minutes of {shown}", close)
    nearest = [finding for _, finding in sorted(gaps, key=lambda pair: pair[0])[:_NEAREST]]
    beside = "; the nearest" if nearest else ""
    if not _covered(bundle, asked):
        return NearMoment(f"The log does not cover {shown}, so it says nothing about that time{beside}", nearest)
    return NearMoment(f"No error is recorded within 10 minutes of {shown}{beside}", nearest)


def _covered(bundle: Bundle, asked: dt.datetime) -> bool:
    times = [_time(time) for log in bundle.logs for time in (log.first_time, log.last_time)]
    known = [time for time in times if time is not None]
    return bool(known) and min(known) <= asked <= max(known)


def _gap(finding: Finding, asked: dt.datetime) -> dt.timedelta | None:
    first = _time(finding.time)
    if first is None:
        return None
    last = _time(finding.last_time) or first
    return max(first - asked, asked - last, dt.timedelta())


def _time(logged: str | None) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(logged or "").replace(tzinfo=None)
    except ValueError:
        return None
