"""What to do: the fix of the verdict's cause, its branches, how to check it, what to forward and what to ask for."""

import datetime as dt

from msgspec import Struct

from omelog.causes import UNKNOWN
from omelog.model.cause import Audience, Cause, PublicAuthorities, Reference, Source, Step
from omelog.model.report import Finding
from omelog.report.page.evidence import Fact, Record, record
from omelog.report.page.scene import Scene
from omelog.report.page.text import counted, foreign, sentence, web
from omelog.report.page.words import AUDIENCE, BY_HAND, HOW, NEEDED, WHO, attempted

_AUTHORITIES: tuple[Audience, ...] = ("private-ca", "public-ca")
_AUTOMATED: Audience = "ansible"
_UNKNOWN_SHOWN = 5
_STALE = (
    "What this page says about public authorities was last checked {} days before it was made. "
    "Ask the authority for its current rules."
)


class Link(Struct, frozen=True):
    """A source: linked only if its address is https."""

    text: str
    href: str


class Dated(Struct, frozen=True):
    """What public authorities do, and since when that was last looked up."""

    summary: str
    checked: str
    stale: str
    facts: tuple[tuple[str, str, str, Link], ...]


class Branch(Struct, frozen=True):
    """The whole ordered list of steps for one audience."""

    name: str
    steps: tuple[Step, ...]
    opened: bool
    public: bool


class Check(Struct, frozen=True):
    """A command line and what it prints for a good file."""

    what: str
    command: str
    good: str


class Remedy(Struct, frozen=True):
    """One cause: what it means and how it is fixed; with candidates, theirs instead."""

    title: str
    what: str
    why: str
    needs: tuple[Fact, ...]
    takes: str
    steps: tuple[Step, ...]
    question: str
    branches: tuple[Branch, ...]
    settled_by: str
    candidates: tuple["Remedy", ...]
    checks: tuple[Check, ...]
    forward: str
    source: Link


class Unknown(Struct, frozen=True):
    """An error that nothing matched, once for each id and arguments."""

    name: str
    record: Record
    times: str


class Fix(Struct, frozen=True):
    """Everything under "What to do"."""

    remedy: Remedy | None
    others: tuple[tuple[str, Remedy], ...]
    unknown: tuple[Unknown, ...]
    unknown_more: int
    checks: tuple[Check, ...]
    forward: tuple[str, ...]
    advice: tuple[str, ...]
    ask_for: tuple[str, ...]
    no_findings: tuple[str, ...]
    place: str
    retry: str
    migration: tuple[str, ...]
    dated: Dated
    stale: str
    bypass: str
    bypass_source: Link
    source: Link
    source_note: str


def fix(scene: Scene) -> Fix:
    """Word what to do about a bundle."""
    diagnosis, reference = scene.bundle.diagnosis, scene.report.catalogue.reference
    cause = scene.causes.get(diagnosis.blocker or "")
    remedy = _remedy(cause, diagnosis.candidates, scene) if cause else None
    others = tuple(_others(scene, diagnosis.blocker))
    dated = _dated(reference.public_authorities, scene.report.generated)
    unknown = _unknown(scene)
    read = scene.bundle.status != "rejected"
    return Fix(
        remedy=remedy,
        others=others,
        unknown=tuple(unknown[:_UNKNOWN_SHOWN]),
        unknown_more=max(0, len(unknown) - _UNKNOWN_SHOWN),
        checks=_checks(remedy) if remedy else (),
        forward=_forward(remedy, reference) if remedy else (),
        advice=()
        if read
        else tuple(foreign(sentence(problem.advice)) for problem in scene.bundle.problems if problem.advice),
        ask_for=tuple(foreign(text) for text in diagnosis.ask_for),
        no_findings=reference.no_findings if read and not scene.bundle.findings else (),
        place=reference.place,
        retry=reference.retry,
        migration=reference.migration,
        dated=dated,
        stale=dated.stale if any(_public(one) for one in (remedy, *(other for _, other in others)) if one) else "",
        bypass=reference.bypass,
        bypass_source=_link(reference.bypass_source),
        source=remedy.source if remedy else _link(reference.source),
        source_note=reference.source_note,
    )


def first_step(cause: Cause) -> str:
    """Name the first thing to do about a cause."""
    if cause.candidates and cause.settled_by:
        return cause.settled_by
    if cause.steps:
        return next((step.do for step in cause.steps if step.audience is None), cause.steps[0].do)
    return cause.ask_for[0] if cause.ask_for else ""


