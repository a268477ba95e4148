"""Findings to incidents: one cause, one operation, in time order, not interrupted by another cause."""

import hashlib
from collections.abc import Hashable, Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from omelog.classify import Findings, Kind
from omelog.model.cause import Catalogue
from omelog.model.report import Incident
from omelog.records import iso_time

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.int64]"
Mask: TypeAlias = "NDArray[np.bool_]"

_BINS = 200
_NO_TIME = np.iinfo(np.int64).min  # as numpy writes NaT


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
    log: Numbers
    line: Numbers
    position: Numbers
    kind: Numbers
    moment: Numbers
    occurrence: Numbers
    places: Numbers


def incidents(found: Findings, logged: list[bytes], catalogue: Catalogue, most: int) -> Incidents:
    """Group findings. A B A of one operation is three incidents. `logged` are the times by occurrence.

    An error without a readable time stands where it stands in the log: after the last one that has a time.
    """
    when = _filled(found.frame["moment"].to_numpy("datetime64[us]").view(np.int64))
    order = np.argsort(when, kind="stable")
    ordered = found.frame.take(order)
    ordered["when"] = when[order]
    if not len(ordered):
        return Incidents({}, ordered.assign(incident=when), 0)
    rows = _by_incident(ordered, _numbered((kind.cause, kind.unknown_key, kind.path) for kind in found.kinds))
    total = len(rows.starts) - 1
    first = rows.places[rows.starts[:-1]]  # incidents are numbered in the order of their first error
    number = np.empty(total, np.int64)
    number[np.argsort(first)] = np.arange(total)
    incident = np.empty(len(ordered), np.int64)
    incident[rows.places] = np.repeat(number, np.diff(rows.starts))
    ordered["incident"] = incident
    wanted = sorted(_relevant(rows, number, most, found.kinds), key=number.__getitem__)
    return Incidents(_made(rows, number, wanted, _Named(found.kinds, logged, catalogue)), ordered, total)


def _filled(moment: Numbers) -> Numbers:
    """Give each finding without a time that of the last one before it."""
    known = np.where(moment == _NO_TIME, 0, np.arange(len(moment)))
    filled: Numbers = moment[np.maximum.accumulate(known)]
    return filled


def _numbered(keys: Iterable[Hashable]) -> Numbers:
    """Give equal keys the same number."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)


def _by_incident(ordered: pd.DataFrame, same: Numbers) -> _Rows:
    path, kind = ordered["path"].to_numpy(), ordered["kind"].to_numpy()
    by_path = np.argsort(path, kind="stable")
    changes = np.flatnonzero(np.diff(same[kind[by_path]])) + 1  # kinds of different paths differ
    starts = np.concatenate(([0], changes, [len(by_path)]))
    line, log, position, occurrence = (
        ordered[name].to_numpy()[by_path] for name in ("line", "log", "position", "occurrence")
    )
    moment = ordered["moment"].to_numpy("datetime64[us]").view(np.int64)[by_path]
    return _Rows(starts, log, line, position, kind[by_path], moment, occurrence, by_path)


def _relevant(rows: _Rows, number: Numbers, most: int, kinds: list[Kind]) -> list[int]:
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


def _counted(rows: _Rows) -> _Counted:
    """Count entries, of which several messages may be findings."""
    new = np.ones(len(rows.line), np.bool_)
    new[1:] = (np.diff(rows.line) != 0) | (np.diff(rows.log) != 0)
    new[rows.starts[:-1]] = True
    entries = np.flatnonzero(new)
    timed = entries[rows.moment[entries] != _NO_TIME]
    return _Counted(np.diff(np.searchsorted(entries, rows.starts)), timed, np.searchsorted(timed, rows.starts))


class _Named(NamedTuple):
    """What numbers stand for: kinds, and times by occurrence."""

    kinds: list[Kind]
    logged: list[bytes]
    catalogue: Catalogue


def _made(rows: _Rows, number: Numbers, wanted: list[int], named: _Named) -> dict[int, Incident]:
    """Make incidents, by their numbers."""
    errors, timed, bounds = _counted(rows)
    made = {}
    for index in wanted:
        start = rows.starts[index]
        places = timed[bounds[index] : bounds[index + 1]]
        times = _times(rows.moment[places], rows.occurrence[places], named.logged)
        last = _text(named.logged, rows.occurrence[places[-1]]) if times else None
        kind = named.kinds[rows.kind[start]]
        first = times[0][0] if times else None
        key = f"{kind.cause}|{kind.path}|{first}|{rows.log[start]}|{rows.line[start]}|{rows.position[start]}"
        made[int(number[index])] = Incident(
            id=hashlib.sha256(key.encode()).hexdigest()[:12],
            cause=kind.cause,
            candidates=list(named.catalogue.causes[kind.cause].candidates),
            operation=kind.operation,
            errors=int(errors[index]),
            first_seen=first,
            last_seen=last,
            times=times,
        )
    return made


def _text(logged: list[bytes], occurrence: int) -> str:
    return iso_time(logged[occurrence].decode()) or ""


def _times(moments: Numbers, occurrences: Numbers, logged: list[bytes]) -> list[tuple[str, int]]:
    """Count the errors of an incident by time, in at most 200 bins of equal spans, named by their first time."""
    if len(moments) == 1:
        return [(_text(logged, occurrences[0]), 1)]
    starts = _changes(moments)
    if len(starts) > _BINS:
        span = int((int(moments[-1]) - int(moments[0])) / (_BINS - 1))
        starts = _changes((moments - moments[0]) // span)
    ends = [*starts.tolist(), len(moments)]
    return [(_text(logged, occurrences[start]), end - start) for start, end in pairwise(ends)]


def _changes(values: Numbers) -> Numbers:
    """Give where a value stands that is not the one before it."""
    first = [0] if len(values) else []
    return np.array([*first, *(np.flatnonzero(np.diff(values)) + 1)], np.int64)
