"""The story of one bundle."""

from msgspec import Struct

from omelog.model.cause import Requirement
from omelog.model.report import Bundle, ChecklistItem, Incident, Log, Report
from omelog.redact import said
from omelog.text.visible import visible
from omelog.wording.attempts import Attempts, attempts
from omelog.wording.authorities import Link
from omelog.wording.chain_story import FileStory, file_story
from omelog.wording.evidence import GROUPS, Group, groups, key_findings, older, shown_incidents
from omelog.wording.fix import Fix, fix
from omelog.wording.front import Front, front
from omelog.wording.ladder import Ladder, ladder
from omelog.wording.paths import BACK
from omelog.wording.record import Fact, Record, record
from omelog.wording.scene import Scene, scene
from omelog.wording.text import Foreign, anchor, counted, foreign, moment, number, sentence, size, to_second, web
from omelog.wording.timeline import Timeline, timeline
from omelog.wording.unknown import unknown_findings
from omelog.wording.verdict import Trouble, Verdict, near, span, troubles, verdict
from omelog.wording.words import AUDIENCE, BASIS, BY, CHECK, UNMATCHED, attempted, redacted, title

_EARLIER = "Recorded earlier, not seen since."
_HIDDEN = "Errors in the missing part would not show on this page, and could change the verdict."
_OPEN = 30  # rows of a table that stands open
_LISTED = 500  # problems and logs that a page lists


class Happening(Struct, frozen=True):
    """One row of what happened."""

    href: str
    first: str
    last: str
    title: str
    attempt: str
    errors: str


class Considered(Struct, frozen=True):
    """A cause that was thought of, and why it is not the verdict."""

    title: str
    attempt: str
    why: str


class Item(Struct, frozen=True):
    """One requirement, and what is known about it."""

    title: str
    rule: str
    status: str
    tone: str
    by: str
    detail: Foreign
    basis: str
    basis_detail: str
    source: Link | None


class LogRow(Struct, frozen=True):
    """One log that was read; `says` is all about it in one line."""

    path: Foreign
    says: str
    size: str
    lines: str
    records: str
    ssl_records: str
    first: str
    last: str


class BundleStory(Struct, frozen=True):
    """What a bundle comes to, in words. Every output lays out this, or a part of it."""

    title: str
    name: Foreign
    version: str
    generated: str
    back: str
    redacted: str
    verdict: Verdict
    file: FileStory | None
    front: Front
    covers: str
    fix: Fix
    evidence: tuple[Record, ...]
    ladder: Ladder | None
    attempts: Attempts | None
    timeline: Timeline | None
    happened: tuple[Happening, ...]
    latest: tuple[Happening, ...]
    before: str
    folded: str
    older: str
    considered: tuple[Considered, ...]
    checklist: tuple[Item, ...]
    unseen: tuple[Item, ...]
    problems: tuple[Trouble, ...]
    hidden: str
    more_problems: str
    groups: tuple[Group, ...]
    searched: str
    logs: tuple[LogRow, ...]
    more_logs: str
    facts: tuple[Fact, ...]


def bundle_story(report: Report, bundle: Bundle, *, alone: bool) -> BundleStory:
    """Write the story of a bundle; `report` is the report without its bundles, of which this is one, or `alone`.

    Only a page that stands alone says when it was made: those of several do not change with every run.
    """
    seen = scene(report, bundle)
    head = verdict(seen)
    key = key_findings(seen)
    pinned = frozenset(finding.id for finding in (*key, *unknown_findings(seen), *near(seen)))
    problems = [*bundle.problems, *(report.problems if alone else [])]
    sequence = attempts(seen)
    checked = bundle.checklist if seen.of_certificates and bundle.status != "rejected" else []
    happened = tuple(_happening(incident, seen) for incident in shown_incidents(seen, pinned))
    return BundleStory(
        title=f"{head.title} - {foreign(bundle.name)} - omelog",
        name=foreign(bundle.name),
        version=visible(report.omelog),
        generated=moment(report.generated) if alone else "",
        back="" if alone else BACK,
        redacted=redacted(report.redaction),
        verdict=head,
        file=file_story(bundle),
        front=front(seen),
        covers=" ".join(span(bundle)) if bundle.logs else "",
        fix=fix(seen),
        evidence=tuple(record(finding, seen) for finding in key),
        ladder=ladder(seen),
        attempts=sequence,
        timeline=None if sequence else timeline(seen),
        happened=happened,
        latest=happened[-_OPEN:],
        before=older(len(bundle.incidents), _OPEN),
        folded=_folded(len(happened)),
        older=older(len(bundle.incidents), GROUPS),
        considered=tuple(_considered(seen)),
        checklist=tuple(_item(item, report) for item in checked if item.status != "not-seen"),
        unseen=tuple(_item(item, report) for item in checked if item.status == "not-seen"),
        problems=troubles(problems)[:_LISTED],
        hidden=_HIDDEN if any(problem.severity == "damage" for problem in problems) else "",
        more_problems=_more(len(problems), "problem"),
        groups=groups(seen, pinned),
        searched=_searched(report),
        logs=tuple(_log(log, _searched(report)) for log in bundle.logs[:_LISTED]),
        more_logs=_more(len(bundle.logs), "log"),
        facts=(*_facts(bundle), *method(report, dated=alone)),
    )


