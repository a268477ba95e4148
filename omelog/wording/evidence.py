"""Records: the few that prove the verdict, and all of them by group."""

from msgspec import Struct

from omelog.causes import UNKNOWN
from omelog.judge.paths import leading
from omelog.model.report import Bundle, Finding, Incident
from omelog.wording.fold import Folded, shares, shown
from omelog.wording.record import Record, record
from omelog.wording.scene import Scene
from omelog.wording.text import anchor, counted, moment, number
from omelog.wording.words import attempted, title

_FEWEST, _MOST = 2, 5
GROUPS = 500  # more than a reader scrolls through
_OTHERS = "others"


class Group(Struct, frozen=True, kw_only=True):
    """Errors of one cause and operation that followed one another."""

    anchor: str
    title: str
    attempt: str
    first: str
    last: str
    errors: str
    note: str
    records: tuple[Record, ...]


def groups(scene: Scene, pinned: frozenset[str]) -> tuple[Group, ...]:
    """Show the findings of the bundle, as many as a page takes; those of no known incident come last.

    `pinned` are the ids of findings that the page links to: they are among them.
    """
    latest = shown_incidents(scene, pinned)
    known = {incident.id for incident in scene.bundle.incidents}
    stray = [finding for finding in scene.bundle.findings if finding.incident not in known]
    of_group = {incident.id: scene.findings.get(incident.id, []) for incident in latest}
    kept = shares(of_group | ({_OTHERS: stray} if stray else {}), pinned)
    made = [_group(incident, kept[incident.id], scene) for incident in latest]
    return (*made, _strays(stray, kept[_OTHERS], scene)) if stray else tuple(made)


def shown_incidents(scene: Scene, pinned: frozenset[str]) -> list[Incident]:
    """Return the latest groups of errors, and earlier ones that hold a pinned finding."""
    incidents = scene.bundle.incidents
    held = {finding.incident for finding in scene.bundle.findings if finding.id in pinned}
    return [*(incident for incident in incidents[:-GROUPS] if incident.id in held), *incidents[-GROUPS:]]


def key_findings(scene: Scene) -> list[Finding]:
    """Pick two to five errors: what each path failed with last, then how that began and what came before."""
    blocking = [incident for path in scene.bundle.diagnosis.paths if (incident := scene.blocking(path))]
    order = [finding for incident in blocking for finding in scene.findings.get(incident.id, [])[-1:]]
    wanted = max(_FEWEST, min(len(order), _MOST))
    rest = [finding for incident in blocking for finding in scene.findings.get(incident.id, [])[:1]]
    rest += [
        finding
        for incident in scene.bundle.incidents[: -GROUPS - 1 : -1]
        for finding in scene.findings.get(incident.id, [])[-1:]
    ]
    chosen: dict[str, Finding] = {}
    for finding in order + rest:
        chosen.setdefault(finding.id, finding)
    return list(chosen.values())[:wanted]


def proving(bundle: Bundle) -> Finding | None:
    """Return the latest finding of the leading cause and attempt; of an unknown error where no cause is known."""
    path = leading(bundle.diagnosis.paths)
    if path is None:
        return None
    wanted = path.operation, path.blocker or UNKNOWN
    found = [finding for finding in bundle.findings if (finding.operation, finding.cause) == wanted]
    return found[-1] if found else None  # findings stand in reading order


def older(incidents: int, shown: int) -> str:
    """Describe that the first of very many groups are not shown."""
    if incidents <= shown:
        return ""
    return f"The last {shown} of {number(incidents)} groups of errors are shown. report.json has the others."


def _group(incident: Incident, kept: tuple[Folded, ...], scene: Scene) -> Group:
    return Group(
        anchor=anchor("group", incident.id),
        title=title(incident.cause, scene.causes),
        attempt=attempted(incident.operation, scene.causes.get(incident.cause)),
        first=moment(incident.first_seen),
        last=moment(incident.last_seen) if incident.last_seen != incident.first_seen else "",
        errors=counted(incident.errors, "error"),
        note=_note(scene.findings.get(incident.id, []), kept),
        records=_records(kept, scene),
    )


def _note(findings: list[Finding], kept: tuple[Folded, ...]) -> str:
    total = sum(finding.count for finding in findings)
    here = shown(kept)
    if not findings:
        return "The records of this group are not in the report."
    if here < len(findings):
        return (
            f"The last {counted(here, 'record')} of {number(len(findings))}. "
            "The others are in report.json, under findings."
        )
    if total == len(findings):
        return ""
    return f"{number(total)} messages, shown as {counted(len(findings), 'record')}: equal ones are folded."


def _strays(findings: list[Finding], kept: tuple[Folded, ...], scene: Scene) -> Group:
    times = sorted(finding.time for finding in findings if finding.time)
    return Group(
        anchor=anchor("group", _OTHERS),
        title=title(UNKNOWN, scene.causes),
        attempt="Belongs to no group",
        first=moment(times[0] if times else None),
        last=moment(times[-1]) if times else "",
        errors=counted(len(findings), "error"),
        note=_note(findings, kept),
        records=_records(kept, scene),
    )


def _records(kept: tuple[Folded, ...], scene: Scene) -> tuple[Record, ...]:
    return tuple(record(one.first, scene, one.alike) for one in kept)
