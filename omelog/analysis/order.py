"""The order in which the logs of a bundle are read: by their first times, and by what their names say of each other.

"Last" and "since" mean this order, never the largest time stamp.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from omelog.bundle.names import Rotation, rotation, rotation_key
from omelog.model.report import Problem
from omelog.problems import notice

_NAMED = 4  # logs that are named where several disagree


class Timed(NamedTuple):
    """A log to be put in order: its path below the root, and its first readable time, as logged (ISO), or None."""

    path: str
    first_time: str | None


class Order(NamedTuple):
    """Logs in reading order, as places in what was given; the pairs between which a rotation is missing."""

    places: list[int]
    gaps: set[tuple[int, int]]
    problems: list[Problem]


def reading_order(logs: Sequence[Timed]) -> Order:
    """Put logs in order.

    A family is the rotations that differ in number or date; the one without either is the last of it, whatever its
    times. Of the others numbers decide, in the direction in which most neighbours agree with their times. Logs of
    other names go by their times.
    """
    named = [(place, rotation(log.path)) for place, log in enumerate(logs)]
    family = [(place, name) for place, name in named if name is not None]
    others = [place for place, name in named if name is None]
    ordered, numbered = _family(logs, family)
    whole = _merged(logs, ordered, others)
    gaps = dict(_gaps(numbered, logs))
    problems = [problem for problem in (_disagreement(logs, ordered), *gaps.values()) if problem]
    return Order(whole, set(gaps), problems)


def _family(logs: Sequence[Timed], family: Sequence[tuple[int, Rotation]]) -> tuple[list[int], list[tuple[int, int]]]:
    """Order a family; return it, and the numbered ones with their numbers in this order, the last log as 0."""
    dated = _directed(logs, [place for place, name in _by_rank(family) if name.dated])
    by_number = [(place, name.number) for place, name in _by_rank(family) if name.number is not None]
    numbered = _directed(logs, [place for place, _ in by_number])
    last = sorted((place for place, name in family if name.is_last), key=lambda place: _key(logs, place))
    is_turned = numbered != [place for place, _ in by_number]
    numbers = dict(by_number)
    known = [(place, numbers[place] or 0) for place in numbered]
    known += [] if is_turned or len(last) != 1 else [(last[0], 0)]
    return [*_merged(logs, numbered, dated), *last], known


def _by_rank(family: Sequence[tuple[int, Rotation]]) -> list[tuple[int, Rotation]]:
    return sorted(family, key=lambda pair: pair[1].rank)


def _directed(logs: Sequence[Timed], places: list[int]) -> list[int]:
    """Turn an order by name round where the times of most neighbours say so."""
    times = [logs[place].first_time for place in places]
    pairs = [(one, other) for one, other in pairwise(time for time in times if time) if one != other]
    against = sum(one > other for one, other in pairs)
    return places[::-1] if 2 * against > len(pairs) else places


def _merged(logs: Sequence[Timed], ordered: list[int], others: list[int]) -> list[int]:
    """Put other logs into an order, each in front of the first that begins later."""
    whole = list(ordered)
    for place in sorted(others, key=lambda place: _key(logs, place)):
        time = logs[place].first_time or ""
        at = next((at for at, other in enumerate(whole) if (logs[other].first_time or "") > time), len(whole))
        whole.insert(at if time else 0, place)
    return whole


def _key(logs: Sequence[Timed], place: int) -> tuple[str, tuple[int, tuple[int, ...], str]]:
    return logs[place].first_time or "", rotation_key(logs[place].path)


def _gaps(numbered: Sequence[tuple[int, int]], logs: Sequence[Timed]) -> Iterator[tuple[tuple[int, int], Problem]]:
    """Yield the neighbours between which numbers are missing."""
    for (one, high), (other, low) in pairwise(numbered):
        if abs(high - low) > 1:
            missing = sorted((high, low))
            span = f"{missing[0] + 1}" if missing[1] - missing[0] == 2 else f"{missing[0] + 1} to {missing[1] - 1}"  # noqa: PLR2004 - one
            what = f"the rotations {span} are missing between {logs[one].path} and {logs[other].path}"
            resolution = "what they held is not known; no record is joined over the gap"
            yield (one, other), notice("rotation-gap", what, resolution, where=logs[other].path)


def _disagreement(logs: Sequence[Timed], ordered: Sequence[int]) -> Problem | None:
    """Return a notice where times contradict the order that was chosen."""
    timed = [place for place in ordered if logs[place].first_time]
    found = [
        f"{logs[other].path} begins before {logs[one].path}"
        for one, other in pairwise(timed)
        if (logs[one].first_time or "") > (logs[other].first_time or "")
    ]
    if not found:
        return None
    more = f" and {len(found) - _NAMED} others" if len(found) > _NAMED else ""
    what = f"names and times of the rotations disagree: {'; '.join(found[:_NAMED])}{more}"
    chain = ", ".join(logs[place].path for place in ordered[: 2 * _NAMED])
    return notice("rotation-order", what, f"read in the order {chain}{', …' * (len(ordered) > 2 * _NAMED)}")
