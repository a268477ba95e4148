"""One bundle for the next level of support: records as they stand, what is around them, what was tried."""

from dataclasses import dataclass

from omelog.model.report import Bundle, ContextRecord, Finding, Report
from omelog.report.plain.view import Record, View, shown, view
from omelog.wording.scene import Scene, scene
from omelog.wording.text import counted

_RECORDS = 20
_WHOLE = 1024 * 1024  # letters: of a record as much as the report has


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Records of one log that stand on one side of an error."""

    where: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The record of an error, and what stands around it."""

    record: Record
    about: tuple[tuple[str, str], ...]
    before: tuple[Stretch, ...]
    after: tuple[Stretch, ...]
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Everything that a handover shows of a bundle."""

    view: View
    places: tuple[Place, ...]
    more: str
    missing: bool
    advised: tuple[str, ...]


def handover(head: Report, bundle: Bundle, *, dated: bool) -> Handover:
    """Write a bundle for the next level; `head` is the report without its bundles. `dated`: say when it was made."""
    seen = scene(head, bundle)
    worded = view(head, bundle, dated=dated)
    ends = _ends(bundle)
    missing = bool(ends) and all(finding.context is None for finding in bundle.findings)
    return Handover(
        view=worded,
        places=tuple(_place(finding, seen, told=missing) for finding in ends[-_RECORDS:]),
        more=_more(len(ends)),
        missing=missing,
        advised=tuple(dict.fromkeys(step.do for remedy in worded.remedies for step in remedy.steps)),
    )


def _ends(bundle: Bundle) -> list[Finding]:
    """Return the first and the last finding of each incident, in the order of the incidents; a record once."""
    first = {finding.incident: finding for finding in reversed(bundle.findings)}
    last = {finding.incident: finding for finding in bundle.findings}
    known = [incident.id for incident in bundle.incidents if incident.id in first]
    strays = [incident for incident in last if incident not in set(known)]
    found: dict[tuple[str, int | None], Finding] = {}
    for incident in (*strays, *known):
        for finding in (first[incident], last[incident]):
            place = (finding.log, finding.line)
            if place not in found or found[place].context is None:
                found[place] = finding
    return list(found.values())


def _place(finding: Finding, seen: Scene, *, told: bool) -> Place:
    order = {log.path: number for number, log in enumerate(seen.bundle.logs)}
    here = (order.get(finding.log, -1), finding.line or 0)
    beside = finding.context or []
    lost = finding.context is None and not told
    return Place(
        record=shown(finding, seen, _WHOLE),
        about=tuple((label, value) for label, value in _about(finding) if value),
        before=_stretches([one for one in beside if (order.get(one.log, -1), one.line) < here]),
        after=_stretches([one for one in beside if (order.get(one.log, -1), one.line) > here]),
        missing="The records around this one were not kept: they did not fit." if lost else "",
    )


def _about(finding: Finding) -> list[tuple[str, str]]:
    return [
        ("Level", finding.level or ""),
        ("Thread", finding.thread or ""),
        ("Logger", finding.logger or ""),
        ("Operation", finding.operation or ""),
        ("Message id", finding.message_id or ""),
        ("Message", finding.message or ""),
        ("Arguments", "; ".join(finding.message_args)),
        ("Related properties", "; ".join(finding.related_properties)),
        ("What the appliance advises", finding.resolution or ""),
        ("Classified as", finding.cause),
        ("Certainty", finding.certainty),
    ]


def _stretches(records: list[ContextRecord]) -> tuple[Stretch, ...]:
    by_log: dict[str, list[ContextRecord]] = {}
    for record in records:
        by_log.setdefault(record.log, []).append(record)
    return tuple(
        Stretch(where=_lines(log, found), raw="\n".join(one.raw for one in found)) for log, found in by_log.items()
    )


def _lines(log: str, records: list[ContextRecord]) -> str:
    return f"{log}, {counted(len(records), 'record')} from line {records[0].line} to line {records[-1].line}"


def _more(places: int) -> str:
    if places <= _RECORDS:
        return ""
    return f"These are the last {_RECORDS} of {places} records with which a group of errors begins or ends."