def method(report: Report, *, dated: bool = True) -> list[Fact]:
    """Describe with what, under which redaction and, if `dated`, when a report was made."""
    facts = [
        Fact("Generated by", (f"omelog {foreign(report.omelog)}",)),
        *([Fact("Generated at", (moment(report.generated),))] if dated else []),
        Fact("Redaction", (said(report.redaction),)),
        Fact("Catalogue of causes, digest", (foreign(report.catalogue.digest),)),
    ]
    if report.catalogue.folder is not None:
        commit = f", commit {report.catalogue.commit}" if report.catalogue.commit else ""
        facts.append(Fact("Your own causes", (foreign(f"{report.catalogue.folder}{commit}"),)))
    if report.audience is not None:
        facts.append(Fact("Written for", (AUDIENCE.get(report.audience) or foreign(report.audience),)))
    return facts


def _more(count: int, noun: str) -> str:
    return f"{counted(count - _LISTED, f'more {noun}')}: see report.json." if count > _LISTED else ""


def _folded(groups: int) -> str:
    """Name the table of groups where it is too long to be scrolled past."""
    return f"{number(groups)} groups as a table" if groups > _OPEN else ""


def _happening(incident: Incident, seen: Scene) -> Happening:
    return Happening(
        href=anchor("group", incident.id),
        first=to_second(incident.first_seen),
        last=to_second(incident.last_seen),
        title=title(incident.cause, seen.causes),
        attempt=attempted(incident.operation, seen.causes.get(incident.cause)),
        errors=number(incident.errors),
    )


def _considered(seen: Scene) -> list[Considered]:
    rows = []
    for path in seen.bundle.diagnosis.paths:
        cause = seen.causes.get(path.blocker or "")
        attempt = attempted(path.operation, cause)
        candidate = f"Not ruled out. {cause.settled_by if cause and cause.settled_by else ''}"
        rows += [Considered(title=title(c, seen.causes), attempt=attempt, why=candidate) for c in path.candidates]
        rows += [Considered(title=title(c, seen.causes), attempt=attempt, why=_EARLIER) for c in path.not_seen_since]
        if later := seen.unknown_after(path):
            why = f"{counted(later, 'error')} after the one named above; no documented cause matches."
            rows.append(Considered(title=UNMATCHED, attempt=attempt, why=why))
    return rows


def _item(item: ChecklistItem, report: Report) -> Item:
    rule = report.catalogue.requirements.get(item.requirement)
    return Item(
        title=rule.title if rule else foreign(item.requirement),
        rule=rule.rule if rule else "",
        status=CHECK[item.status],
        tone=item.status,
        by=BY[item.by] if item.by else "",
        detail=foreign(sentence(item.detail)),
        basis=_basis(rule) if rule else "",
        basis_detail=rule.basis_detail if rule else "",
        source=Link(rule.source.section or rule.source.title, web(rule.source.url)) if rule else None,
    )


def _basis(rule: Requirement) -> str:
    """Name the basis, unless it is the usual one and is spelled out."""
    return "" if rule.basis == "stated" and rule.basis_detail else BASIS[rule.basis]


def _searched(report: Report) -> str:
    """Name the loggers whose records are counted."""
    return "SSLController" if report.catalogue.folder is None else "SSLController and loggers of own causes"


def _log(log: Log, searched: str) -> LogRow:
    of_searched = f"{number(log.ssl_records)} of {searched}"
    counts = (size(log.bytes), counted(log.lines, "line"), counted(log.records, "record"), of_searched)
    return LogRow(
        path=foreign(log.path),
        says=f"{', '.join(counts)}; {to_second(log.first_time)} to {to_second(log.last_time)}",
        size=size(log.bytes),
        lines=number(log.lines),
        records=number(log.records),
        ssl_records=number(log.ssl_records),
        first=to_second(log.first_time),
        last=to_second(log.last_time),
    )


def _facts(bundle: Bundle) -> list[Fact]:
    return [
        Fact("Given as", (foreign(bundle.source),)),
        Fact("Size", (f"{size(bundle.bytes)} ({counted(bundle.bytes, 'byte')})",)),
        Fact("SHA-256", (foreign(bundle.sha256) if bundle.sha256 else "not computed",)),
    ]
