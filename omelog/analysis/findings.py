"""The findings frame to what a report holds: folded where storms repeat, bounded, without secrets."""

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np
import pandas as pd
from msgspec import structs

from omelog.analysis.reading import ReadLog
from omelog.judge.classify import Kind
from omelog.limits import Limits
from omelog.model.cause import Catalogue
from omelog.model.record import Message, Parsed
from omelog.model.report import Finding, Incident
from omelog.problems import Collected, limit_hit
from omelog.records.header import iso_time
from omelog.records.times import iso, logged, time_of
from omelog.redact import findings_without_secrets

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LISTED = 100  # arguments of one message


class _Row(NamedTuple):
    """One row of the folded frame."""

    occurrence: int
    position: int
    incident: int
    kind: int
    repeats: int
    until: int


class Context(NamedTuple):
    """What rows refer to; `room` is how many bytes the findings may take."""

    parsed: Parsed
    kinds: list[Kind]
    incidents: dict[int, Incident]
    logs: list[ReadLog]
    catalogue: Catalogue
    limits: Limits
    room: int


class _Common(NamedTuple):
    """What findings share: the names of threads as shown, and the first finding of each text, message and kind."""

    threads: dict[int, str | None]
    findings: dict[tuple[int, int, int], Finding]


class KeptFindings(NamedTuple):
    """The findings of a bundle in reading order, and how many bytes they take in report.json."""

    findings: list[Finding]
    size: int


def to_findings(rows: pd.DataFrame, context: Context, problems: Collected) -> KeptFindings:
    """Return the findings that are kept; `rows` are those of one bundle in the frame of `folded`."""
    limits = context.limits
    latest = np.argsort(-rows["until"].to_numpy(), kind="stable")
    allowed = latest[: limits.findings]
    made, size = _made(rows, allowed, context)
    for limit, lost in (("findings", latest[limits.findings :]), ("report_bytes", allowed[len(made) :])):
        if len(lost):
            count = rows["repeats"].to_numpy()[lost].sum()
            what = f"there are more errors than are kept: {count} are left out here and counted in the totals"
            problems.add(limit_hit(limit, getattr(limits, limit), what, "kept the latest ones", where=None))
    return KeptFindings(findings_without_secrets([made[place] for place in sorted(made)]), size)


def _made(rows: pd.DataFrame, places: "NDArray[np.int64]", context: Context) -> tuple[dict[int, Finding], int]:
    """Make the findings at these places in this order, as many as there is room for, and one at the least."""
    columns = [rows[name].to_numpy()[places].tolist() for name in _Row._fields]
    common = _Common({}, {})
    made: dict[int, Finding] = {}
    size = 0
    for place, row in zip(places.tolist(), map(_Row._make, zip(*columns, strict=True)), strict=True):
        finding = _finding(row, context, common)
        taken = len(msgspec.json.encode(finding))
        if made and size + taken > context.room:
            break
        made[place] = finding
        size += taken
    return made, size


def _finding(row: _Row, context: Context, common: _Common) -> Finding:
    """Make a finding; `common` holds what it shares with those that were made before."""
    parsed, limits = context.parsed, context.limits
    occurrences = parsed.occurrences
    entry, number = int(occurrences.text[row.occurrence]), int(occurrences.log[row.occurrence])
    line, thread = int(occurrences.line[row.occurrence]), int(occurrences.thread[row.occurrence])
    time = logged(time_of(occurrences, row.occurrence))
    byte, raw_number = int(occurrences.byte[row.occurrence]), int(occurrences.raw[row.occurrence])
    record = parsed.raws[raw_number] or parsed.texts[entry].record(time, parsed.threads[thread])
    raw, raw_cut = _cut(record.decode("utf-8", "replace"), limits)
    log = context.logs[number].path
    key = (entry, row.position, row.kind)
    if key not in common.findings:
        common.findings[key] = _shared(entry, row, context)
    if thread not in common.threads:
        common.threads[thread] = _text(parsed.threads[thread].decode("utf-8", "replace"), limits)
    return structs.replace(
        common.findings[key],
        id=hashlib.sha256(f"{number}|{log}|{line}|{byte}|{row.position}|{raw}".encode()).hexdigest()[:12],
        incident=context.incidents[row.incident].id,
        time=iso_time(time.decode()),
        thread=common.threads[thread],
        log=log,
        line=line,
        raw=raw,
        raw_cut=raw_cut,
        count=row.repeats,
        last_time=iso(time_of(occurrences, row.until)) if row.repeats > 1 and row.until != row.occurrence else None,
    )


def _shared(number: int, row: _Row, context: Context) -> Finding:
    """Make the finding that all findings of one message and kind are alike, but for where they stand."""
    kind, limits = context.kinds[row.kind], context.limits
    entry = context.parsed.entries[number]
    wanted = context.parsed.texts[number].wanted
    message = entry.messages[row.position] if wanted and entry.messages else Message()
    return Finding(
        id="",
        incident="",
        cause=kind.cause,
        candidates=list(context.catalogue.causes[kind.cause].candidates),
        certainty=kind.certainty,
        message_id=_text(message.message_id, limits),
        message=_text(message.message, limits),
        message_args=_texts(message.arguments, limits),
        related_properties=_texts(message.related_properties, limits),
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


def _texts(texts: tuple[str, ...], limits: Limits) -> list[str]:
    """Keep the first ones, as many as one text may have bytes, and no more than anybody reads."""
    kept: list[str] = []
    room = limits.raw_bytes
    for text in texts:
        if room < 0 or len(kept) == _LISTED:
            return [*kept, f"… [{len(texts) - len(kept)} more left out]"]
        kept.append(_text(text, limits) or "")
        room -= len(text.encode())
    return kept


def _text(text: str | None, limits: Limits) -> str | None:
    if text is None:
        return None
    kept, cut = _cut(text, limits)
    return f"{kept}… [{cut} bytes left out]" if cut else kept


def _cut(text: str, limits: Limits) -> tuple[str, int]:
    """Keep the first bytes of a text, whole characters only; tell how many bytes were cut off."""
    data = text.encode("utf-8", "replace")
    kept = data[: limits.raw_bytes].decode("utf-8", "ignore")
    return kept, len(data) - len(kept.encode())
