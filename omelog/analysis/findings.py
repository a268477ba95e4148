"""The findings frame to what a report holds: folded where storms repeat, bounded, without secrets."""

import hashlib
from typing import NamedTuple

import numpy as np
import pandas as pd
from msgspec import structs

from omelog.analysis.reading import ReadLog
from omelog.classify import Kind
from omelog.limits import Limits
from omelog.model.cause import Catalogue
from omelog.model.record import Message, Parsed
from omelog.model.report import Finding, Incident
from omelog.problems import Collected, limit_hit
from omelog.records import iso_time
from omelog.redact import without_secrets

_FOLD_ABOVE = 1000


class _Row(NamedTuple):
    """One row of the folded frame."""

    occurrence: int
    log: int
    line: int
    entry: int
    position: int
    incident: int
    kind: int
    repeats: int
    last: int


class Context(NamedTuple):
    """What rows refer to."""

    parsed: Parsed
    kinds: list[Kind]
    incidents: dict[int, Incident]
    logs: list[ReadLog]
    catalogue: Catalogue
    limits: Limits


def to_findings(frame: pd.DataFrame, context: Context, problems: Collected) -> list[Finding]:
    """Return the findings in reading order; `frame` is that of `incidents`."""
    limits = context.limits
    folded = _folded(frame)
    folded = folded.take(np.lexsort([folded[name].to_numpy() for name in ("position", "line", "log")]))
    if len(folded) > limits.findings:
        latest = np.zeros(len(folded), np.bool_)
        latest[np.argsort(~folded["when"].to_numpy(), kind="stable")[: limits.findings]] = True
        lost = int(folded["repeats"].to_numpy()[~latest].sum())
        what = f"there are more findings than are kept: {lost} are left out here and counted in the totals"
        problems.add(limit_hit("findings", limits.findings, what, "kept the latest ones", where=None))
        folded = folded[latest]
    columns = [folded[name].tolist() for name in _Row._fields]
    common: dict[tuple[int, int, int], Finding] = {}
    return [_finding(_Row(*values), context, common) for values in zip(*columns, strict=True)]


def _folded(frame: pd.DataFrame) -> pd.DataFrame:
    """Fold what differs in time and thread alone, in incidents of more than 1,000 findings.

    `repeats` is how many a row stands for, and `last` the occurrence of the last one that has a time (-1: none has).
    """
    incident = frame["incident"].to_numpy()
    is_many = (np.bincount(incident) > _FOLD_ABOVE)[incident] if len(incident) else np.zeros(0, np.bool_)
    few = frame.assign(repeats=1, last=-1)
    if not is_many.any():
        return few
    key = ["incident", "entry", "position"]
    many = frame[is_many]
    once = many.drop_duplicates(key).set_index(key)
    once["repeats"] = many.groupby(key, sort=False).size()
    once["last"] = many[many["moment"].notna()].groupby(key, sort=False)["occurrence"].last()
    once["last"] = once["last"].fillna(-1).astype("int64")
    return pd.concat([few[~is_many], once.reset_index()], ignore_index=True)


def _finding(row: _Row, context: Context, common: dict[tuple[int, int, int], Finding]) -> Finding:
    """Make a finding; `common` holds what those of one message and kind share, with the text of the first one."""
    occurrences, limits = context.parsed.occurrences, context.limits
    thread = occurrences.thread[row.occurrence]
    record = context.parsed.texts[row.entry].record(occurrences.time[row.occurrence], thread)
    raw, raw_cut = _cut(record.decode("utf-8", "replace"), limits)
    log = context.logs[row.log].path
    key = (row.entry, row.position, row.kind)
    if key not in common:
        common[key] = _shared(row, context)
    return structs.replace(
        common[key],
        id=hashlib.sha256(f"{row.log}|{log}|{row.line}|{row.position}|{raw}".encode()).hexdigest()[:12],
        incident=context.incidents[row.incident].id,
        time=_time(row.occurrence, context),
        thread=_text(thread.decode("utf-8", "replace"), limits),
        log=log,
        line=row.line,
        raw=without_secrets(raw),
        raw_cut=raw_cut,
        count=row.repeats,
        last_time=_time(row.last, context) if row.repeats > 1 and row.last >= 0 else None,
    )


def _shared(row: _Row, context: Context) -> Finding:
    """Make the finding that all findings of one message and kind are alike, but for where they stand."""
    kind, limits = context.kinds[row.kind], context.limits
    entry = context.parsed.entries[row.entry]
    wanted = context.parsed.texts[row.entry].wanted
    message = entry.messages[row.position] if wanted and entry.messages else Message()
    return Finding(
        id="",
        incident="",
        cause=kind.cause,
        candidates=list(context.catalogue.causes[kind.cause].candidates),
        certainty=kind.certainty,
        message_id=_text(message.message_id, limits),
        message=_text(message.message, limits),
        message_args=[_text(argument, limits) or "" for argument in message.arguments],
        related_properties=[_text(name, limits) or "" for name in message.related_properties],
        severity=_text(message.severity, limits),
        resolution=_text(message.resolution, limits),
        operation=kind.operation,
        level=entry.level,
        time=None,
        thread=None,
        logger=_text(entry.logger, limits),
        log="",
        line=None,
        raw="",
        raw_cut=0,
    )


def _time(occurrence: int, context: Context) -> str | None:
    return iso_time(context.parsed.occurrences.time[occurrence].decode())


def _text(text: str | None, limits: Limits) -> str | None:
    if text is None:
        return None
    kept, cut = _cut(text, limits)
    kept = without_secrets(kept)
    return f"{kept}… [{cut} bytes left out]" if cut else kept


def _cut(text: str, limits: Limits) -> tuple[str, int]:
    """Keep the first bytes of a text, whole characters only; tell how many bytes were cut off."""
    data = text.encode("utf-8", "replace")
    kept = data[: limits.raw_bytes].decode("utf-8", "ignore")
    return kept, len(data) - len(kept.encode())
