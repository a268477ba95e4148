"""Findings to incidents: one cause, one operation, in reading order, not interrupted by an error without the cause."""

import hashlib
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from omelog.judge.classify import Findings, Kind
from omelog.judge.placed import Placed
from omelog.model.cause import Catalogue
from omelog.model.record import Occurrences
from omelog.model.report import Incident
from omelog.records.moments import UNKNOWN
from omelog.records.times import iso, time_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

Places: TypeAlias = "NDArray[np.int32]"

_BINS = 200
_ALL_BINS = 250_000  # of all incidents: of very many each has fewer
_KIND = ["bundle", "kind"]


class Incidents(NamedTuple):
    """The incidents of one bundle by number, in the order of their first error, and its findings.

    The frame is that of `classify`, with the number of its `incident` beside each finding. A storm may be as many
    incidents as records. Of more than were asked for these are made: the latest, and the first and the last of each
    cause and operation, on which paths rest. `total` counts all.
    """

    incidents: dict[int, Placed]
    findings: pd.DataFrame
    total: int


def numbered(findings: pd.DataFrame) -> pd.DataFrame:
    """Add the number of its incident to each finding: in the order of first errors; A B A of one operation is three.

    A record of several causes holds each of them: it interrupts none. `findings` is the frame of `classify`.
    """
    new = ~findings.duplicated(["bundle", "path", "occurrence"])
    record = new.groupby([findings["bundle"], findings["path"]]).cumsum()  # of its path: first, second …
    gap = record.groupby([findings[name] for name in _KIND]).diff()
    stretch = (gap > 1).groupby([findings[name] for name in _KIND]).cumsum()
    incident = findings[_KIND].assign(stretch=stretch).groupby([*_KIND, "stretch"], sort=False).ngroup()
    return findings.assign(incident=incident.astype("int32"))


def incidents(
    findings: pd.DataFrame, found: Findings, occurrences: Occurrences, catalogue: Catalogue, most: int
) -> Incidents:
    """Make the incidents of one bundle; `findings` are its rows of the frame of `numbered`."""
    by_incident = findings.groupby("incident", sort=True)
    ends = by_incident.agg(
        kind=("kind", "first"),
        first=("occurrence", "first"),
        position=("position", "first"),
        last=("occurrence", "last"),
    )
    entries = findings.drop_duplicates(["incident", "occurrence"])
    ends["errors"] = entries.groupby("incident")["count"].sum()
    wanted = _relevant(ends, found.kinds, most)
    timed = entries[occurrences.moment[entries["occurrence"].to_numpy()] != UNKNOWN]
    timed = timed[timed["incident"].isin(wanted.index)] if len(wanted) < len(ends) else timed
    times = dict(iter(timed.groupby("incident")["occurrence"]))
    bins = min(_BINS, _ALL_BINS // max(1, len(wanted)) + 2)
    columns = (wanted.index, *(wanted[name] for name in _Row._fields[1:]))
    rows = map(_Row._make, zip(*(column.tolist() for column in columns), strict=True))
    made = {
        row.number: _placed(row, times.get(row.number), bins, found.kinds[row.kind], occurrences, catalogue)
        for row in rows
    }
    return Incidents(made, findings, len(ends))


def _relevant(ends: pd.DataFrame, kinds: list[Kind], most: int) -> pd.DataFrame:
    """Return the incidents that are made: all, or the latest ones and the ends of each cause and operation."""
    if len(ends) <= most:
        return ends
    of_path = ends["kind"].map({number: (kind.cause, kind.path) for number, kind in enumerate(kinds)})
    is_end = ~of_path.duplicated(keep="first") | ~of_path.duplicated(keep="last")
    is_late = np.arange(len(ends)) >= len(ends) - most
    return ends[is_end | is_late]


class _Row(NamedTuple):
    """A row of the frame of incidents."""

    number: int
    kind: int
    first: int
    position: int
    last: int
    errors: int


def _placed(
    row: _Row, timed: "pd.Series[int] | None", bins: int, kind: Kind, occurrences: Occurrences, catalogue: Catalogue
) -> Placed:
    """Make an incident of its row and of its errors that have a time, in reading order."""
    rows = np.array([], np.int32) if timed is None else timed.to_numpy().astype(np.int32)
    first = _text(occurrences, rows[0]) if len(rows) else None
    place = f"{occurrences.log[row.first]}|{occurrences.line[row.first]}|{row.position}"
    incident = Incident(
        id=hashlib.sha256(f"{kind.cause}|{kind.path}|{first}|{place}".encode()).hexdigest()[:12],
        cause=kind.cause,
        candidates=list(catalogue.causes[kind.cause].candidates),
        operation=kind.operation,
        errors=row.errors,
        first_seen=first,
        last_seen=_text(occurrences, rows[-1]) if len(rows) else None,
        times=_times(rows, occurrences, bins),
    )
    return Placed(incident, row.last)


def _text(occurrences: Occurrences, row: int) -> str:
    return iso(time_of(occurrences, row)) or ""


def _times(rows: Places, occurrences: Occurrences, most: int) -> list[tuple[str, int]]:
    """Count errors by time, in so many bins of equal spans at most, each named by its first time."""
    if len(rows) == 1:
        return [(_text(occurrences, rows[0]), int(occurrences.count[rows[0]]))]
    errors = pd.DataFrame({"row": rows, "moment": occurrences.moment[rows], "count": occurrences.count[rows]})
    errors = errors.sort_values("moment", kind="stable")
    bins = errors["moment"]
    if bins.nunique() > most:
        bins = (bins - bins.min()) // ((int(bins.max()) - int(bins.min())) // (most - 1))
    counted = errors.groupby(bins).agg(row=("row", "first"), count=("count", "sum"))
    return [(_text(occurrences, row), int(count)) for row, count in zip(counted["row"], counted["count"], strict=True)]
