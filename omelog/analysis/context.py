"""The records around the errors of a bundle, where they were kept: put beside the findings, and bounded."""

from collections.abc import Iterator

from msgspec import structs

from omelog.analysis.reading import ReadLog
from omelog.limits import Limits
from omelog.model.report import Bundle, ContextRecord, Finding, Incident, Problem
from omelog.records import Seen, around
from omelog.records.reading import in_order
from omelog.redact import KEY_REMOVED, records_without_secrets


def with_context(bundle: Bundle, logs: list[ReadLog], limits: Limits) -> Bundle:
    """Put the records around it to the first and the last finding of each incident, the latest incidents first.

    A record of several findings has its context with the first of them. What does not fit into `context_bytes` is left
    out, and a notice says how often.
    """
    room = limits.context_bytes
    contexts: dict[tuple[str, int | None], list[ContextRecord]] = {}
    wanted: dict[str, tuple[str, int | None]] = {}
    left_out: set[tuple[str, int | None]] = set()
    for finding in _ends(bundle.incidents, bundle.findings):
        place = (finding.log, finding.line)
        if place in contexts or place in left_out:
            continue
        made = _beside(finding, logs)
        size = sum(len(record.raw.encode()) for record in made or ())
        if made is None or size > room:
            left_out.add(place)
            continue
        room -= size
        contexts[place] = made
        wanted[finding.id] = place
    findings = [
        structs.replace(finding, context=contexts[wanted[finding.id]]) if finding.id in wanted else finding
        for finding in bundle.findings
    ]
    problems = [*bundle.problems, _left_out(len(left_out), limits)] if left_out else bundle.problems
    return structs.replace(bundle, findings=findings, problems=problems)


def _ends(incidents: list[Incident], findings: list[Finding]) -> Iterator[Finding]:
    """Yield the last and the first finding of each incident."""
    first = {finding.incident: finding for finding in reversed(findings)}
    last = {finding.incident: finding for finding in findings}
    for incident in reversed(incidents):
        if incident.id in last:
            yield last[incident.id]
            yield first[incident.id]


def _beside(finding: Finding, logs: list[ReadLog]) -> list[ContextRecord] | None:
    """Return the records around a finding; those of the rotations beside its log only if these follow at once."""
    follows = in_order(logs).follows
    for number, log in enumerate(logs):
        if log.path != finding.log or finding.line is None or finding.line not in log.scan.context.places:
            continue
        earlier = logs[number - 1] if number and follows(logs[number - 1].path, log.path) else None
        later = logs[number + 1] if number + 1 < len(logs) and follows(log.path, logs[number + 1].path) else None
        found = around(
            finding.line,
            log.scan.context,
            earlier.scan.context if earlier else None,
            later.scan.context if later else None,
        )
        pieces = ((earlier, found.before), (log, found.beside), (later, found.after))
        seen = [(one, where.path) for where, records in pieces if where for one in records]
        raws = [one.raw.decode("utf-8", "replace") for one, _ in seen]
        shown = records_without_secrets(raws, beside_key=KEY_REMOVED in finding.raw)
        return [_record(one, path, raw) for (one, path), raw in zip(seen, shown, strict=True)]
    return None


def _record(seen: Seen, log: str, raw: str) -> ContextRecord:
    note = f"… [{seen.left_out} bytes left out]" if seen.left_out else ""
    return ContextRecord(log=log, line=seen.line, raw=raw + note)


def _left_out(count: int, limits: Limits) -> Problem:
    return Problem(
        code="context-left-out",
        severity="notice",
        message=f"the records around {count} errors do not fit into the report "
        f"(limit context_bytes={limits.context_bytes})",
        resolution="kept those around the latest errors",
        advice="raise it with --limit context_bytes=VALUE if they are wanted",
        limit="context_bytes",
    )
