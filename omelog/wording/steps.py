"""The steps of a fix for its readers: one list for a known audience, else a question where the ways part."""

import re
from collections.abc import Iterator
from itertools import groupby

from msgspec import Struct, structs

from omelog.model.cause import Audience, Cause, Command, Verify
from omelog.model.cause import Step as CauseStep
from omelog.wording.words import AUTHORITIES, BRANCH, WHO

_SENTENCE = re.compile(r"(?<=[.:]) (?=[A-Z])")


class Check(Struct, frozen=True):
    """A command line and what it prints for a good file; `windows` is one of Windows, if there is one."""

    what: str
    command: str
    good: str
    windows: str


class Step(Struct, frozen=True, kw_only=True):
    """One step: a line that says what to do, and what stands behind it; `do` is all of it as one text.

    `run` are the command lines of the step itself, `commands` those that check it; `audience` who alone does it.
    """

    audience: Audience | None
    do: str
    line: str
    detail: str
    warning: str
    check: str
    run: tuple[Command, ...]
    commands: tuple[Check, ...]

    def names(self, check: Check) -> bool:
        """Return whether the line or its detail, not only its check, speaks of a command."""
        return command_name(check.what) in self.do.lower()


class Branch(Struct, frozen=True):
    """What one audience does where the ways part, or (without an audience) who found what the name says."""

    audience: Audience | None
    name: str
    steps: tuple[Step, ...]


class Turn(Struct, frozen=True):
    """One number of the list: a step, or where the ways part a question (if there is one) and the branches; or both."""

    step: Step | None
    question: str
    branches: tuple[Branch, ...]


def turns(cause: Cause, audience: str | None) -> tuple[Turn, ...]:
    """Arrange the steps of a cause: those of the audience alone, or with a question where nobody is named."""
    made: list[Turn] = []
    for kind, run in groupby(cause.steps, key=_kind):
        together = tuple(run)
        if kind == "all":
            made += [_turn(one, cause) for one in together]
        elif kind == "found":
            asking = made.pop() if made and made[-1].question else Turn(None, "", ())
            made.append(structs.replace(asking, branches=_found(together, cause)))
        else:
            made += _parting(together, audience, cause)
    return tuple(_remarked(made))


def _remarked(listed: list[Turn]) -> Iterator[Turn]:
    """Put what one audience alone does, where nothing is asked, beside the step that follows it."""
    held: tuple[Branch, ...] = ()
    for turn in listed:
        if turn.step is None and not turn.question:
            held += turn.branches
        elif held and turn.step is not None and not turn.branches:
            yield structs.replace(turn, branches=held)
            held = ()
        else:
            yield turn
    if held:
        yield Turn(None, "", held)


def full(step: CauseStep) -> str:
    """Write a step as one text, for layouts that fold nothing: the line, the rest, the command lines."""
    return " ".join(filter(None, (step.do, step.detail, *(f"{one.on}: `{one.line}`." for one in step.commands))))


def public(steps: tuple[CauseStep, ...], audience: str | None) -> bool:
    """Return whether what is shown speaks to customers of a public authority, of what these are withdrawing."""
    spoken = (_texts(step) for step in steps if step.audience == "public-ca")
    return audience in (None, "public-ca") and any("client authentication" in text for text in spoken)


def spoken_of(verify: Verify, step: CauseStep) -> bool:
    """Return whether a step names a command by what stands before the colon of its description."""
    return command_name(verify.what) in _texts(step)


def _texts(step: CauseStep) -> str:
    return " ".join(filter(None, (step.do, step.detail, step.warning, step.check))).lower()


def command_name(what: str) -> str:
    """Return the name by which steps speak of a command, from its description.

    >>> command_name("Chain command, client: whether the certificates lead to the root.")
    'chain command'
    """
    return re.split("[:,]", what, maxsplit=1)[0].lower()


def check(verify: Verify) -> Check:
    """Return a command line as it is shown."""
    return Check(what=verify.what, command=verify.command, good=verify.good, windows=verify.windows or "")


def _parting(run: tuple[CauseStep, ...], audience: str | None, cause: Cause) -> list[Turn]:
    """Arrange steps that are not for everyone; who uploads with Ansible has an authority too."""
    own = [_turn(step, cause) for step in run if step.audience == audience]
    if own or audience in AUTHORITIES:
        return own
    authorities = _branches(run, AUTHORITIES, cause)
    branches = authorities + (_branches(run, ("ansible",), cause) if audience is None else ())
    return [Turn(None, WHO if authorities else "", branches)] if branches else []


def _kind(step: CauseStep) -> str:
    """Return for whom a step is: for all, for those who found something, or for one audience."""
    if step.when:
        return "found"
    return "all" if step.audience is None else "some"


def _found(steps: tuple[CauseStep, ...], cause: Cause) -> tuple[Branch, ...]:
    return tuple(
        Branch(None, str(when), tuple(_step(step, cause) for step in run))
        for when, run in groupby(steps, key=lambda step: step.when)
    )


def _branches(run: tuple[CauseStep, ...], audiences: tuple[Audience, ...], cause: Cause) -> tuple[Branch, ...]:
    return tuple(
        Branch(one, BRANCH[one], steps)
        for one in audiences
        if (steps := tuple(_step(step, cause) for step in run if step.audience == one))
    )


def _turn(step: CauseStep, cause: Cause) -> Turn:
    return Turn(_step(step, cause), step.asks or "", ())


def _step(step: CauseStep, cause: Cause) -> Step:
    line, *rest = (step.do, step.detail) if step.detail else _SENTENCE.split(step.do, maxsplit=1)
    return Step(
        audience=step.audience,
        do=full(step),
        line=line,
        detail=" ".join(filter(None, rest)),
        warning=step.warning or "",
        check=step.check or "",
        run=step.commands,
        commands=tuple(check(verify) for verify in cause.verify if spoken_of(verify, step)),
    )
