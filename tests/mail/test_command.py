"""`omelog mail` as a user types it: drafts, dry runs, and every way to use it wrongly."""

import email
import email.policy
from pathlib import Path
from typing import Any

import pytest
import reports
from running import omelog

from omelog.report import render

HERE: dict[str, Any] = {"OMELOG_MAIL_FROM": "support@example.com"}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    path.write_bytes(render(reports.report(reports.full()), "json")["report.json"])
    return path


def test_a_draft_needs_neither_server_nor_sender(report: Path) -> None:
    run = omelog("mail", report, "--to", "a@example.com", "--draft", "out.eml", "--case", "4711", cwd=report.parent)
    assert (run.code, run.stdout) == (0, "Draft: out.eml\n")
    assert run.lines == ["omelog: no audience given: the mail's steps are for a private CA; --audience chooses others"]
    data = (report.parent / "out.eml").read_bytes()
    assert b"\n" not in data.replace(b"\r\n", b"")
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert (message["X-Unsent"], message["From"], message["Auto-Submitted"]) == ("1", None, None)
    title = reports.causes()["missing-eku"].title
    assert message["Subject"] == f"[4711] OpenManage Enterprise certificate upload: {title}"


def test_a_draft_is_a_file_with_a_name(report: Path) -> None:
    run = omelog("mail", report, "--to", "a@example.com", "--draft", "-", cwd=report.parent)
    assert (run.code, run.lines) == (2, ["omelog: --draft - is not a file; give a name such as --draft case.eml"])
    assert not (report.parent / "-").exists()


def test_a_draft_that_may_have_been_worked_on_is_not_overwritten(report: Path) -> None:
    (report.parent / "out.eml").write_bytes(b"mine")
    run = omelog("mail", report, "--to", "a@example.com", "--draft", "out.eml", cwd=report.parent)
    assert (run.code, run.lines) == (2, ["omelog: out.eml: exists already; give another name with --draft"])
    assert (report.parent / "out.eml").read_bytes() == b"mine"


def test_a_dry_run_shows_everything_and_does_nothing(report: Path) -> None:
    environment = HERE | {
        "OMELOG_SMTP": "smtp://127.0.0.1:1",
        "OMELOG_SMTP_USER": "u",
        "OMELOG_SMTP_PASSWORD": "s3cret",
    }
    run = omelog(
        "mail", report, "--to", "a@example.com;b@example.com", "--dry-run", "--draft", "out.eml", "--case", "7",
        cwd=report.parent, **environment,
    )  # fmt: skip
    assert (run.code, run.stderr) == (0, "")
    assert not (report.parent / "out.eml").exists()
    run = omelog("mail", report, "--to", "a@example.com;b@example.com", "--dry-run", cwd=report.parent, **environment)
    assert (run.code, run.stderr) == (0, "")
    for words in (
        "From:        support@example.com", "To:          a@example.com, b@example.com",
        "127.0.0.1:1, STARTTLS, verified, with login", "Subject:     [SR 12345] OpenManage Enterprise certificate",
        "Redaction:   customer", "text/plain, quoted-printable", "text/html, base64",
        "certificate-report-SR-12345.html",
    ):  # fmt: skip
        assert words in run.stdout
    assert "s3cret" not in run.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--to", "a b"], 2, "'a b' is not a mail address"),
        (["--to", " ; "], 2, "nobody to mail to"),
        (["--to", "a@example.com", "--from", "x"], 2, "the sender: 'x' is not a mail address"),
        (["--to", "a@example.com", "--smtp", "smtp://u:p@host"], 2, "has a login in it"),
        (["--to", "a@example.com"], 2, "no mail server; give --smtp or OMELOG_SMTP"),
        (["--to", "a@example.com", "--attach", "pdf", "--dry-run"], 2, "--attach 'pdf' is not known"),
        (["--to", "a@example.com", "--audience", "me", "--dry-run"], 2, "unknown audience 'me'"),
        (["--to", "a@example.com", "--redact", "some", "--dry-run"], 2, "unknown profile 'some'"),
        (["--to", "a@example.com", "--note", "missing.txt", "--dry-run"], 2, "the note cannot be read"),
        (["--to", "a@example.com", "--note", "latin.txt", "--dry-run"], 2, "is not UTF-8"),
        (["--to", "a@example.com", "--note", "long.txt", "--dry-run"], 2, "too long for a mail"),
        (["--to", "a@example.com", "--draft", "no/such/folder.eml"], 1, "the draft cannot be written"),
        (["--to", "a@example.com", "--smtp", "smtp://h", "--ca-file", "none.pem"], 2, "cannot be used as CA file"),
    ],
)
def test_wrong_usage_is_one_line_that_says_what_to_do(
    report: Path, arguments: list[str], code: int, words: str
) -> None:
    (report.parent / "latin.txt").write_bytes(b"Gr\xfc\xdfe")
    (report.parent / "long.txt").write_bytes(b"x" * 20_000)
    run = omelog("mail", report, *arguments, cwd=report.parent, **HERE)
    assert (run.code, len(run.lines)) == (code, 1)
    assert words in run.lines[0]
    assert run.stdout == ""


