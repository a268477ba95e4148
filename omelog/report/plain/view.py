"""One bundle in words, for the plain formats: decided and worded, so that templates only lay out."""

from dataclasses import dataclass

from omelog.model.report import Bundle, Finding, Incident, Report
from omelog.report.plain.remedy import Remedy, remedies
from omelog.wording.bundle import method
from omelog.wording.chain_story import FileStory, file_story
from omelog.wording.fix import Fix, fix
from omelog.wording.hints import hints
from omelog.wording.record import Fact, where
from omelog.wording.scene import Scene, scene
from omelog.wording.text import counted, moment, number, sentence, size
from omelog.wording.verdict import Trouble, Verdict, troubles, verdict
from omelog.wording.words import BY, CHECK, attempted, title

_RECORDS, _GROUPS = 3, 30
_LETTERS = 4000  # of a record: a ticket or a mail holds no more of it; report.json does


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record that proves something."""

    title: str
    where: str
    time: str
    storm: str
    arguments: str
    raw: str
    cut: str
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group of errors."""

    first: str
    last: str
    title: str
    attempt: str
    errors: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One requirement, and what is known about it."""

    title: str
    status: str
    by: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that a plain format shows of a bundle."""

    name: str
    status: str
    verdict: Verdict
    file: FileStory | None
    remedies: tuple[Remedy, ...]
    fix: Fix
    evidence: tuple[Record, ...]
    happened: tuple[Group, ...]
    older: str
    checklist: tuple[Item, ...]
    problems: tuple[Trouble, ...]
    logs: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]


def view(head: Report, bundle: Bundle, *, dated: bool = True) -> View:
    """Write a bundle; `head` is the report without its bundles. `dated`: say when it was made."""
    seen = scene(head, bundle)
    return View(
        name=bundle.name,
        status=bundle.status,
        verdict=verdict(seen),
        file=file_story(bundle),
        remedies=remedies(seen),
        fix=fix(seen),
        evidence=tuple(shown(finding, seen) for finding in _key(seen)),
        happened=tuple(_group(incident, seen) for incident in bundle.incidents[-_GROUPS:]),
        older=_older(bundle),
        checklist=tuple(_items(seen)),
        problems=troubles(bundle.problems),
        logs=tuple(_logs(bundle)),
        facts=facts(head, bundle, dated=dated),
    )


def facts(head: Report, bundle: Bundle, *, dated: bool) -> tuple[tuple[str, str], ...]:
    """Describe what was given, with what the report was made and, if `dated`, when."""
    given = [
        Fact("Given as", (bundle.source,)),
        Fact("Size", (f"{size(bundle.bytes)} ({counted(bundle.bytes, 'byte')})",)),
        Fact("SHA-256", (bundle.sha256 or "not computed",)),
        *method(head, dated=dated),
    ]
    return tuple((fact.label, ", ".join(fact.values)) for fact in given)


def shown(finding: Finding, seen: Scene, letters: int = _LETTERS) -> Record:
    """Show the record of a finding."""
    cut = max(0, len(finding.raw) - letters)
    left_out = [f"{number(cut)} more characters of it are in report.json."] if cut else []
    left_out += [f"{size(finding.raw_cut)} of it were not kept."] if finding.raw_cut else []
    last = f"; {number(finding.count)} such records, the last at {moment(finding.last_time)}"
    return Record(
        title=title(finding.cause, seen.causes),
        where=where(finding.log, finding.line),
        time=moment(finding.time),
        storm=last if finding.count > 1 else "",
        arguments=": ".join([finding.message_id or "no message id", *finding.message_args]),
        raw=finding.raw[:letters],
        cut=" ".join(left_out),
        hints=hints(finding, seen.causes.get(finding.cause)),
    )


def _key(seen: Scene) -> list[Finding]:
    """Pick the last record of each attempt, else of the latest groups."""
    blocking = [seen.blocking(path) for path in seen.bundle.diagnosis.paths]
    latest = [*filter(None, blocking), *reversed(seen.bundle.incidents)]
    found = [finding for incident in latest for finding in seen.findings.get(incident.id, [])[-1:]]
    found = found or seen.bundle.findings[-1:]
    return list({finding.id: finding for finding in found}.values())[: max(_RECORDS, len(seen.bundle.diagnosis.paths))]


def _group(incident: Incident, seen: Scene) -> Group:
    return Group(
        first=moment(incident.first_seen),
        last=moment(incident.last_seen),
        title=title(incident.cause, seen.causes),
        attempt=attempted(incident.operation, seen.causes.get(incident.cause)),
        errors=number(incident.errors),
    )


def _older(bundle: Bundle) -> str:
    groups = len(bundle.incidents)
    if groups <= _GROUPS:
        return ""
    return f"These are the last {_GROUPS} of {number(groups)} groups of errors; report.json has the others."


def _items(seen: Scene) -> list[Item]:
    rules = seen.report.catalogue.requirements
    return [
        Item(
            title=rules[item.requirement].title if item.requirement in rules else item.requirement,
            status=CHECK[item.status],
            by=BY[item.by] if item.by else "",
            detail=sentence(item.detail),
        )
        for item in seen.bundle.checklist
    ]


def _logs(bundle: Bundle) -> list[tuple[str, str]]:
    return [
        (
            log.path,
            ", ".join((size(log.bytes), counted(log.lines, "line"), counted(log.records, "record")))
            + f", {number(log.ssl_records)} of SSLController; {moment(log.first_time)} to {moment(log.last_time)}",
        )
        for log in bundle.logs
    ]
