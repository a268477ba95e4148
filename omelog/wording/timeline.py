"""The errors over time in words and numbers: who draws them decides how."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from omelog.model.report import Incident
from omelog.wording.scene import Scene
from omelog.wording.text import counted
from omelog.wording.words import title

_FEWEST = 3
_LANES = 8
_OTHERS = "Other causes"


class Event(Struct, frozen=True):
    """So many errors of a cause at a moment; `leading` is the cause of the verdict."""

    moment: dt.datetime
    errors: int
    title: str
    leading: bool


class Timeline(Struct, frozen=True):
    """All errors that have a time, and in words what they are."""

    caption: str
    events: tuple[Event, ...]


def timeline(scene: Scene) -> Timeline | None:
    """Sort the errors of a bundle by cause and time; None where there are too few to see anything in."""
    incidents = scene.bundle.incidents
    events = tuple(_events(scene, _rare(incidents)))
    timed = sum(event.errors for event in events)
    if timed < _FEWEST:
        return None
    first, last = min(event.moment for event in events), max(event.moment for event in events)
    causes = len({incident.cause for incident in incidents})
    left_out = sum(incident.errors for incident in incidents) - timed
    said = f"{counted(timed, 'error')} of {counted(causes, 'cause')}, {to_second(first)} to {to_second(last)}."
    if left_out > 0:
        said += f" Not drawn: {counted(left_out, 'error')} without a readable time."
    return Timeline(said, events)


def to_second(moment: dt.datetime) -> str:
    """Write a moment to the second."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _rare(incidents: list[Incident]) -> frozenset[str]:
    """Name the causes that share a lane: the rarest, where there are more than lanes."""
    errors: Counter[str] = Counter()
    for incident in incidents:
        errors[incident.cause] += incident.errors
    return frozenset(slug for slug, _ in errors.most_common()[_LANES - 1 :]) if len(errors) > _LANES else frozenset()


def _events(scene: Scene, rare: frozenset[str]) -> Iterable[Event]:
    leading = scene.bundle.diagnosis.blocker
    for incident in scene.bundle.incidents:
        shared = incident.cause in rare
        name = _OTHERS if shared else str(title(incident.cause, scene.causes))
        for time, errors in incident.times:
            try:
                moment = dt.datetime.fromisoformat(time).replace(tzinfo=None)
            except ValueError:
                continue
            yield Event(moment, errors, name, leading=not shared and incident.cause == leading)
