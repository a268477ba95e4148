"""Findings to incidents: one cause, one operation, in time order, not interrupted by another cause."""

import hashlib
from collections import defaultdict
from typing import NamedTuple

import pandas as pd

from omelog.causes import UNKNOWN
from omelog.model.cause import Catalogue
from omelog.model.report import Incident

_BINS = 200
_ENTRY = ["group", "log", "line"]


class Incidents(NamedTuple):
    """The incidents in the order of their first error, and the findings with their `incident` (str) and `when`.

    `when` (datetime64[us]) is the moment that orders a finding: its own, or the last readable one before it.
    A storm may be as many incidents as records. Of more than were asked for these are made: the latest, and the
    first and the last of each cause and operation, on which paths rest. `total` counts all; findings of others
    have no `incident`.
    """

    incidents: list[Incident]
    findings: pd.DataFrame
    total: int


def incidents(findings: pd.DataFrame, catalogue: Catalogue, most: int) -> Incidents:
    """Group findings (as `classify` gives them). A B A of one operation is three incidents.

    An error without a readable time stands where it stands in the log: after the last one that has a time.
    """
    ordered = findings.assign(when=findings["moment"].ffill())
    if findings.empty:
        return Incidents([], ordered.assign(incident=pd.Series(dtype="str")), 0)
    place = ["log", "line", "position"]
    ordered = ordered.sort_values(["when", *place], na_position="first", kind="stable", ignore_index=True)
    kind = ordered["cause"].where(ordered["cause"] != UNKNOWN, UNKNOWN + ":" + ordered["unknown_key"])
    kinds, paths = (pd.Series(pd.factorize(column)[0], dtype="int64") for column in (kind, ordered["path"]))
    number = (kinds != kinds.groupby(paths).shift()).groupby(paths).cumsum()
    ordered["group"] = ordered.groupby([paths, number], sort=False).ngroup()
    made = _incidents(ordered, catalogue, most)
    ordered["incident"] = ordered["group"].map({group: incident.id for group, incident in made.items()})
    total = int(ordered["group"].max()) + 1
    return Incidents(list(made.values()), ordered.drop(columns=["group"]), total)


class _Row(NamedTuple):
    """One group of the ordered frame."""

    cause: str
    path: str
    operation: str | None
    log: int
    line: int
    position: int
    errors: int
    first: str | None
    last: str | None


def _incidents(ordered: pd.DataFrame, catalogue: Catalogue, most: int) -> dict[int, Incident]:
    """Make the incidents by the number of their group."""
    relevant = ordered[ordered["group"].isin(_relevant(ordered, most))]
    grouped = relevant.groupby("group", sort=True)
    entries = relevant.drop_duplicates(_ENTRY)
    table = grouped[["cause", "path", "operation", "log", "line", "position"]].first()
    table["errors"] = entries.groupby("group").size()
    table["first"], table["last"] = grouped["time"].first(), grouped["time"].last()
    plain = table[list(_Row._fields)].astype("object")
    plain = plain.where(plain.notna(), None)
    times = _times(entries.dropna(subset=["moment"]))
    rows = zip(table.index, *(plain[name].tolist() for name in _Row._fields), strict=True)
    return {group: _incident(_Row(*row), times[group], catalogue) for group, *row in rows}


def _relevant(ordered: pd.DataFrame, most: int) -> pd.Series:
    """Give the groups that are made into incidents."""
    groups = ordered.drop_duplicates("group")
    if len(groups) <= most:
        return groups["group"]
    kind = ["path", "operation", "cause"]
    ends = [groups.drop_duplicates(kind, keep=keep) for keep in ("first", "last")]
    return pd.concat([*ends, groups.nlargest(most, "group")])["group"]


def _incident(row: _Row, times: list[tuple[str, int]], catalogue: Catalogue) -> Incident:
    key = f"{row.cause}|{row.path}|{row.first}|{row.log}|{row.line}|{row.position}"
    return Incident(
        id=hashlib.sha256(key.encode()).hexdigest()[:12],
        cause=row.cause,
        candidates=list(catalogue.causes[row.cause].candidates),
        operation=row.operation,
        errors=row.errors,
        first_seen=row.first,
        last_seen=row.last,
        times=times,
    )


def _times(entries: pd.DataFrame) -> dict[int, list[tuple[str, int]]]:
    """Count the entries of each group by time, in at most 200 bins."""
    counts = entries.groupby(["group", "moment"], sort=True)["time"].agg(["first", "size"]).reset_index()
    crowded = counts.groupby("group")["moment"].transform("size") > _BINS
    parts = [counts[~crowded], *(_binned(frame) for _, frame in counts[crowded].groupby("group"))]
    made: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for part in parts:
        for group, time, count in zip(part["group"], part["first"], part["size"], strict=True):
            made[group].append((str(time), int(count)))
    return made


def _binned(counts: pd.DataFrame) -> pd.DataFrame:
    """Put the times of one group into 200 equal spans, named by their first time."""
    start, end = counts["moment"].iloc[0], counts["moment"].iloc[-1]
    span = (counts["moment"] - start) // ((end - start) / (_BINS - 1))
    return counts.groupby(span, sort=True).agg({"group": "first", "first": "first", "size": "sum"})
