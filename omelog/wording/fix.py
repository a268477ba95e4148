"""What to do: the fix of the verdict's cause, its branches, how to check it, what to forward and what to ask for."""

from collections.abc import Sequence
from itertools import takewhile

from msgspec import Struct, structs

from omelog.causes import UNKNOWN
from omelog.model.cause import Cause, Step
from omelog.wording.authorities import Dated, Link, dated, link
from omelog.wording.record import Fact
from omelog.wording.scene import Scene
from omelog.wording.steps import Check, Turn, check, public, turns
from omelog.wording.text import foreign, sentence
from omelog.wording.unknown import Unknown, unknown, unknown_more
from omelog.wording.words import AUDIENCE, NEEDED, attempted


class Remedy(Struct, frozen=True):
    """One cause: what it means and how it is fixed. `first` is what to do first.

    Of candidates the steps that set them apart; those that all end with stand once, above them or in `tail`, and `then`
    names where. `signed`: an authority has to sign, or may have to; `rebuilt`: the same of a new file.
    """

    title: str
    attempt: str
    first: str
    what: str
    why: str
    answers: tuple[Fact, ...]
    takes: str
    turns: tuple[Turn, ...]
    public: bool
    settled_by: str
    candidates: tuple["Remedy", ...]
    then: str
    tail: tuple[Turn, ...]
    checks: tuple[Check, ...]
    forward: str
    signed: bool
    rebuilt: bool
    source: Link


class Fix(Struct, frozen=True):
    """Everything under "What to do"; `remedies` are that of the verdict, if it has one, and the others.

    `engineer` and `customer` are the advice in two voices: what a customer gets has the second alone.
    """

    remedy: Remedy | None
    others: tuple[Remedy, ...]
    remedies: tuple[Remedy, ...]
    unknown: tuple[Unknown, ...]
    unknown_more: int
    checks: tuple[Check, ...]
    forward: tuple[str, ...]
    engineer: str
    customer: str
    advice: tuple[str, ...]
    ask_for: tuple[str, ...]
    no_findings: tuple[str, ...]
    written_for: str
    place: str
    retry: str
    migration: tuple[str, ...]
    dated: Dated | None
    bypass: str
    bypass_source: Link
    source: Link
    source_note: str


def fix(scene: Scene) -> Fix:
    """Write what to do about a bundle."""
    diagnosis, reference = scene.bundle.diagnosis, scene.report.catalogue.reference
    cause = scene.causes.get(diagnosis.blocker or "")
    remedy = _remedy(cause, diagnosis.candidates, _attempt(scene, cause), scene) if cause else None
    others = tuple(_others(scene, diagnosis.blocker))
    named = cause or (scene.causes.get(UNKNOWN) if scene.bundle.findings else None)
    voices = named.advice if named else None
    remedies = (remedy, *others) if remedy else others
    shows_public = any(one.public for each in remedies for one in (each, *each.candidates))
    read = scene.bundle.status != "rejected"
    ours = scene.of_certificates
    return Fix(
        remedy=remedy,
        others=others,
        remedies=remedies,
        unknown=unknown(scene),
        unknown_more=unknown_more(scene),
        checks=_checks(remedy) if remedy else (),
        forward=_forward(remedy, (reference.forward,) if ours else ()) if remedy else (),
        engineer=voices.engineer if voices else "",
        customer=voices.customer if voices else "",
        advice=()
        if read
        else tuple(foreign(sentence(problem.advice)) for problem in scene.bundle.problems if problem.advice),
        ask_for=tuple(foreign(text) for text in diagnosis.ask_for),
        no_findings=reference.no_findings if read and not scene.bundle.findings else (),
        written_for=_written_for(_audience(scene)) if remedies else "",
        place=cause.place if cause and cause.place is not None else reference.place if ours else "",
        retry=cause.retry if cause and cause.retry is not None else reference.retry if ours else "",
        migration=reference.migration if ours else (),
        dated=dated(reference.public_authorities, scene.report.generated) if shows_public else None,
        bypass=reference.bypass,
        bypass_source=link(reference.bypass_source),
        source=remedy.source if remedy else link(reference.source),
        source_note="" if remedy and remedy.source.href not in ("", reference.source.url) else reference.source_note,
    )


