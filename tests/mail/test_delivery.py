"""Mail through a real server and back: exim4 with STARTTLS, TLS from the start, a login, delivered to a maildir."""

import email
import email.policy
import hashlib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import mailservers
import pytest
import reports
from mailservers import PASSWORD, USER, Exim
from places import SAMPLES
from running import Run, omelog

from omelog.redact import redacted
from omelog.report import render
from omelog.saved import read

pytestmark = pytest.mark.mail

LOGIN: dict[str, Any] = {"OMELOG_SMTP_USER": USER, "OMELOG_SMTP_PASSWORD": PASSWORD}


@pytest.fixture(scope="module")
def exim() -> Iterator[Exim]:
    with mailservers.exim() as server:
        yield server


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    path.write_bytes(render(reports.report(reports.full(), audience="private-ca"), "json")["report.json"])
    return path


def mailed(exim: Exim, report: Path, *arguments: str, **environment: str) -> Run:
    return omelog("mail", report, "--smtp", f"smtp://localhost:{exim.port}", "--ca-file", exim.ca_file, *arguments,
        cwd=report.parent, **{"OMELOG_MAIL_FROM": "Sürya <support@example.com>"} | LOGIN | environment,
    )  # fmt: skip


def read_back(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


def test_a_mail_arrives_with_both_texts_and_the_report_unchanged(exim: Exim, report: Path) -> None:
    note = report.parent / "note.txt"
    note.write_text("Grüße aus Köln,\nこんにちは\n", encoding="utf-8")
    run = mailed(exim, report, "--to", "Jörg Ölmann <joerg@bücher.example>, b@example.com", "--note", str(note))
    assert (run.code, run.stderr) == (0, "")
    assert run.stdout == "Mailed to joerg@xn--bcher-kva.example, b@example.com\n"
    message = read_back(exim.delivered("joerg@xn--bcher-kva.example")[0])
    assert message["From"] == "Sürya <support@example.com>"
    assert message["To"] == "Jörg Ölmann <joerg@xn--bcher-kva.example>, b@example.com"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Grüße aus Köln,\nこんにちは" in text.get_content()
    assert "Grüße aus Köln" in html.get_content()
    attached = next(iter(message.iter_attachments()))
    page = render(redacted(read(report.read_bytes()), "customer").report, "html")["report.html"]
    content = attached.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert hashlib.sha256(content).hexdigest() == hashlib.sha256(page).hexdigest()
    assert message["Auto-Submitted"] is None


def test_an_address_beyond_ascii_takes_the_way_for_it(exim: Exim, report: Path) -> None:
    run = mailed(exim, report, "--to", "jürgen@example.com")
    assert (run.code, run.stderr) == (0, "")
    assert read_back(exim.delivered("jürgen@example.com")[0])["To"] == "jürgen@example.com"


def test_a_refused_recipient_is_named_and_the_others_get_it(exim: Exim, report: Path) -> None:
    run = mailed(exim, report, "--to", "nobody@example.com;partly@example.com", "--attach", "none")
    assert run.code == 1
    assert run.lines == ["omelog: mail to nobody@example.com: refused: 550 no such user here"]
    assert run.stdout == "Mailed to partly@example.com\n"
    assert len(exim.delivered("partly@example.com")) == 1


def test_a_wrong_login_is_told_without_the_password(exim: Exim, report: Path) -> None:
    run = mailed(exim, report, "--to", "c@example.com", OMELOG_SMTP_PASSWORD="not it at all")  # noqa: S106 - it is wrong
    assert run.code == 1
    assert "did not take the login: 535" in run.lines[0]
    assert "not it at all" not in run.stdout + run.stderr


@pytest.mark.parametrize("source", ["file", "stdin"])
def test_the_password_comes_from_a_file_or_standard_input(exim: Exim, report: Path, source: str) -> None:
    file = report.parent / "password"
    file.write_text(PASSWORD + "\n", encoding="utf-8")
    environment: dict[str, Any] = {
        "OMELOG_MAIL_FROM": "support@example.com",
        "OMELOG_SMTP_USER": USER,
        "OMELOG_SMTP_PASSWORD_FILE": "-" if source == "stdin" else str(file),
        "OMELOG_SMTP": f"smtp://localhost:{exim.port}",
        "OMELOG_SMTP_CA_FILE": str(exim.ca_file),
    }
    run = omelog(
        "mail",
        "--audience",
        "private-ca",
        report,
        "--to",
        f"{source}@example.com",
        cwd=report.parent,
        stdin=PASSWORD.encode(),
        **environment,
    )
    assert (run.code, run.stderr) == (0, "")
    assert len(exim.delivered(f"{source}@example.com")) == 1


def test_several_pages_go_as_a_zip(exim: Exim, report: Path) -> None:
    report.write_bytes(render(reports.several(), "json")["report.json"])
    run = mailed(exim, report, "--to", "large@example.com")
    assert (run.code, run.stderr) == (0, "")
    attached = next(iter(read_back(exim.delivered("large@example.com")[0]).iter_attachments()))
    assert attached.get_content_type() == "application/zip"


def test_tls_from_the_start(report: Path) -> None:
    with mailservers.exim(tls_on_connect=True) as server:
        run = omelog("mail", "--audience", "private-ca", report, "--to", "a@example.com", "--from", "s@example.com",
            "--smtp", f"smtps://localhost:{server.port}", "--ca-file", server.ca_file, cwd=report.parent, **LOGIN,
        )  # fmt: skip
        assert (run.code, run.stderr) == (0, "")
        assert b"X-Unsent" not in server.delivered("a@example.com")[0]


def test_a_triage_mails_by_itself_and_says_so_in_the_mail(exim: Exim, tmp_path: Path) -> None:
    sample = SAMPLES / "one-blocker.zip"
    settings = tmp_path / "settings.toml"
    settings.write_text(
        f'[mail]\nsmtp = "smtp://localhost:{exim.port}"\nfrom = "robot@example.com"\n'
        f'ca_file = "{exim.ca_file}"\nattach = "none"\noutbox = "{tmp_path / "outbox"}"\n',
        encoding="utf-8",
    )
    run = omelog(
        "triage",
        "--audience",
        "private-ca",
        sample,
        "--config",
        settings,
        "--mail-to",
        "lead@example.com",
        "--case",
        "4711",
        cwd=tmp_path,
        **LOGIN,
    )
    assert (run.code, run.stderr) == (0, "")
    message = read_back(exim.delivered("lead@example.com")[0])
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert str(message["Subject"]).startswith("[4711] OpenManage Enterprise certificate upload: ")
    assert list(message.iter_attachments()) == []
    assert list((tmp_path / "outbox").iterdir()) == []
