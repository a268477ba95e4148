"""What to do about a cause, for one audience or for each."""

from dataclasses import dataclass

from omelog.model.cause import Audience, Cause, Step
from omelog.wording.fix import answers, first_step
from omelog.wording.record import Fact
from omelog.wording.scene import Scene
from omelog.wording.steps import full
from omelog.wording.words import AUDIENCE, WITH, attempted

_AUTHORITIES: tuple[Audience, ...] = ("private-ca", "public-ca")


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One step; `who` names for whom it is, if not for everyone."""

    who: str
    do: str
    warning: str
    check: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One cause: what it means and how it is fixed; with candidates, theirs beside it."""

    title: str
    attempt: str
    what: str
    why: str
    needs: tuple[Fact, ...]
    takes: str
    settled_by: str
    first: str
    steps: tuple[Instruction, ...]
    public: bool
    candidates: tuple["Remedy", ...]


def remedies(scene: Scene) -> tuple[Remedy, ...]:
    """Return what to do: about the verdict's cause first, then about those of the other attempts."""
    said = scene.bundle.diagnosis
    paths = sorted(said.paths, key=lambda path: path.blocker != said.blocker)
    made: dict[str, Remedy] = {}
    for path in paths:
        for slug in (path.blocker or "", *path.beside):
            cause = scene.causes.get(slug)
            if cause:
                attempt = attempted(path.operation, cause)
                made.setdefault(cause.slug, _remedy(cause, attempt, list(cause.candidates), scene))
    return tuple(made.values())


def steps(cause: Cause, audience: str | None) -> tuple[Step, ...]:
    """Return the steps of an audience alone; those of all if none is given, or if the cause has none for that one."""
    named = {step.audience for step in cause.steps if step.audience}
    if audience in named or (audience in AUDIENCE and not named & {*_AUTHORITIES}):
        return tuple(step for step in cause.steps if step.audience in (None, audience))
    return cause.steps


def _instruction(step: Step, audience: str | None) -> Instruction:
    who = WITH[step.audience] if step.audience and step.audience != audience else ""
    return Instruction(who=who, do=full(step), warning=step.warning or "", check=step.check or "")


def _remedy(cause: Cause, attempt: str, candidates: list[str], scene: Scene) -> Remedy:
    audience = scene.report.audience
    others = [scene.causes[slug] for slug in candidates if slug in scene.causes]
    return Remedy(
        title=cause.title,
        attempt=attempt,
        what=scene.meaning(cause),
        why=cause.why,
        needs=answers(cause) if cause.steps else (),
        takes=cause.takes,
        settled_by=cause.settled_by or "",
        first=_first(cause, audience),
        steps=tuple(_instruction(step, audience) for step in steps(cause, audience)),
        public=audience in (None, "public-ca") and any(step.audience == "public-ca" for step in cause.steps),
        candidates=tuple(_remedy(other, attempt, [], scene) for other in others),
    )


def _first(cause: Cause, audience: str | None) -> str:
    """Name the first thing to do."""
    if cause.candidates and cause.settled_by:
        return cause.settled_by
    own = steps(cause, audience)
    return own[0].do if own else first_step(cause)
