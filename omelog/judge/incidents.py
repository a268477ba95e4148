"""Findings to incidents: one cause, one operation, in reading order, not interrupted by an error without the cause."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from omelog.judge.classify import Kind
from omelog.judge.placed import Placed
from omelog.model.cause import Catalogue
from omelog.model.record import Occurrences
from omelog.model.report import Incident
from omelog.records.times import iso, time_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

Places: TypeAlias = "NDArray[np.int32]"

_BINS = 200
_NO_ROWS = np.array([], np.intp)
_ALL_BINS = 250_000  # of all incidents: of very many each has fewer


class Incidents(NamedTuple):
    """The incidents of one bundle by number, in the order of their first error.

    A storm may be as many incidents as records. Of more than were asked for these are made: the latest, and the first
    and the last of each cause and operation, on which paths rest. `total` counts all.
    """

    incidents: dict[int, Placed]
    total: int


def numbered(findings: pd.DataFrame) -> pd.DataFrame:
    """Add the number of its incident to each finding: in the order of first errors; A B A of one operation is three.

    A record of several causes holds each of them: it interrupts none. `findings` is the frame of `classify`.
    """
    kind = [findings[name] for name in ("bundle", "kind")]
    path = [findings[name] for name in ("bundle", "path")]
    is_new = ~findings.duplicated(["bundle", "path", "occurrence"])
    record = is_new.groupby(path).cumsum()  # of its path: first, second …
    gap = record.groupby(kind).diff()
    begins = gap.isna() | (gap > 1)
    incident = begins.cumsum().where(begins).groupby(kind).ffill() - 1
    return findings.assign(incident=incident.astype("int32"))


def incidents(
    findings: pd.DataFrame, kinds: list[Kind], bundles: Sequence[Occurrences], catalogue: Catalogue, most: int
) -> list[Incidents]:
    """Make the incidents of each bundle, `most` of one or little more; `findings` is the frame of `numbered`."""
    ends = findings[["bundle", "incident", "kind", "occurrence", "position"]].drop_duplicates("incident")
    entries = findings[["incident", "occurrence", "count", "timed"]].drop_duplicates(["incident", "occurrence"])
    by_incident = entries.groupby("incident")
    ends = ends.set_index("incident").assign(last=by_incident["occurrence"].last(), errors=by_incident["count"].sum())
    totals = ends["bundle"].value_counts().to_dict()
    wanted = _relevant(ends, kinds, most) if max(totals.values(), default=0) > most else ends
    timed = entries[entries["timed"] & entries["incident"].isin(wanted.index)]
    rows_of, row = timed.groupby("incident").indices, timed["occurrence"].to_numpy()
    bins = min(_BINS, _ALL_BINS // max(1, len(wanted)) + 2)
    made = [Incidents({}, totals.get(bundle, 0)) for bundle in range(len(bundles))]
    values = (wanted.index, *(wanted[name] for name in _Start._fields[1:]))
    for one in map(_Start._make, zip(*(column.tolist() for column in values), strict=True)):
        rows = row[rows_of.get(one.number, _NO_ROWS)]
        placed = _placed(one, rows, bins, kinds[one.kind], bundles[one.bundle], catalogue)
        made[one.bundle].incidents[one.number] = placed
    return made


def _relevant(ends: pd.DataFrame, kinds: list[Kind], most: int) -> pd.DataFrame:
    """Return the incidents that are made: of each bundle the latest ones, and the ends of each cause and operation."""
    numbers: dict[tuple[str, str], int] = {}
    of_path = {number: numbers.setdefault((kind.cause, kind.path), number) for number, kind in enumerate(kinds)}
    path = ends.assign(path=ends["kind"].map(of_path))[["bundle", "path"]]
    is_end = ~path.duplicated(keep="first") | ~path.duplicated(keep="last")
    is_late = ends.groupby("bundle").cumcount(ascending=False) < most
    return ends[is_end | is_late]


class _Start(NamedTuple):
    """Where an incident begins and ends, and how many errors it has."""

    number: int
    bundle: int
    kind: int
    occurrence: int
    position: int
    last: int
    errors: int


def _placed(
    start: _Start, rows: Places, bins: int, kind: Kind, occurrences: Occurrences, catalogue: Catalogue
) -> Placed:
    """Make an incident of where it begins, and of its errors that have a time, in reading order."""
    first = _text(occurrences, rows[0]) if len(rows) else None
    place = f"{occurrences.log[start.occurrence]}|{occurrences.line[start.occurrence]}|{start.position}"
    incident = Incident(
        id=hashlib.sha256(f"{kind.cause}|{kind.path}|{first}|{place}".encode()).hexdigest()[:12],
        cause=kind.cause,
        candidates=list(catalogue.causes[kind.cause].candidates),
        operation=kind.operation,
        errors=start.errors,
        first_seen=first,
        last_seen=_text(occurrences, rows[-1]) if len(rows) else None,
        times=_times(rows, occurrences, bins),
    )
    return Placed(incident, start.last)


def _text(occurrences: Occurrences, row: int) -> str:
    return iso(time_of(occurrences, row)) or ""


def _times(rows: Places, occurrences: Occurrences, most: int) -> list[tuple[str, int]]:
    """Count errors by time, in so many bins of equal spans at most, each named by its first time."""
    moments = occurrences.moment[rows]
    order = np.argsort(moments, kind="stable")
    counts: dict[int, int] = {}
    firsts: dict[int, int] = {}
    span = max(1, int(moments.max() - moments.min()) // (most - 1)) if len(rows) > most else 1
    for row, moment in zip(rows[order].tolist(), moments[order].tolist(), strict=True):
        place = moment // span
        firsts.setdefault(place, row)
        counts[place] = counts.get(place, 0) + int(occurrences.count[row])
    return [(_text(occurrences, firsts[place]), count) for place, count in counts.items()]
