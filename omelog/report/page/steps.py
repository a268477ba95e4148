"""The steps of a fix for its readers: one list for a known audience, else a question where the ways part."""

from itertools import groupby

from msgspec import Struct

from omelog.model.cause import Audience, Step
from omelog.report.page.words import AUDIENCE, ONLY, WHO

_AUTHORITIES: tuple[Audience, ...] = ("private-ca", "public-ca")


class Branch(Struct, frozen=True):
    """What one audience does where the ways part."""

    name: str
    steps: tuple[Step, ...]
    public: bool


class Turn(Struct, frozen=True):
    """One number of the list: a step (with a lead where it is for some alone), or a question and its branches."""

    lead: str
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
    """Tell whether what is shown speaks to customers of a public authority."""
    return audience in (None, "public-ca") and any(step.audience == "public-ca" for step in steps)


def _parting(run: tuple[Step, ...], audience: str | None) -> list[Turn]:
    """Lay out steps that are not for everyone; who uploads with Ansible has an authority too."""
    if audience is not None:
        own = [step for step in run if step.audience == audience]
        return [_step(step) for step in own] if own or audience != "ansible" else _asked(run)
    return _asked(run) + [_step(step, ONLY["ansible"]) for step in run if step.audience == "ansible"]


def _asked(run: tuple[Step, ...]) -> list[Turn]:
    branches = tuple(
        Branch(AUDIENCE[one], steps, one == "public-ca")
        for one in _AUTHORITIES
        if (steps := tuple(step for step in run if step.audience == one))
    )
    return [Turn("", None, WHO, branches)] if branches else []


def _step(step: Step, lead: str = "") -> Turn:
    return Turn(lead, step, "", ())
