"""Every cause for every audience, however sure and however read, in every layout: no kind of text that misleads."""

import functools
import re

import pytest
from layouts import LAYOUTS, plain
from mails import CAUSE, real
from msgspec import structs

from omelog.model.cause import Cause
from omelog.model.report import Certainty, Status

AUDIENCE = pytest.mark.parametrize("audience", [None, "private-ca", "public-ca", "ansible"])
READ = pytest.mark.parametrize(
    ("certainty", "status"),
    [("certain", "analyzed"), ("certain", "partial"), ("documented", "analyzed"), ("ambiguous", "analyzed")],
)
SHOWS_STEPS = [name for name in LAYOUTS if name != "handover"]  # which names them, for who knows them
FOLDED = {"html", "markdown", "text"}
SAID: dict[str, Cause] = {}


@functools.cache
def _laid(slug: str, audience: str | None, certainty: Certainty, status: Status) -> dict[str, str]:
    report = structs.replace(real(SAID[slug]), audience=audience)
    [bundle] = report.bundles
    diagnosis = structs.replace(bundle.diagnosis, certainty=certainty)
    report = structs.replace(report, bundles=[structs.replace(bundle, status=status, diagnosis=diagnosis)])
    return {name: plain(LAYOUTS[name](report)) for name in SHOWS_STEPS}


def laid_out(
    cause: Cause, audience: str | None, certainty: Certainty = "certain", status: Status = "analyzed"
) -> dict[str, str]:
    SAID[cause.slug] = cause
    return _laid(cause.slug, audience, certainty, status)


@CAUSE
@AUDIENCE
@READ
def test_steps_for_an_audience_are_for_that_audience_alone(
    cause: Cause, audience: str | None, certainty: Certainty, status: Status
) -> None:
    authorities = {step.audience for step in cause.steps} & {"private-ca", "public-ca"}
    parted = audience is None or (audience == "ansible" and authorities)
    if parted or audience not in {step.audience for step in cause.steps}:
        return  # where nobody is named, each stands under the name of who it is for: the layouts' own tests look
    others = [step for step in cause.steps if step.audience not in (None, audience)]
    for name, said in laid_out(cause, audience, certainty, status).items():
        assert [step.do for step in others if plain(step.do) in said] == [], name


@CAUSE
@AUDIENCE
@READ
def test_a_new_csr_is_never_told_without_the_condition_for_it(
    cause: Cause, audience: str | None, certainty: Certainty, status: Status
) -> None:
    makes = [step for step in cause.steps if re.search(r"\bnew CSR\b", step.do) and "do not" not in step.do]
    if cause.new_csr == "yes":
        assert makes
        return
    for step in makes:
        assert step.when, step.do
        for name, said in laid_out(cause, audience, certainty, status).items():
            do, when = plain(step.do).strip(), plain(step.when).strip()
            if do in said:
                assert when in said[: said.index(do)], name


@CAUSE
@AUDIENCE
@READ
def test_a_command_that_a_step_speaks_of_is_shown(
    cause: Cause, audience: str | None, certainty: Certainty, status: Status
) -> None:
    for name, said in laid_out(cause, audience, certainty, status).items():
        if name not in FOLDED:
            continue
        for check in cause.verify:
            spoken = re.split("[:,]", check.what, maxsplit=1)[0].casefold()
            if spoken in said:
                assert plain(check.command).strip() in said, (name, spoken)


@CAUSE
def test_what_was_read_in_part_is_nowhere_called_certain(cause: Cause) -> None:
    for name, said in laid_out(cause, None, "certain", "partial").items():
        assert "certain: the log names" not in said, name
        assert "certainty: certain" not in said, name


@CAUSE
@AUDIENCE
@READ
def test_no_sentence_is_for_another_situation(
    cause: Cause, audience: str | None, certainty: Certainty, status: Status
) -> None:
    if cause.retry is None:
        return
    for name, said in laid_out(cause, audience, certainty, status).items():
        assert "the same file fails again" not in said, name
        assert "the same file will fail again" not in said, name


@CAUSE
@AUDIENCE
@READ
def test_advice_to_the_engineer_is_in_nothing_that_a_customer_gets(
    cause: Cause, audience: str | None, certainty: Certainty, status: Status
) -> None:
    assert cause.advice is not None
    to_us, to_them = plain(cause.advice.engineer), plain(cause.advice.customer)
    for name, said in laid_out(cause, audience, certainty, status).items():
        assert (to_us.strip() in said) == (name == "terminal"), name
        assert (to_them.strip() in said) == (name in {"html", "mail, text", "mail, HTML"}), name
