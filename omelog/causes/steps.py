"""Checks the steps of a cause: lines that fit, commands that are shown, audiences and branches that hold together."""

import re
from collections.abc import Iterator
from itertools import groupby

from omelog.model.cause import Cause, Step

LONGEST = 120  # letters of a step's line: it is read folded
_COMMAND = re.compile(r"\b([A-Za-z]+) (command|comparison)s?\b(?! (?:prompt|line))")
_NO_NAMES = {"a", "the", "this", "that", "each", "both", "two"}
_TOOLS = re.compile(r"\b(?:openssl|certutil|certreq|keytool|curl) -?[a-z0-9]+ -")
_AUDIENCES = {
    "ansible": re.compile(r"\b(?:playbook|ansible collection)\b", re.IGNORECASE),
    "private-ca": re.compile(r"\bcertificate templates console\b", re.IGNORECASE),
}


def step_faults(cause: Cause) -> Iterator[str]:
    """Yield what is wrong with the steps of a cause, each as `step N: what`."""
    for number, step in enumerate(cause.steps, start=1):
        yield from (f"step {number}: {fault}" for fault in (*_line(step), *_commands(step, cause), *_audience(step)))
    yield from _branches(cause.steps)
    audiences = {step.audience for step in cause.steps if not step.when}
    if len(cause.steps) == 1 and None not in audiences:
        yield f"has one step, for {cause.steps[0].audience} alone: the others are left without any"


def _line(step: Step) -> Iterator[str]:
    if len(step.do) > LONGEST:
        yield f"its line has {len(step.do)} letters, more than {LONGEST}; put the rest into detail"


def _commands(step: Step, cause: Cause) -> Iterator[str]:
    """Check that a step which speaks of a command shows it: by its name from [[verify]], or as its own command.

    Its line speaks of none: a mail and an overview have the line alone.
    """
    if any(word.lower() not in _NO_NAMES for word, _ in _COMMAND.findall(step.do)):
        yield "its line speaks of a command, which is not shown where the line stands alone; say so in detail"
    shown = {re.split("[:,]", verify.what, maxsplit=1)[0].lower() for verify in cause.verify}
    for text in filter(None, (step.do, step.detail, step.check, step.warning)):
        for word, kind in _COMMAND.findall(text):
            name = f"{word} {kind}".lower()
            if word.lower() not in _NO_NAMES and name not in shown:
                yield f"speaks of the {name}, which no [[verify]] of the cause shows"
        if _TOOLS.search(text):
            yield "holds a command line in its text; give it as one of its commands"


def _audience(step: Step) -> Iterator[str]:
    """Check that a step for one audience says so."""
    if step.audience is None:
        for audience, words in _AUDIENCES.items():
            if words.search(step.do):
                yield f"speaks to {audience} and is for everyone; name the audience"
    elif step.when:
        yield "is a branch and for one audience; a branch is for everyone who found what it names"


def _branches(steps: tuple[Step, ...]) -> Iterator[str]:
    """Check that each branch answers a question beside another branch, and that each question is answered."""
    before: Step | None = None
    for is_branch, run in groupby(steps, key=lambda step: step.when is not None):
        together = tuple(run)
        if is_branch:
            names = [name for name, _ in groupby(together, key=lambda step: step.when)]
            if before is None or not before.asks:
                yield f"branch {names[0]!r} follows no step that asks; give that step `asks`"
            if len(names) == 1:
                yield f"branch {names[0]!r} stands alone; a question has two answers or more"
            if len(set(names)) < len(names):
                yield "has a branch in two parts; put the steps of one `when` one after another"
        else:
            yield from (f"asks {one.asks!r} and no branch answers" for one in together[:-1] if one.asks)
        before = together[-1]
    if before is not None and before.asks and not before.when:
        yield f"asks {before.asks!r} and no branch answers"
