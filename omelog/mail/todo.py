"""What to do: the steps for one audience, a line each where the report goes along."""

from msgspec import Struct, structs

from omelog.mail.words import OTHER_STEPS, SENTENCE
from omelog.wording.fix import Fix, Remedy
from omelog.wording.steps import Step, Turn
from omelog.wording.words import ASSUMED


class Todo(Struct, frozen=True, kw_only=True):
    """One list of steps: for the verdict, or for one of the causes that are possible."""

    title: str
    takes: str
    assumed: str
    notes: tuple[str, ...]
    settled_by: str
    steps: tuple["Task", ...]


class Task(Struct, frozen=True, kw_only=True):
    """One step; what stands behind it is empty where the attached report has it."""

    do: str
    detail: str
    warning: str
    check: str


def todo(fix: Fix, attached: str, title: str = "") -> tuple[Todo, ...]:
    """Return the steps of the verdict; where it has none of its own, those of each cause that is possible."""
    if fix.remedy is None:
        return ()
    own = _one(fix.remedy, fix, attached, title)
    if own.steps:
        return (own,)
    tail = fix.remedy.tail
    possible = (
        _one(structs.replace(one, turns=one.turns + tail), fix, attached, f"If the reason is: {one.title}")
        for one in fix.remedy.candidates
    )
    return (own, *possible)


def _one(remedy: Remedy, fix: Fix, attached: str, title: str) -> Todo:
    """Return one list of steps: where the ways part and nobody is named, those of the first answer."""
    parting = next((turn for turn in remedy.turns if _by_audience(turn) and turn.question), None)
    branch = parting.branches[0] if parting else None
    public = remedy.public and (branch is None or branch.audience == "public-ca")
    stale, summary = (fix.dated.stale, fix.dated.summary) if fix.dated else ("", "")
    others = OTHER_STEPS[attached] if parting and len(parting.branches) > 1 else ""
    return Todo(
        title=title,
        takes=remedy.takes,
        assumed=" ".join(filter(None, (ASSUMED[branch.audience], others))) if branch and branch.audience else "",
        notes=tuple(note for note in (stale, summary, fix.bypass) if note) if public else (),
        settled_by=remedy.settled_by,
        steps=tuple(line for turn in remedy.turns for line in _lines(turn, whole=attached == "none")),
    )


def _lines(turn: Turn, *, whole: bool) -> list[Task]:
    """Return what stands in the list: a step and what was found in turn; of an audience's branches the first alone."""
    asked = turn.question if turn.step else ""
    lines = [_line(turn.step, "", asked, whole=whole)] if turn.step else []
    if not _by_audience(turn):
        return lines + [
            _line(step, f"{branch.name}: ", "", whole=whole) for branch in turn.branches for step in branch.steps
        ]
    return lines + [_line(step, "", "", whole=whole) for step in turn.branches[0].steps if turn.question]


def _line(step: Step, found: str, asked: str, *, whole: bool) -> Task:
    run = [f"{one.on}: `{one.line}`." for one in step.run]
    return Task(
        do=" ".join(filter(None, (f"{found}{step.line}", asked))),
        detail=" ".join(filter(None, (step.detail, *run))) if whole else "",
        warning=step.warning if whole else SENTENCE.split(step.warning, maxsplit=1)[0],
        check=step.check if whole else "",
    )


def _by_audience(turn: Turn) -> bool:
    return any(branch.audience for branch in turn.branches)
