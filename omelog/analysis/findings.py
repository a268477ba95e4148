"""The findings frame to what a report holds: folded where storms repeat, bounded, without secrets."""

import hashlib
from typing import NamedTuple

import pandas as pd

from omelog.analysis.reading import ReadLog
from omelog.limits import Limits
from omelog.model.cause import Catalogue
from omelog.model.record import Message, Parsed
from omelog.model.report import Certainty, Finding
from omelog.problems import Collected, limit_hit
from omelog.redact import without_secrets

_FOLD_ABOVE = 1000


class _Row(NamedTuple):
    """One row of the folded frame."""

    log: int
    line: int
    entry: int
    position: int
    incident: str
    cause: str
    certainty: Certainty
    operation: str | None
    time: str | None
    logged: bytes
    thread: bytes
    repeats: int
    last_time: str | None


class Context(NamedTuple):
    """What rows refer to."""

    parsed: Parsed
    logs: list[ReadLog]
    catalogue: Catalogue
    limits: Limits


def to_findings(frame: pd.DataFrame, context: Context, problems: Collected) -> list[Finding]:
    """Return the findings in reading order; `frame` has the columns of `classify` and `incident`."""
    limits = context.limits
    folded = _folded(frame).sort_values(["log", "line", "position"], kind="stable", ignore_index=True)
    if len(folded) > limits.findings:
        latest = folded["when"].rank(method="first", ascending=False, na_option="bottom") <= limits.findings
        lost = int(folded.loc[~latest, "repeats"].sum())
        what = f"there are more findings than are kept: {lost} are left out here and counted in the totals"
        problems.add(limit_hit("findings", limits.findings, what, "kept the latest ones", where=None))
        folded = folded[latest]
    plain = folded[list(_Row._fields)].astype("object")
    plain = plain.where(plain.notna(), None)
    columns = [plain[name].tolist() for name in _Row._fields]
    return [_finding(_Row(*values), context) for values in zip(*columns, strict=True)]


def _folded(frame: pd.DataFrame) -> pd.DataFrame:
    """Fold what differs in time and thread alone, in incidents of more than 1,000 findings."""
    if frame.empty:
        return frame.assign(repeats=pd.Series(dtype="int64"), last_time=pd.Series(dtype="str"))
    sizes = frame.groupby("incident")["incident"].transform("size")
    few, many = frame[sizes <= _FOLD_ABOVE], frame[sizes > _FOLD_ABOVE]
    key = ["incident", "entry", "position"]
    grouped = many.groupby(key, sort=False)
    once = many.drop_duplicates(key).set_index(key)
    once["repeats"] = grouped.size()
    once["last_time"] = grouped["time"].last()
    few = few.assign(repeats=1, last_time=pd.Series(pd.NA, index=few.index, dtype="str"))
    return pd.concat([few, once.reset_index()], ignore_index=True) if len(many) else few


def _finding(row: _Row, context: Context) -> Finding:
    parsed, limits = context.parsed, context.limits
    entry = parsed.entries[row.entry]
    text = parsed.texts[row.entry]
    message = entry.messages[row.position] if text.wanted and entry.messages else Message()
    raw, raw_cut = _cut(text.record(row.logged, row.thread).decode("utf-8", "replace"), limits)
    log = context.logs[row.log].path
    return Finding(
        id=hashlib.sha256(f"{row.log}|{log}|{row.line}|{row.position}|{raw}".encode()).hexdigest()[:12],
        incident=row.incident,
        cause=row.cause,
        candidates=list(context.catalogue.causes[row.cause].candidates),
        certainty=row.certainty,
        message_id=_text(message.message_id, limits),
        message=_text(message.message, limits),
        message_args=[_text(argument, limits) or "" for argument in message.arguments],
        related_properties=[_text(name, limits) or "" for name in message.related_properties],
        severity=_text(message.severity, limits),
        resolution=_text(message.resolution, limits),
        operation=row.operation,
        level=entry.level,
        time=row.time,
        thread=_text(row.thread.decode("utf-8", "replace"), limits),
        logger=_text(entry.logger, limits),
        log=log,
        line=row.line,
        raw=without_secrets(raw),
        raw_cut=raw_cut,
        count=row.repeats,
        last_time=row.last_time if row.repeats > 1 else None,
    )


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
