"""The order in which the logs of a bundle are read: by time, with what their names say of rotations."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from omelog.bundle.names import Rotation, rotation, rotation_key
from omelog.model.report import Problem
from omelog.problems import notice

Log = TypeVar("Log")
_NAMED = 5  # rotations that are named in one notice


@dataclass(frozen=True)
class ReadingOrder(Generic[Log]):
    """Logs in the order in which they are read, the families of rotations among them, and what is odd about both.

    Across a gap between two rotations nothing is joined: see `follows`.
    """

    logs: list[Log]
    families: list[list[Log]]
    problems: list[Problem]
    _joined: set[tuple[str, str]] = field(repr=False)

    def follows(self, older: str, newer: str) -> bool:
        """Return whether a log, by its path, can go on directly where another one ends."""
        return (older, newer) in self._joined


class _Timed(NamedTuple, Generic[Log]):
    """A log with its name, taken apart, and the time of its first header (ISO 8601; empty: none is readable)."""

    log: Log
    path: str
    name: Rotation
    time: str


def reading_order(
    logs: Sequence[Log], path: Callable[[Log], str], first_time: Callable[[Log], str]
) -> ReadingOrder[Log]:
    """Order logs by first time, then name; within a family of rotations numbers and times decide together.

    The log without number, date and ending is the last of its family, whatever its times. Where the times of the
    others contradict their numbers, the direction in which most neighbours agree holds for the family.
    """
    families: dict[tuple[str, str], list[_Timed[Log]]] = defaultdict(list)
    for log in sorted(logs, key=lambda log: rotation_key(path(log))):
        name = rotation(path(log))
        families[name.folder, name.stem].append(_Timed(log, path(log), name, first_time(log)))
    ordered = [_family(members) for _, members in sorted(families.items())]
    problems: list[Problem] = []
    joined: set[tuple[str, str]] = set()
    for members in ordered:
        problems += _contradictions(members)
        for older, newer in pairwise(members):
            missing = _missing(older.name, newer.name, {one.name.number for one in members if one.name.number})
            if missing:
                problems.append(_gap(older, newer, missing))
            else:
                joined.add((older.path, newer.path))
    merged = heapq.merge(*map(_keyed, ordered), key=lambda pair: pair[0])
    return ReadingOrder(
        [one.log for _, one in merged], [[one.log for one in family] for family in ordered], problems, joined
    )


def _family(members: list[_Timed[Log]]) -> list[_Timed[Log]]:
    """Order the rotations of one log."""
    dated = [one for one in members if one.name.date]
    numbered = [one for one in members if not one.name.date and one.name.number is not None]
    others = [[one] for one in members if one.name.ending and not one.name.date and one.name.number is None]
    last = sorted((one for one in members if one.name.is_last), key=lambda one: one.time)
    runs = [_directed(dated), _directed(numbered), *others]
    merged = heapq.merge(*map(_keyed, runs), key=lambda pair: pair[0])
    return [*(one for _, one in merged), *last]


def _directed(members: list[_Timed[Log]]) -> list[_Timed[Log]]:
    """Order rotations by their names, in the direction in which most neighbours agree with their times."""
    per_day = sorted(members, key=lambda one: (one.name.date, -(one.name.number or 0)))  # newest first within a date
    candidates = [members, per_day, members[::-1]]
    return max(candidates, key=_agreement)  # of equal ones the first


def _agreement(members: list[_Timed[Log]]) -> int:
    """Count the neighbours whose times agree with their order, less those whose times contradict it."""
    timed = [one.time for one in members if one.time]
    return sum((older < newer) - (older > newer) for older, newer in pairwise(timed))


def _keyed(members: list[_Timed[Log]]) -> Iterator[tuple[str, _Timed[Log]]]:
    """Yield each log with the time at which it is read: its own, but never before that of one that precedes it."""
    time = ""
    for one in members:
        time = max(time, one.time)
        yield time, one


def _missing(older: Rotation, newer: Rotation, there: set[int]) -> list[int]:
    """Return the first numbers that are missing between two rotations in their order; `there` are those of all.

    Between dates nobody can tell, nor between a log with another ending and any other. In front of the log without a
    number the count comes down to one, unless the numbers count upwards.
    """
    if older.number is None or not (older.date == newer.date or newer.is_last) or (newer.is_last and older.date):
        return []
    other = newer.number if newer.number is not None else 0
    if not (newer.number is not None or (newer.is_last and min(there, default=0) >= older.number)):
        return []
    low, high = sorted((older.number, other))
    return list(range(low + 1, min(high, low + 1 + _NAMED)))


def _gap(older: _Timed[Log], newer: _Timed[Log], missing: list[int]) -> Problem:
    return notice(
        "rotation-gap",
        f"between {older.path} and {newer.path} rotations are missing (number {', '.join(map(str, missing))})",
        "what was logged in between is not known, and no record is joined across it",
        where=newer.path,
        advice="ask for the rotations that are missing",
    )


def _contradictions(members: list[_Timed[Log]]) -> Iterator[Problem]:
    """Yield a notice that names the rotations whose times contradict the order that was chosen."""
    timed = [one for one in members if one.time]
    odd = [f"{newer.path} begins before {older.path}" for older, newer in pairwise(timed) if newer.time < older.time]
    if odd:
        more = f" and {len(odd) - _NAMED} more" if len(odd) > _NAMED else ""
        yield notice(
            "rotation-order",
            f"names and times of rotations contradict each other: {', '.join(odd[:_NAMED])}{more}",
            "read in the order in which most of them agree, the log without a number last",
        )
