"""What a mail says: plain words, every step of one audience, never more than the log shows."""

import re
from collections.abc import Callable

import html5lib
import mails
import msgspec
import pages
import pytest
import reports
from mails import CAUSE, CAUSES, KIND, real

from omelog.mail.proof import WIDTH as OF_A_LOG
from omelog.mail.style import Style
from omelog.model.cause import Cause
from omelog.model.report import Report
from omelog.text.wrap import WIDTH


@KIND
def test_the_text_is_written_for_its_readers(kind: Callable[[], Report]) -> None:
    text = mails.text(kind(), case="4711")
    assert not re.search(r"<[a-z/]+>|&[a-z]+;", text)
    commands = {check.command for cause in reports.causes().values() for check in cause.verify}
    long = [line for line in text.splitlines() if len(line) > WIDTH and line.strip() not in commands]
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
    assert "What is missing could change the verdict." in mails.text(reports.report(reports.full()))
    unread = mails.text(reports.report(reports.rejected()))
    assert "Nothing here says anything about the appliance." in " ".join(unread.split())
    assert "Ask for the bundle again" not in unread  # is for the engineer


def test_whoever_reads_of_a_bundle_that_was_not_read_learns_what_to_send() -> None:
    unread = reports.rejected()
    plain = msgspec.structs.replace(unread, diagnosis=msgspec.structs.replace(unread.diagnosis, ask_for=[]))
    text = " ".join(mails.text(reports.report(plain)).split())
    assert "What to send back" in text
    assert "not unpacked, edited or renamed, without a password" in text


def test_no_error_is_not_called_a_success() -> None:
    text = mails.text(reports.report(reports.clean()))
    assert not re.search(r"\b(ok|okay|successful|healthy|passed|all good)\b", text, re.IGNORECASE)
    assert "An attempt on the other appliance." in text


def test_log_lines_are_wrapped_and_lose_nothing() -> None:
    raw = reports.raw().replace("\n", "")
    made = mails.html(reports.report(reports.bundle(findings=[reports.finding(raw=raw)])))
    lines = html5lib.parse(made, namespaceHTMLElements=False).find(".//pre")
    assert lines is not None
    shown = "".join(lines.itertext())
    assert all(len(line) <= OF_A_LOG for line in shown.splitlines())
    assert shown.replace("\n", "") == raw
    marked = "".join("".join(one.itertext()) for one in lines.iter("b"))
    assert marked == reports.EKU


def test_two_or_three_records_prove_it_however_many_there_are() -> None:
    findings = [reports.finding(number) for number in range(500)]
    made = mails.html(reports.report(reports.bundle(findings=findings)))
    assert 1 <= made.count("<pre") <= 3


@CAUSE
@pytest.mark.parametrize("audience", [None, "private-ca", "public-ca", "ansible"])
@pytest.mark.parametrize("attach", ["html", "zip"])
def test_a_mail_with_its_report_is_read_at_a_sitting(cause: Cause, audience: str | None, attach: str) -> None:
    text = mails.text(real(cause), audience=audience, attach=attach, case="4711")
    assert len(text.splitlines()) < 90
    parts = ("Forward this to", "If that is you\n--", "What to do\n--", "Log lines\n--", "send back\n--")
    order = [text.find(part) for part in parts if part in text]
    assert order == sorted(order)


def test_the_mail_about_a_migration_tells_whose_steps_come_first() -> None:
    report = mails.pair()
    text = " ".join(mails.text(report, case="4711", attach="zip").split())
    assert "Fix the source's chain first, then repeat the connection check" in text
    assert "On the source: The chain in the file is incomplete" in text
    assert "On the target" not in text
    assert str(mails.read(report, case="4711")["Subject"]).startswith("[4711] OpenManage Enterprise certificates: Fix")


def test_a_digest_names_case_and_role_of_each_bundle() -> None:
    report = reports.several()
    text, html = mails.text(report), pages.text(html5lib.parse(mails.html(report)))
    for bundle in report.bundles:
        for name in filter(None, (bundle.case, bundle.role)):
            assert name in text
            assert name in html


def test_brand_and_footer_stand_around_every_mail() -> None:
    style = Style(brand="Example <Support>", footer="Example Ltd\n1 Street", keep_subject=True)
    for kind in mails.KINDS.values():
        text, html = mails.text(kind(), style=style), mails.html(kind(), style=style)
        assert text.startswith("Example <Support> - OpenManage Enterprise")
        assert text.rstrip().endswith("Example Ltd\n1 Street")
        assert "Example &lt;Support&gt;" in html
        assert str(mails.read(kind(), case="1", style=style)["Subject"]) == (
            "[1] OpenManage Enterprise certificate upload"
        )


@CAUSE
@pytest.mark.parametrize("audience", [None, "private-ca", "public-ca", "ansible"])
def test_a_mail_with_its_report_has_at_most_seven_steps_in_their_order(cause: Cause, audience: str | None) -> None:
    report = msgspec.structs.replace(real(cause), audience=audience)
    text = mails.text(report, attach="html")
    numbers = [int(number) for number in re.findall(r"^ ?(\d+)\. ", text, re.MULTILINE)]
    assert numbers == [*range(1, len(numbers) + 1)]
    assert len(numbers) <= 7
    assert len(text.splitlines()) < 95
    left_out = re.search(r"(\d+) more steps follow in the attached report", text)
    assert left_out is None or (len(numbers) == 7 and int(left_out[1]) > 1)
    others = [step for step in cause.steps if audience and step.audience not in (None, audience)]
    if audience in {step.audience for step in cause.steps}:
        flat = " ".join(text.split())
        assert [step.do for step in others if step.do in flat and audience != "ansible"] == []