def _remedy(cause: Cause, candidates: list[str], scene: Scene) -> Remedy:
    branches = _branches(cause, scene.report.audience)
    return Remedy(
        title=cause.title,
        what=cause.what,
        why=cause.why,
        needs=tuple(_needs(cause)),
        takes=cause.takes,
        steps=() if branches else cause.steps,
        question=WHO if any(branch.public for branch in branches) else HOW,
        branches=branches,
        settled_by=cause.settled_by or "",
        candidates=tuple(_remedy(scene.causes[slug], [], scene) for slug in candidates if slug in scene.causes),
        checks=tuple(Check(what=v.what, command=v.command, good=v.good) for v in cause.verify),
        forward=cause.forward or "",
        source=_link(cause.source),
    )


def _public(remedy: Remedy) -> bool:
    return any(branch.public for one in (remedy, *remedy.candidates) for branch in one.branches)


def _needs(cause: Cause) -> list[Fact]:
    needs = (
        ("Have the certificate issued again", cause.reissue),
        ("Make a new signing request (CSR)", cause.new_csr),
        ("Build the chain file again", cause.rebuild_file),
    )
    return [Fact(label, (NEEDED[need],)) for label, need in needs]


def _branches(cause: Cause, audience: str | None) -> tuple[Branch, ...]:
    """Give each audience its whole list; who is not named beside the named ones follows the common steps."""
    named = {step.audience for step in cause.steps if step.audience}
    if not named:
        return ()
    others: tuple[Audience | None, ...] = _AUTHORITIES if named & {*_AUTHORITIES} else (None,)
    shown = [*others, *(named & {_AUTOMATED})]
    opened = audience if audience in shown else shown[0]
    return tuple(
        Branch(
            name=AUDIENCE[one] if one else BY_HAND,
            steps=tuple(step for step in cause.steps if step.audience in (None, one)),
            opened=one == opened,
            public=one == "public-ca",
        )
        for one in shown
    )


def _others(scene: Scene, blocker: str | None) -> list[tuple[str, Remedy]]:
    others: dict[str, tuple[str, Remedy]] = {}
    for path in scene.bundle.diagnosis.paths:
        cause = scene.causes.get(path.blocker or "")
        if cause and cause.slug not in (blocker, UNKNOWN):
            others.setdefault(cause.slug, (attempted(path.operation, cause), _remedy(cause, path.candidates, scene)))
    return list(others.values())


def _unknown(scene: Scene) -> list[Unknown]:
    kinds: dict[tuple[str | None, tuple[str, ...]], list[Finding]] = {}
    for finding in scene.bundle.findings:
        if finding.cause == UNKNOWN:
            kinds.setdefault((finding.message_id, tuple(finding.message_args)), []).append(finding)
    latest = sorted(kinds.values(), key=lambda found: found[-1].last_time or found[-1].time or "", reverse=True)
    return [
        Unknown(
            name=_name(found[-1]),
            record=record(found[-1], scene, mark=True),
            times=counted(sum(finding.count for finding in found), "time"),
        )
        for found in latest
    ]


def _name(finding: Finding) -> str:
    named = [finding.message_id or "no message id", *finding.message_args]
    return foreign(": ".join(named))


def _checks(remedy: Remedy) -> tuple[Check, ...]:
    checks = [*remedy.checks, *(check for candidate in remedy.candidates for check in candidate.checks)]
    return tuple({check.command: check for check in checks}.values())


def _forward(remedy: Remedy, reference: Reference) -> tuple[str, ...]:
    texts = [remedy.forward, *(candidate.forward for candidate in remedy.candidates)]
    return tuple(dict.fromkeys(text for text in texts if text)) or (reference.forward,)


def _dated(public: PublicAuthorities, generated: str) -> Dated:
    age = _days_between(public.checked, generated)
    stale = age is not None and age > public.valid_days
    return Dated(
        summary=public.summary,
        checked=public.checked.isoformat(),
        stale=_STALE.format(age) if stale else "",
        facts=tuple(
            (
                fact.authority,
                fact.fact,
                fact.effective.isoformat() if fact.effective else "",
                Link(fact.source, web(fact.url)),
            )
            for fact in public.facts
        ),
    )


def _days_between(checked: dt.date, generated: str) -> int | None:
    try:
        return (dt.date.fromisoformat(generated[:10]) - checked).days
    except ValueError:
        return None


def _link(source: Source) -> Link:
    return Link(f"{source.title}, {source.section}" if source.section else source.title, web(source.url))
