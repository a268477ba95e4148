"""Records: the few that prove the verdict, and all of them by group."""

import json
import re

from msgspec import Struct

from omelog.causes import UNKNOWN, fold
from omelog.model.cause import Cause, Hint
from omelog.model.report import Finding, Incident
from omelog.report.page.scene import Scene
from omelog.report.page.text import Foreign, anchor, counted, foreign, moment, number, size
from omelog.report.page.words import attempted, title

_FEWEST, _MOST = 2, 5
# More than a reader scrolls through, and less than a browser labours under.
GROUPS, _RECORDS_OF_A_GROUP = 500, 5000
_BRIEF = frozenset({"Message id", "Message", "Arguments", "Related properties"})


class Piece(Struct, frozen=True):
    """A stretch of a raw record; the decisive one is marked."""

    text: str
    marked: bool = False


class Fact(Struct, frozen=True):
    """A labelled value; several values are a list of their own."""

    label: str
    values: tuple[str, ...]


class Record(Struct, frozen=True):
    """One error as the log has it."""

    anchor: str
    title: str
    where: Foreign
    time: str
    facts: tuple[Fact, ...]
    brief: tuple[Fact, ...]
    raw: tuple[Piece, ...]
    cut: str
    storm: str
    hints: tuple[str, ...]
    around: tuple[tuple[Foreign, str], ...]


class Group(Struct, frozen=True):
    """Errors of one cause and operation that followed one another."""

    anchor: str
    title: str
    attempt: str
    first: str
    last: str
    errors: str
    note: str
    records: tuple[Record, ...]


def groups(scene: Scene) -> tuple[Group, ...]:
    """Show every finding of the bundle; those of no known incident come last rather than not at all."""
    latest = scene.bundle.incidents[-GROUPS:]
    known = {incident.id for incident in scene.bundle.incidents}
    stray = [finding for finding in scene.bundle.findings if finding.incident not in known]
    shown = [_group(incident, scene) for incident in latest]
    return (*shown, _strays(stray, scene)) if stray else tuple(shown)


def key_evidence(scene: Scene) -> tuple[Record, ...]:
    """Pick two to five records: what each path failed with last, then how that began and what came before."""
    blocking = [incident for path in scene.bundle.diagnosis.paths if (incident := scene.blocking(path))]
    order = [finding for incident in blocking for finding in scene.findings.get(incident.id, [])[-1:]]
    wanted = max(_FEWEST, min(len(order), _MOST))
    rest = [finding for incident in blocking for finding in scene.findings.get(incident.id, [])[:1]]
    rest += [f for incident in reversed(scene.bundle.incidents) for f in scene.findings.get(incident.id, [])[-1:]]
    chosen: dict[str, Finding] = {}
    for finding in order + rest:
        chosen.setdefault(finding.id, finding)
    return tuple(record(finding, scene, mark=True) for finding in list(chosen.values())[:wanted])


def record(finding: Finding, scene: Scene, *, mark: bool = False) -> Record:
    """Show one finding."""
    cause = scene.causes.get(finding.cause)
    facts = _facts(finding, cause)
    return Record(
        anchor=anchor("finding", finding.id),
        title=title(finding.cause, scene.causes),
        where=where(finding.log, finding.line),
        time=moment(finding.time),
        facts=facts,
        brief=tuple(fact for fact in facts if fact.label in _BRIEF),
        raw=_pieces(finding, cause) if mark else (Piece(finding.raw),),
        cut=f"{size(finding.raw_cut)} more of this record are left out here." if finding.raw_cut else "",
        storm=_storm(finding),
        hints=hints(finding, cause),
        around=tuple((where(r.log, r.line), r.raw) for r in finding.context or ()),
    )


def where(log: str, line: int | None) -> Foreign:
    """Name a place in a log."""
    return foreign(log if line is None else f"{log}:{line}")


def hints(finding: Finding, cause: Cause | None) -> tuple[str, ...]:
    """Find what is known about an error that is no cause of the catalogue."""
    return tuple(hint.text for hint in cause.hint if _fits(hint, finding)) if cause else ()


