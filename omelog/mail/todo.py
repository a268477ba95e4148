"""What to do: the steps for one audience, a line each where the report goes along."""

from collections.abc import Iterable
from itertools import groupby

from msgspec import Struct, structs

from omelog.mail.words import MORE_STEPS, OTHER_STEPS, SENTENCE
from omelog.wording.fix import Fix, Remedy
from omelog.wording.steps import Branch, Step, Turn
from omelog.wording.words import ASSUMED

_MOST = 7  # steps of a mail that the report goes along with


class Todo(Struct, frozen=True, kw_only=True):
    """One list of steps: for the verdict, or for one of the causes that are possible."""

    title: str
    takes: str
    assumed: str
    notes: tuple[str, ...]
    settled_by: str
    steps: tuple["Task", ...]


class Task(Struct, frozen=True, kw_only=True):
    """One step, and what follows from what it `found`; its detail and check are empty where the report goes along."""

    do: str
    detail: str = ""
    warning: str = ""
    check: str = ""
    found: tuple["Task", ...] = ()


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
        takes=remedy.takes if title or attached == "none" or not fix.customer else "",
        assumed=" ".join(filter(None, (ASSUMED[branch.audience], others))) if branch and branch.audience else "",
        notes=tuple(note for note in (stale, summary, fix.bypass) if note) if public else (),
        settled_by=remedy.settled_by,
        steps=_whole(remedy.turns) if attached == "none" else _short(remedy.turns),
    )


def _whole(turns: tuple[Turn, ...]) -> tuple[Task, ...]:
    """Return every step with all that stands behind it: nothing else goes along with the mail."""
    return tuple(_task(step, turn, whole=True) for turn in turns for step in _steps(turn))


def _short(turns: tuple[Turn, ...]) -> tuple[Task, ...]:
    """Return at most seven steps, a line each: what one audience does in turn is one of them."""
    pairs = [(step, turn) for turn in turns for step in _steps(turn)]
    tasks: list[Task] = []
    for audience, run in groupby(pairs, key=lambda pair: pair[0].audience):
        made = [_task(step, turn, whole=False) for step, turn in run]
        tasks += [_joined(made)] if audience else made
    more = len(tasks) - _MOST + 1
    return tuple(tasks) if len(tasks) <= _MOST else (*tasks[: _MOST - 1], Task(do=MORE_STEPS.format(more)))


def _steps(turn: Turn) -> tuple[Step, ...]:
    """Return what one reader does in turn: of an audience's branches the steps of the first alone."""
    parts = turn.question and _by_audience(turn)
    return (*filter(None, (turn.step,)), *(turn.branches[0].steps if parts else ()))


def _task(step: Step, turn: Turn, *, whole: bool) -> Task:
    """Return a step; below it what was found, if that is what it asks."""
    run = [f"{one.on}: `{one.line}`." for one in step.run]
    own = step is turn.step
    found = () if _by_audience(turn) or not own else turn.branches
    return Task(
        do=_all((step.line, turn.question if found else "")),
        detail=_all((step.detail, *run)) if whole else "",
        warning=step.warning if whole else SENTENCE.split(step.warning, maxsplit=1)[0],
        check=step.check if whole else "",
        found=tuple(_found(branch, whole=whole) for branch in found),
    )


def _found(branch: Branch, *, whole: bool) -> Task:
    """Return what to do about one answer to a question, as one step."""
    made = _joined([_task(step, Turn(step, "", ()), whole=whole) for step in branch.steps])
    return structs.replace(made, do=f"{branch.name}: {made.do}")


def _joined(tasks: list[Task]) -> Task:
    """Return steps that one reader does in turn as one."""
    return Task(
        do=_all(one.do for one in tasks),
        detail=_all(one.detail for one in tasks),
        warning=_all(one.warning for one in tasks),
        check=_all(one.check for one in tasks),
    )


def _all(texts: Iterable[str]) -> str:
    return " ".join(filter(None, texts))


def _by_audience(turn: Turn) -> bool:
    return any(branch.audience for branch in turn.branches)
