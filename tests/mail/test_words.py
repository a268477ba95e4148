"""What a mail says: plain words, every step of one audience, never more than the log shows."""

import re
from collections.abc import Callable

import html5lib
import mails
import pages
import pytest
import reports
from mails import CAUSE, CAUSES, KIND, real

from omelog.mail.proof import WIDTH
from omelog.model.cause import Cause
from omelog.model.report import Report


@KIND
def test_the_text_is_written_for_its_readers(kind: Callable[[], Report]) -> None:
    text = mails.text(kind(), case="4711")
    assert not re.search(r"<[a-z/]+>|&[a-z]+;", text)
    commands = {check.command for cause in reports.causes().values() for check in cause.verify}
    long = [line for line in text.splitlines() if len(line) > 76 and line.strip() not in commands]
    assert [line for line in long if not line.startswith("https://")] == []


@CAUSE
@pytest.mark.parametrize("part", [mails.text, lambda report: pages.text(html5lib.parse(mails.html(report)))])
def test_plain_words(cause: Cause, part: Callable[[Report], str]) -> None:
    said = part(real(cause))
    slugs = [one.slug for one in CAUSES if "-" in one.slug] + ["private-ca", "public-ca"]
    assert [slug for slug in slugs if slug in said] == []
    terms = r"\b(finding|findings|incident|incidents|blocker|candidate|candidates|diagnosis|slug|catalogue|redaction)\b"
    # "candidate" and its like may stand in a cause's own text; ours are those of the templates and of omelog.mail.
    assert re.findall(terms, said.replace(cause.what, "").replace(cause.why, "")) == []


@CAUSE
@pytest.mark.parametrize("audience", ["private-ca", "public-ca", "ansible"])
def test_every_step_of_one_audience_and_no_other(cause: Cause, audience: str) -> None:
    text = " ".join(mails.text(real(cause), audience=audience).split())
    named = {step.audience for step in cause.steps if step.audience}
    for step in cause.steps:
        words = " ".join(step.do.split())
        if step.audience in (None, audience):
            assert words in text
        elif audience in named:
            assert words not in text
    if cause.steps and {step.audience for step in cause.steps} & {"private-ca"} and cause.slug == "missing-eku":
        assert ("lets whoever may enrol impersonate anyone" in text) == (audience == "private-ca")
    if cause.forward:
        assert " ".join(cause.forward.split()) in text


@CAUSE
def test_without_an_audience_no_step_for_ansible_alone(cause: Cause) -> None:
    text = " ".join(mails.text(real(cause)).split())
    assert [step.do for step in cause.steps if step.audience == "ansible" and " ".join(step.do.split()) in text] == []


def test_a_log_read_in_part_or_not_at_all_says_so() -> None:
    partial = mails.read(reports.report(reports.full()))
    assert "(log read in part)" in str(partial["Subject"])
    assert "What is missing could change this result." in mails.text(reports.report(reports.full()))
    unread = mails.text(reports.report(reports.rejected()))
    assert "Nothing in this mail says anything about the appliance." in " ".join(unread.split())
    assert "Ask for the bundle again" in unread


def test_no_error_is_not_called_a_success() -> None:
    text = mails.text(reports.report(reports.clean()))
    assert not re.search(r"\b(ok|okay|successful|healthy|passed|all good)\b", text, re.IGNORECASE)
    assert "An attempt on the other appliance." in text


def test_log_lines_are_wrapped_and_lose_nothing() -> None:
    raw = reports.raw().replace("\n", "") + "x" * 100
    made = mails.html(reports.report(reports.bundle(findings=[reports.finding(raw=raw)])))
    lines = html5lib.parse(made, namespaceHTMLElements=False).find(".//pre")
    assert lines is not None
    shown = "".join(lines.itertext())
    assert all(len(line) <= WIDTH for line in shown.splitlines())
    assert shown.replace("\n", "") == raw
    marked = "".join("".join(one.itertext()) for one in lines.iter("b"))
    assert marked == reports.EKU


def test_two_or_three_records_prove_it_however_many_there_are() -> None:
    findings = [reports.finding(number) for number in range(500)]
    made = mails.html(reports.report(reports.bundle(findings=findings)))
    assert 1 <= made.count("<pre") <= 3
