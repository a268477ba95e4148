"""The groups of errors as a sequence, for up to a dozen: what failed when, and where much time lies between."""

import datetime as dt

from msgspec import Struct

from omelog.judge.span import duration
from omelog.model.report import Incident
from omelog.wording.scene import Scene
from omelog.wording.text import counted, to_second
from omelog.wording.words import title

_FEWEST, _MOST = 2, 12
_STORM = 12  # errors of one group: from there on lanes over time say more
_GAP = dt.timedelta(hours=1)


class Attempt(Struct, frozen=True):
    """One group of errors; `after` names the time that passed since the one before, where that is an hour or more."""

    title: str
    when: str
    after: str
    leading: bool


class Attempts(Struct, frozen=True):
    """The groups in reading order; the last of the verdict's cause leads."""

    caption: str
    sequence: tuple[Attempt, ...]


def attempts(scene: Scene) -> Attempts | None:
    """Put the groups of errors in sequence; None for one alone, for storms, and where a time cannot be read."""
    incidents = scene.bundle.incidents
    if not _FEWEST <= len(incidents) <= _MOST or max(incident.errors for incident in incidents) > _STORM:
        return None
    times = [(_time(one.first_seen), _time(one.last_seen)) for one in incidents]
    if any(first is None or last is None for first, last in times):
        return None
    leading = max((n for n, one in enumerate(incidents) if one.cause == scene.bundle.diagnosis.blocker), default=None)
    return Attempts(
        caption=f"{counted(len(incidents), 'group')} of errors in the order of the log. The table says the same.",
        sequence=tuple(
            Attempt(
                title=title(one.cause, scene.causes),
                when=_when(one),
                after=_after(times[number - 1][1], times[number][0]) if number else "",
                leading=number == leading,
            )
            for number, one in enumerate(incidents)
        ),
    )


def _when(one: Incident) -> str:
    return to_second(one.last_seen) + (f", {counted(one.errors, 'error')}" if one.errors > 1 else "")


def _time(text: str | None) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text or "").replace(tzinfo=None)
    except ValueError:
        return None


def _after(before: dt.datetime | None, then: dt.datetime | None) -> str:
    gap = then - before if then and before else dt.timedelta(0)
    return f"{duration(gap)} later" if gap >= _GAP else ""
