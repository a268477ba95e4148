"""What to do: the whole list of steps for one audience."""

from dataclasses import dataclass

from msgspec import structs

from omelog.mail.words import OTHER_STEPS
from omelog.wording.fix import Fix, Remedy
from omelog.wording.steps import Step, Turn
from omelog.wording.words import ASSUMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One list of steps: for the verdict, or for one of the causes that are possible."""

    title: str
    takes: str
    assumed: str
    others: str
    notes: tuple[str, ...]
    settled_by: str
    steps: tuple[Step, ...]


def todo(fix: Fix, attached: str) -> tuple[Todo, ...]:
    """Return the steps of the verdict; where it has none of its own, those of each cause that is possible."""
    if fix.remedy is None:
        return ()
    own = _one(fix.remedy, fix, attached, title="")
    if own.steps:
        return (own,)
    return (own, *(_one(candidate, fix, attached, title=candidate.title) for candidate in fix.remedy.candidates))


def _one(remedy: Remedy, fix: Fix, attached: str, *, title: str) -> Todo:
    """Return one list of steps: where the ways part and nobody is named, those of the first answer."""
    parting = next(
        (turn for turn in remedy.turns if turn.question and turn.branches and turn.branches[0].audience), None
    )
    branch = parting.branches[0] if parting else None
    public = remedy.public and (branch is None or branch.audience == "public-ca")
    stale, summary = (fix.dated.stale, fix.dated.summary) if fix.dated else ("", "")
    return Todo(
        title=title,
        takes=remedy.takes,
        assumed=ASSUMED[branch.audience] if branch and branch.audience else "",
        others=OTHER_STEPS[attached] if parting and len(parting.branches) > 1 else "",
        notes=tuple(note for note in (stale, summary, fix.bypass) if note) if public else (),
        settled_by=remedy.settled_by,
        steps=tuple(step for turn in remedy.turns for step in _of(turn)),
    )


def _of(turn: Turn) -> tuple[Step, ...]:
    """Return what stands in the list: a step, what was found in turn; of an audience's branches the first alone."""
    if turn.branches and turn.branches[0].audience is None:
        found = [_led(branch.name, step) for branch in turn.branches for step in branch.steps]
        return (structs.replace(turn.step, do=f"{turn.step.do} {turn.question}"), *found) if turn.step else (*found,)
    if turn.step is not None:
        return (turn.step,)
    return turn.branches[0].steps if turn.branches and turn.question else ()


def _led(found: str, step: Step) -> Step:
    return structs.replace(step, do=f"{found}: {step.do}")
