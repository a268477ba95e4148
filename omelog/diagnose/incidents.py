"""Findings to incidents: one cause, one operation, in time order, not interrupted by another cause."""

import hashlib
from typing import NamedTuple

import pandas as pd

from omelog.causes import UNKNOWN
from omelog.model.cause import Catalogue
from omelog.model.report import Incident

_BINS = 200


class Incidents(NamedTuple):
    """The incidents in the order of their first error, and the findings with their `incident` (str) column."""

    incidents: list[Incident]
    findings: pd.DataFrame


def incidents(findings: pd.DataFrame, catalogue: Catalogue) -> Incidents:
    """Group findings (as `classify` gives them). A B A of one operation is three incidents.

    An error without a readable time stands where it stands in the log: after the last one that has a time.
    """
    if findings.empty:
        return Incidents([], findings.assign(incident=pd.Series(dtype="str")))
    ordered = findings.assign(when=findings["moment"].ffill())
    ordered = ordered.sort_values(
        ["when", "log", "line", "position"], na_position="first", kind="stable", ignore_index=True
    )
    kind = ordered["cause"].where(ordered["cause"] != UNKNOWN, UNKNOWN + ":" + ordered["unknown_key"])
    changes = kind != kind.groupby(ordered["path"]).shift()
    number = changes.groupby(ordered["path"]).cumsum()
    ordered["group"] = ordered.groupby([ordered["path"], number], sort=False).ngroup()
    grouped = [_incident(frame, catalogue) for _, frame in ordered.groupby("group", sort=True)]
    names = dict(enumerate(incident.id for incident in grouped))
    ordered["incident"] = ordered["group"].map(names)
    return Incidents(grouped, ordered.drop(columns=["group"]))


def _incident(frame: pd.DataFrame, catalogue: Catalogue) -> Incident:
    first = frame.iloc[0]
    times = frame["time"].dropna()
    cause = str(first["cause"])
    operation = None if pd.isna(first["operation"]) else str(first["operation"])
    key = f"{cause}|{first['path']}|{first['time']}|{first['log']}|{first['line']}|{first['position']}"
    return Incident(
        id=hashlib.sha256(key.encode()).hexdigest()[:12],
        cause=cause,
        candidates=list(catalogue.causes[cause].candidates),
        operation=operation,
        errors=len(frame[["log", "line"]].drop_duplicates()),
        first_seen=None if times.empty else str(times.iloc[0]),
        last_seen=None if times.empty else str(times.iloc[-1]),
        times=_bins(frame[["log", "line", "moment", "time"]].drop_duplicates().dropna()),
    )


def _bins(entries: pd.DataFrame) -> list[tuple[str, int]]:
    """Count entries by time; more than 200 distinct times are put into 200 equal spans, named by their first time."""
    counts = entries.groupby("moment")["time"].agg(["first", "size"])
    if len(counts) > _BINS:
        start, end = counts.index[0], counts.index[-1]
        span = (counts.index - start) // ((end - start) / (_BINS - 1))
        counts = counts.groupby(span).agg({"first": "first", "size": "sum"})
    return [(str(time), int(count)) for time, count in counts.itertuples(index=False)]