def test_without_a_sender_nothing_is_sent(report: Path) -> None:
    run = omelog("mail", report, "--to", "a@example.com", "--smtp", "smtp://127.0.0.1:1", cwd=report.parent)
    assert (run.code, run.lines) == (2, ["omelog: no sender; give --from or OMELOG_MAIL_FROM, or write a --draft"])


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"OMELOG_SMTP_USER": "u"}, "set OMELOG_SMTP_PASSWORD or OMELOG_SMTP_PASSWORD_FILE too"),
        ({"OMELOG_SMTP_PASSWORD": "p"}, "set OMELOG_SMTP_USER too"),
        ({"OMELOG_SMTP_USER": "u", "OMELOG_SMTP_PASSWORD_FILE": "nothing"}, "the password cannot be read"),
    ],
)
def test_half_a_login_is_named(report: Path, environment: dict[str, Any], words: str) -> None:
    run = omelog("mail", report, "--to", "a@example.com", "--smtp", "smtp://h", cwd=report.parent, **HERE | environment)
    assert (run.code, len(run.lines)) == (2, 1)
    assert words in run.lines[0]


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[" * 100_000, b"\xff", b'{"schema":"omelog.report/2"}', b'{"schema": "x\\ud800"}'],
    ids=range(6),
)
def test_what_is_no_report_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(content)
    run = omelog("mail", path, "--to", "a@example.com", "--dry-run", cwd=tmp_path)
    assert (run.code, len(run.lines)) == (1, 1)
    assert "omelog: " in run.lines[0]
    assert any(
        words in run.lines[0] for words in ("is not JSON", "is JSON, but not a report", "is a report of version 2")
    )


def test_a_report_that_is_missing_or_of_another_time_is_named(report: Path) -> None:
    run = omelog("mail", "nothing.json", "--to", "a@example.com", "--dry-run", cwd=report.parent)
    assert (run.code, len(run.lines)) == (1, 1)
    report.write_bytes(report.read_bytes().replace(b"omelog.report/1", b"omelog.report/9"))
    run = omelog("mail", report, "--to", "a@example.com", "--dry-run", cwd=report.parent)
    assert (run.code, run.lines) == (
        1,
        [f"omelog: {report}: is a report of version 9, and this omelog reads 1; install a newer omelog"],
    )


def test_a_triage_checks_the_mail_before_it_begins(tmp_path: Path) -> None:
    run = omelog("triage", "nothing.zip", "--mail-to", "x", cwd=tmp_path, **HERE)
    assert (run.code, run.lines) == (
        2,
        ["omelog: 'x' is not a mail address: An email address must have an @-sign."],
    )
    run = omelog("triage", "nothing.zip", "--mail-to", "a@example.com", cwd=tmp_path, **HERE)
    assert (run.code, run.lines) == (2, ["omelog: --mail-to needs a mail server; give --smtp or OMELOG_SMTP"])
    assert not (tmp_path / "omelog-report").exists()


def test_a_setting_that_is_not_known_is_named(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('[mail]\npassword = "x"\n', encoding="utf-8")
    run = omelog("triage", "nothing.zip", "--config", settings, cwd=tmp_path)
    assert (run.code, len(run.lines)) == (2, 1)
    assert "unknown setting mail.password" in run.lines[0]
