"""What to do: the whole list of steps for one audience."""

from dataclasses import dataclass

from omelog.mail.words import OTHER_STEPS
from omelog.report.page.fix import Fix, Remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One numbered step."""

    number: str
    do: str
    warning: str
    check: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A command line that the steps speak of."""

    what: str
    command: str
    good: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One list of steps: for the verdict, or for one of the causes that are possible."""

    title: str
    takes: str
    question: str
    answer: str
    others: str
    notes: tuple[str, ...]
    settled_by: str
    steps: tuple[Step, ...]


def todo(fix: Fix, attached: str) -> tuple[Todo, ...]:
    """Give the steps of the verdict; where it has none of its own, those of each cause that is possible."""
    if fix.remedy is None:
        return ()
    own = _one(fix.remedy, fix, attached, title="")
    if own.steps:
        return (own,)
    return (own, *(_one(candidate, fix, attached, title=candidate.title) for candidate in fix.remedy.candidates))


def _one(remedy: Remedy, fix: Fix, attached: str, *, title: str) -> Todo:
    branch = next((branch for branch in remedy.branches if branch.opened), None)
    public = branch is not None and branch.public
    notes = (fix.dated.stale, fix.dated.summary, fix.bypass) if public else ()
    return Todo(
        title=title,
        takes=remedy.takes,
        question=remedy.question if branch else "",
        answer=branch.name if branch else "",
        others=OTHER_STEPS[attached] if len(remedy.branches) > 1 else "",
        notes=tuple(note for note in notes if note),
        settled_by=remedy.settled_by,
        steps=tuple(
            Step(number=str(number), do=step.do, warning=step.warning or "", check=step.check or "")
            for number, step in enumerate(branch.steps if branch else remedy.steps, start=1)
        ),
    )
