"""The answer in the terminal: steps in their order and for their audience, all questions, the place of the proof."""

import re
from io import StringIO

import pytest
from mails import CAUSE, real
from msgspec import structs
from rich.console import Console

from omelog.cli.show.answer import one_bundle
from omelog.cli.show.paragraphs import print_bounded
from omelog.model.cause import Cause
from omelog.wording.steps import command_name, turns
from omelog.wording.words import certainty


def lines(cause: Cause, audience: str | None, *, steps: int = 3, rest: str = "") -> list[str]:
    report = structs.replace(real(cause), audience=audience)
    said = one_bundle(report, report.bundles[0], steps=steps, rest=rest)
    return [f"{one.label} {one.mark}{one.text}" for one in said]


@CAUSE
@pytest.mark.parametrize("audience", ["private-ca", "public-ca", "ansible"])
@pytest.mark.parametrize("steps", [0, 1, 3, 99])
def test_no_step_of_an_audience_is_passed_over(cause: Cause, audience: str, steps: int) -> None:
    text = "\n".join(lines(cause, audience, steps=steps))
    known = {step.audience for step in cause.steps}
    if audience not in known or (audience == "ansible" and known & {"private-ca", "public-ca"}):
        return  # where the ways part all the same, the next test looks
    own = [step for step in cause.steps if step.audience in (None, audience)]
    others = [step for step in cause.steps if step.audience not in (None, audience)]
    shown = [step.do in text for step in own]
    assert shown == sorted(shown, reverse=True)
    if real(cause).bundles[0].diagnosis.blocker == cause.slug:
        numbered = [is_shown for step, is_shown in zip(own, shown, strict=True) if not step.when]
        assert sum(numbered) == min(max(steps, 1), len(numbered))  # the first is never given up
    assert [step.do for step in others if step.do in text] == []


@CAUSE
def test_nothing_follows_where_the_ways_part(cause: Cause) -> None:
    text = "\n".join(lines(cause, None, steps=99))
    parting = [place for place, step in enumerate(cause.steps) if step.audience in ("private-ca", "public-ca")]
    before = cause.steps[: parting[0]] if parting else ()
    behind = [step for step in cause.steps[parting[-1] :] if step.audience is None] if parting else []
    if real(cause).bundles[0].diagnosis.blocker == cause.slug:
        assert [step.do for step in before if step.audience is None and step.do not in text] == []
    assert [step.do for step in behind if step.do in text] == []


@CAUSE
def test_the_answer_has_certainty_place_and_every_question(cause: Cause) -> None:
    bundle = real(cause).bundles[0]
    text = "\n".join(lines(cause, None))
    said = bundle.diagnosis
    assert certainty(said.certainty, len(said.candidates), bundle.status) in text
    assert f"{bundle.findings[-1].log}:{bundle.findings[-1].line}" in text
    assert [question for question in said.ask_for if question not in text] == []


@CAUSE
def test_explain_points_at_no_report(cause: Cause) -> None:
    where = f"are shown by: omelog causes show {cause.slug}"
    told = [line for line in lines(cause, None, rest=where) if "all steps" in line]
    assert all(line.endswith(where) for line in told)


@CAUSE
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_what_goes_on_stands_under_where_it_began(cause: Cause, width: int) -> None:
    report = real(cause)
    written = StringIO()
    console = Console(width=width, file=written, highlight=False)
    said = one_bundle(report, report.bundles[0], steps=3)
    print_bounded(console, said, 1000)
    shown = written.getvalue().splitlines()
    assert all(len(line) <= width or line.lstrip().startswith("$ ") for line in shown)
    assert all(line[:9].strip() == "" or line[:9].rstrip().endswith(":") for line in shown)
    assert shown[0].startswith("Verdict: ")
    whole = "".join("".join(shown).split())
    assert [one.text for one in said if "".join(one.text.replace("`", "").split()) not in whole] == []


@CAUSE
def test_nothing_is_said_twice(cause: Cause) -> None:
    text = "\n".join(lines(cause, None))
    assert text.lower().count(cause.takes.lower()) <= 1


@CAUSE
@pytest.mark.parametrize("audience", [None, "private-ca", "public-ca", "ansible"])
def test_a_step_that_names_a_command_shows_it(cause: Cause, audience: str | None) -> None:
    for turn in turns(cause, audience):
        for step in [turn.step] if turn.step else [one for branch in turn.branches for one in branch.steps]:
            texts = f"{step.do} {step.warning} {step.check}".lower()
            named = set(re.findall(r"\bthe (\w+ command|key comparison)\b", texts))
            assert named <= {command_name(check.what) for check in step.commands}, (cause.slug, step.do)
