"""Findings to incidents: one cause, one operation, in time order, not interrupted by another cause."""

import hashlib
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from omelog.judge.classify import Findings, Kind
from omelog.model.cause import Catalogue
from omelog.model.record import Occurrences
from omelog.model.report import Incident
from omelog.records.moments import UNKNOWN, filled
from omelog.records.times import iso, time_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.int64]"
Places: TypeAlias = "NDArray[np.int32]"

_BINS = 200
_ALL_BINS = 250_000  # of all incidents: of very many each has fewer


class Incidents(NamedTuple):
    """The incidents by number, in the order of their first error, and the findings in time order.

    The frame is that of `classify`, with two columns more: the number of its `incident`, and `when` (int64, in
    microseconds), the moment that orders a finding: its own, or the last readable one before it.
    A storm may be as many incidents as records. Of more than were asked for these are made: the latest, and the
    first and the last of each cause and operation, on which paths rest. `total` counts all.
    """

    incidents: dict[int, Incident]
    findings: pd.DataFrame
    total: int


class _Rows(NamedTuple):
    """The findings incident by incident, in time order; `starts` is where each incident begins, and the end of all.

    `places` are those in the frame.
    """

    starts: Numbers
    occurrence: Places
    position: Places
    kind: Places
    places: Places


def incidents(found: Findings, occurrences: Occurrences, catalogue: Catalogue, most: int) -> Incidents:
    """Group findings. A B A of one operation is three incidents.

    An error without a readable time stands where it stands in the log: after the last one that has a time.
    """
    when = filled(occurrences.moment[found.frame["occurrence"].to_numpy()])
    order = np.argsort(when, kind="stable")
    ordered = found.frame.take(order)
    ordered["when"] = when[order]
    if not len(ordered):
        return Incidents({}, ordered.assign(incident=when), 0)
    del when, order  # a storm takes 16 bytes of memory in them for each record
    rows = _by_incident(ordered, _numbered((kind.cause, kind.unknown_key, kind.path) for kind in found.kinds))
    total = len(rows.starts) - 1
    first = rows.places[rows.starts[:-1]]  # incidents are numbered in the order of their first error
    number = np.empty(total, np.int32)
    number[np.argsort(first)] = np.arange(total)
    incident = np.empty(len(ordered), np.int32)
    incident[rows.places] = np.repeat(number, np.diff(rows.starts))
    ordered["incident"] = incident
    wanted = sorted(_relevant(rows, number, most, found.kinds), key=number.__getitem__)
    return Incidents(_made(rows, number, wanted, _Named(found.kinds, occurrences, catalogue)), ordered, total)