def _audience(scene: Scene) -> str | None:
    """Return the audience of the report; one that nobody knows is none."""
    return scene.report.audience if scene.report.audience in AUDIENCE else None


def _written_for(audience: str | None) -> str:
    if audience is None:
        return ""
    name = AUDIENCE[audience]
    return f"Written for: {name[:1].lower()}{name[1:]}. Steps that are for others alone are left out."


def first_step(cause: Cause) -> str:
    """Name the first thing to do about a cause."""
    if cause.candidates and cause.settled_by:
        return cause.settled_by
    if cause.steps:
        return next((step.do for step in cause.steps if step.audience is None), cause.steps[0].do)
    return cause.ask_for[0] if cause.ask_for else ""


def _remedy(cause: Cause, candidates: list[str], attempt: str, scene: Scene, then: str = "") -> Remedy:
    audience = _audience(scene)
    possible = [scene.causes[slug] for slug in candidates if slug in scene.causes]
    tail = _tail(possible)
    stands_above = {step.do for step in tail} <= {step.do for step in cause.steps}
    go_on = f"Then go on as {'above' if stands_above else 'below'}." if tail else ""
    listed = turns(cause, audience)
    begins = listed[0].step if listed else None
    return Remedy(
        title=cause.title,
        attempt=attempt,
        first=begins.do if begins else first_step(cause),
        what=scene.meaning(cause),
        why=cause.why,
        answers=answers(cause) if cause.answers or cause.about == "certificates" else (),
        takes=cause.takes,
        turns=listed,
        public=public(cause.steps, audience),
        settled_by=cause.settled_by or "",
        candidates=tuple(_remedy(_without(tail, one), [], attempt, scene, go_on) for one in possible),
        then=then,
        tail=() if stands_above else turns(structs.replace(possible[0], steps=tail), audience),
        checks=tuple(map(check, cause.verify)),
        forward=cause.forward or "",
        signed=cause.reissue != "no" and cause.about == "certificates",
        rebuilt=cause.rebuild_file != "no" and cause.about == "certificates",
        source=link(cause.source),
    )


def _tail(causes: Sequence[Cause]) -> tuple[Step, ...]:
    """Return the steps that several causes all end with."""
    levels = zip(*(reversed(cause.steps) for cause in causes), strict=False) if len(causes) > 1 else ()
    same = takewhile(lambda level: len({(step.do, step.audience, step.when) for step in level}) == 1, levels)
    return tuple(level[0] for level in same)[::-1]


def _without(tail: tuple[Step, ...], cause: Cause) -> Cause:
    return structs.replace(cause, steps=cause.steps[: len(cause.steps) - len(tail)])


def answers(cause: Cause) -> tuple[Fact, ...]:
    """Answer what everybody asks: whether it takes a new certificate, a new CSR, a new file."""
    said = cause.answers
    needs = (
        ("New certificate", said.certificate if said else NEEDED[cause.reissue]),
        ("New CSR", said.csr if said else NEEDED[cause.new_csr]),
        ("New file", said.file if said else NEEDED[cause.rebuild_file]),
    )
    return tuple(Fact(label, (need,)) for label, need in needs)


def _attempt(scene: Scene, cause: Cause) -> str:
    """Name what the verdict's cause stopped."""
    path = next((path for path in scene.bundle.diagnosis.paths if path.blocker == cause.slug), None)
    return attempted(path.operation if path else None, cause)


def _others(scene: Scene, blocker: str | None) -> list[Remedy]:
    others: dict[str, Remedy] = {}
    for path in scene.bundle.diagnosis.paths:
        for slug in (path.blocker or "", *path.beside):
            cause = scene.causes.get(slug)
            if cause and cause.slug not in (blocker, UNKNOWN):
                attempt = attempted(path.operation, cause)
                others.setdefault(cause.slug, _remedy(cause, list(cause.candidates), attempt, scene))
    return list(others.values())


def _checks(remedy: Remedy) -> tuple[Check, ...]:
    checks = [*remedy.checks, *(check for candidate in remedy.candidates for check in candidate.checks)]
    return tuple({check.command: check for check in checks}.values())


def _forward(remedy: Remedy, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    texts = [remedy.forward, *(candidate.forward for candidate in remedy.candidates)]
    return tuple(dict.fromkeys(text for text in texts if text)) or otherwise
