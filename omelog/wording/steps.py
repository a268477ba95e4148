"""The steps of a fix for its readers: one list for a known audience, else a question where the ways part."""

from itertools import groupby

from msgspec import Struct

from omelog.model.cause import Audience, Step
from omelog.wording.words import BRANCH, WHO

_AUTHORITIES: tuple[Audience, ...] = ("private-ca", "public-ca")


class Branch(Struct, frozen=True):
    """What one audience does where the ways part."""

    name: str
    steps: tuple[Step, ...]


class Turn(Struct, frozen=True):
    """One number of the list: a step, or where the ways part a question (if there is one) and the branches."""

    step: Step | None
    question: str
    branches: tuple[Branch, ...]


def turns(steps: tuple[Step, ...], audience: str | None) -> tuple[Turn, ...]:
    """Lay out the steps of a cause: those of the audience alone, or with a question where nobody is named."""
    made: list[Turn] = []
    for common, run in groupby(steps, key=lambda step: step.audience is None):
        together = tuple(run)
        made += map(_step, together) if common else _parting(together, audience)
    return tuple(made)


def public(steps: tuple[Step, ...], audience: str | None) -> bool:
    """Return whether what is shown speaks to customers of a public authority."""
    return audience in (None, "public-ca") and any(step.audience == "public-ca" for step in steps)


def _parting(run: tuple[Step, ...], audience: str | None) -> list[Turn]:
    """Lay out steps that are not for everyone; who uploads with Ansible has an authority too."""
    own = [_step(step) for step in run if step.audience == audience]
    if own or audience in _AUTHORITIES:
        return own
    authorities = _branches(run, _AUTHORITIES)
    branches = authorities + (_branches(run, ("ansible",)) if audience is None else ())
    return [Turn(None, WHO if authorities else "", branches)] if branches else []


def _branches(run: tuple[Step, ...], audiences: tuple[Audience, ...]) -> tuple[Branch, ...]:
    return tuple(
        Branch(BRANCH[one], steps) for one in audiences if (steps := tuple(s for s in run if s.audience == one))
    )


def _step(step: Step) -> Turn:
    return Turn(step, "", ())