def _numbered(keys: Iterable[Hashable]) -> Places:
    """Give equal keys the same number."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int32)


def _by_incident(ordered: pd.DataFrame, same: Places) -> _Rows:
    by_path = np.argsort(ordered["path"].to_numpy(), kind="stable").astype(np.int32)
    occurrence, position, kind = (ordered[name].to_numpy()[by_path] for name in ("occurrence", "position", "kind"))
    changes = np.flatnonzero(np.diff(same[kind])) + 1  # kinds of different paths differ
    starts = np.concatenate(([0], changes, [len(by_path)]))
    return _Rows(starts, occurrence, position, kind, by_path)


def _relevant(rows: _Rows, number: Places, most: int, kinds: list[Kind]) -> list[int]:
    """Give the incidents that are made, by where they stand in `rows.starts`."""
    total = len(number)
    if total <= most:
        return list(range(total))
    in_order = np.argsort(number)
    of_path = _numbered((kind.cause, kind.path) for kind in kinds)[rows.kind[rows.starts[:-1]][in_order]]
    first = np.unique(of_path, return_index=True)[1]
    last = total - 1 - np.unique(of_path[::-1], return_index=True)[1]
    wanted = {*first.tolist(), *last.tolist(), *range(total - most, total)}
    return [int(in_order[place]) for place in wanted]


class _Counted(NamedTuple):
    """How many errors each incident has, and where those are that have a time: of incident n from `bounds[n]` on."""

    errors: Numbers
    timed: Numbers
    bounds: Numbers


def _counted(rows: _Rows, occurrences: Occurrences) -> _Counted:
    """Count entries, of which several messages may be findings."""
    new = np.ones(len(rows.occurrence), np.bool_)
    new[1:] = np.diff(rows.occurrence) != 0
    new[rows.starts[:-1]] = True
    entries = np.flatnonzero(new)
    found = rows.occurrence[entries]
    count = occurrences.count[found].astype(np.int64)
    timed = entries[occurrences.moment[found] != UNKNOWN]
    errors = np.add.reduceat(count, np.searchsorted(entries, rows.starts[:-1]))
    return _Counted(errors, timed, np.searchsorted(timed, rows.starts))


class _Named(NamedTuple):
    """What numbers stand for: kinds and occurrences."""

    kinds: list[Kind]
    occurrences: Occurrences
    catalogue: Catalogue


class _Start(NamedTuple):
    """Where an incident begins, how many errors it has, and where those that have a time stand among all such."""

    number: int
    kind: int
    log: int
    line: int
    position: int
    errors: int
    begin: int
    end: int


def _made(rows: _Rows, number: Places, wanted: list[int], named: _Named) -> dict[int, Incident]:
    """Make incidents, by their numbers."""
    occurrences = named.occurrences
    errors, timed, bounds = _counted(rows, occurrences)
    bins = min(_BINS, _ALL_BINS // len(wanted) + 2)
    index = np.array(wanted)
    start = rows.starts[index]
    first = rows.occurrence[start]
    columns = (
        number[index],
        rows.kind[start],
        occurrences.log[first],
        occurrences.line[first],
        rows.position[start],
        errors[index],
        bounds[index],
        bounds[index + 1],
    )
    made = {}
    for one in map(_Start._make, zip(*(column.tolist() for column in columns), strict=True)):
        made[one.number] = _incident(one, rows.occurrence[timed[one.begin : one.end]], bins, named)
    return made


def _incident(start: _Start, timed: Places, bins: int, named: _Named) -> Incident:
    """Make an incident of its start and its entries that have a time."""
    kind = named.kinds[start.kind]
    times = _times(timed, named.occurrences, bins)
    first = times[0][0] if times else None
    key = f"{kind.cause}|{kind.path}|{first}|{start.log}|{start.line}|{start.position}"
    return Incident(
        id=hashlib.sha256(key.encode()).hexdigest()[:12],
        cause=kind.cause,
        candidates=list(named.catalogue.causes[kind.cause].candidates),
        operation=kind.operation,
        errors=start.errors,
        first_seen=first,
        last_seen=_text(named.occurrences, timed[-1]) if len(timed) > 1 else first,
        times=times,
    )


def _text(occurrences: Occurrences, row: int) -> str:
    return iso(time_of(occurrences, row)) or ""


def _times(rows: Places, occurrences: Occurrences, most: int) -> list[tuple[str, int]]:
    """Count the errors of an incident by time, in so many bins of equal spans at most, named by their first time."""
    if len(rows) == 1:
        return [(_text(occurrences, rows[0]), int(occurrences.count[rows[0]]))]
    moments = occurrences.moment[rows]
    starts = _changes(moments)
    if len(starts) > most:
        span = int((int(moments[-1]) - int(moments[0])) / (most - 1))
        starts = _changes((moments - moments[0]) // span)
    counts = np.add.reduceat(occurrences.count[rows].astype(np.int64), starts) if len(starts) else starts
    return [(_text(occurrences, rows[start]), int(count)) for start, count in zip(starts, counts, strict=True)]


def _changes(values: Numbers) -> Numbers:
    """Give where a value stands that is not the one before it."""
    first = [0] if len(values) else []
    return np.array([*first, *(np.flatnonzero(np.diff(values)) + 1)], np.int64)