def _fits(hint: Hint, finding: Finding) -> bool:
    if fold(hint.message_id) != fold(finding.message_id or ""):
        return False
    return _among(hint.argument, finding.message_args) and _among(hint.related_property, finding.related_properties)


def _among(wanted: str | None, values: list[str]) -> bool:
    """Tell whether a value is the wanted one; "" wants that there is none."""
    return wanted is None or fold(wanted) in ({fold(value) for value in values} or {""})


def _storm(finding: Finding) -> str:
    if finding.count == 1:
        return ""
    last = moment(finding.last_time)
    return f"{number(finding.count)} records that differ in time and thread alone; the last at {last}."


def _facts(finding: Finding, cause: Cause | None) -> tuple[Fact, ...]:
    operation = finding.operation or (cause and cause.path == "own" and cause.attempt) or None
    rows = [
        ("Log", (finding.log,)),
        ("Line", () if finding.line is None else (str(finding.line),)),
        ("Level", (finding.level,)),
        ("Thread", (finding.thread,)),
        ("Logger", (finding.logger,)),
        ("Operation", (operation,)),
        ("Message id", (finding.message_id,)),
        ("Message", (finding.message,)),
        ("Arguments", tuple(finding.message_args)),
        ("Severity", (finding.severity,)),
        ("What the appliance advises", (finding.resolution,)),
        ("Related properties", tuple(finding.related_properties)),
    ]
    return tuple(
        Fact(label, tuple(foreign(value) or "(empty)" for value in values if value is not None))
        for label, values in rows
        if any(value is not None for value in values)
    )


def _pieces(finding: Finding, cause: Cause | None) -> tuple[Piece, ...]:
    """Cut the raw record at what decided: an argument, else the text or the message id."""
    needles = [*finding.message_args, cause.match.text if cause else None, finding.message_id]
    for needle in needles:
        found = _find(needle, finding.raw) if needle else None
        if found:
            start, end = found.span()
            pieces = (Piece(finding.raw[:start]), Piece(found[0], marked=True), Piece(finding.raw[end:]))
            return tuple(piece for piece in pieces if piece.text)
    return (Piece(finding.raw),)


def _find(needle: str, raw: str) -> re.Match[str] | None:
    """Find a decoded string in a raw record: as it is, or as JSON wrote it, with any white space for white space."""
    for form in (needle, json.dumps(needle, ensure_ascii=False)[1:-1], json.dumps(needle)[1:-1]):
        words = form.split()
        found = re.search(r"\s+".join(map(re.escape, words)), raw) if words else None
        if found:
            return found
    return None


def _group(incident: Incident, scene: Scene) -> Group:
    findings = scene.findings.get(incident.id, [])
    return Group(
        anchor=anchor("group", incident.id),
        title=title(incident.cause, scene.causes),
        attempt=attempted(incident.operation, scene.causes.get(incident.cause)),
        first=moment(incident.first_seen),
        last=moment(incident.last_seen) if incident.last_seen != incident.first_seen else "",
        errors=counted(incident.errors, "error"),
        note=_note(findings),
        records=tuple(record(finding, scene) for finding in findings[-_RECORDS_OF_A_GROUP:]),
    )


def _note(findings: list[Finding]) -> str:
    total = sum(finding.count for finding in findings)
    if not findings:
        return "The records of this group are not in the report."
    if len(findings) > _RECORDS_OF_A_GROUP:
        return f"The last {_RECORDS_OF_A_GROUP} of {number(total)} messages; report.json has the others."
    if total == len(findings):
        return ""
    return f"{number(total)} messages, shown as {counted(len(findings), 'record')}: equal ones are folded."


def _strays(findings: list[Finding], scene: Scene) -> Group:
    times = sorted(finding.time for finding in findings if finding.time)
    return Group(
        anchor=anchor("group", "others"),
        title=title(UNKNOWN, scene.causes),
        attempt="Belongs to no group",
        first=moment(times[0] if times else None),
        last=moment(times[-1]) if times else "",
        errors=counted(len(findings), "error"),
        note="",
        records=tuple(record(finding, scene) for finding in findings),
    )
