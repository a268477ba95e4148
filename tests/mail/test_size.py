"""A mail fits whatever there is to say, and says so where it was cut; a digest over many bundles."""

import base64
import quopri
import re
from collections.abc import Callable
from email.message import EmailMessage

import html5lib
import mails
import msgspec
import pages
import pytest
import reports

from omelog.mail import body as body_room
from omelog.mail.body import LARGEST_HTML, MailError
from omelog.model.report import Report


def encoded(message: EmailMessage) -> int:
    part = message.get_body(("html",))
    assert part is not None
    return len(part.as_bytes())


HUGE = "Жяю" * 10_000


def storm() -> Report:
    return reports.report(reports.bundle(findings=[reports.finding(number) for number in range(50_000)]))


def record() -> Report:
    return reports.report(reports.bundle(findings=[reports.finding(raw="\x1b" * 8_388_608, message_args=["\x1b"])]))


def thousand() -> Report:
    kinds = [reports.full(), reports.ambiguous(), reports.unknown(), reports.clean(), reports.rejected()]
    bundles = [msgspec.structs.replace(kinds[number % 5], name=f"case-{number}.zip") for number in range(1000)]
    return reports.report(*bundles)


def hostile_names() -> Report:
    bundles = [reports.bundle(name="\U000e0041" * 3000, case="&" * 3000) for _ in range(60)]
    return reports.report(*bundles)


def wordy() -> Report:
    causes = reports.causes()
    step = causes["missing-eku"].steps[0]
    long = [msgspec.structs.replace(step, do=HUGE, check=HUGE, warning=HUGE)] * 200
    causes["missing-eku"] = msgspec.structs.replace(causes["missing-eku"], steps=tuple(long), what=HUGE, forward=HUGE)
    report = reports.report(reports.bundle(name=HUGE, diagnosis=reports.diagnosis(headline=HUGE, ask_for=[HUGE] * 50)))
    return msgspec.structs.replace(report, catalogue=msgspec.structs.replace(report.catalogue, causes=causes))


@pytest.mark.parametrize("kind", [storm, record, thousand, hostile_names, wordy], ids=lambda kind: kind.__name__)
def test_the_html_part_fits_whatever_there_is_to_say(kind: Callable[[], Report]) -> None:
    message = mails.read(kind())
    assert encoded(message) < 100_000
    tree = html5lib.HTMLParser(strict=True).parse(mails.html(kind()))
    assert tree is not None


def test_what_was_left_out_is_told() -> None:
    text = mails.text(thousand())
    assert re.search(r"And \d+ log bundles more\.", text)
    assert "Some of this mail was shortened" in mails.text(wordy())
    assert "shortened" not in mails.text(mails.KINDS["full"]())


def test_a_run_without_bundles_makes_a_mail() -> None:
    message = mails.read(reports.report(problems=[reports.damage()]))
    assert message["Subject"] == "0 of 0 log bundles with certificate errors"
    assert "The archive ends in the middle" in mails.text(reports.report(problems=[reports.damage()]))


def test_a_digest_has_what_stopped_the_bundles() -> None:
    made = html5lib.parse(mails.html(thousand()), namespaceHTMLElements=False)
    rows = [[pages.text(cell) for cell in row] for row in made.iter("tr")]
    assert ["Client or server authentication is missing from the certificate", "200 log bundles"] in [
        row[:2] for row in rows
    ]
    bare = [table for table in made.iter("table") if table.find(".//table") is None]
    assert max(len(list(table.iter("tr"))) for table in bare) <= 21


def test_a_note_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(MailError, match="make it shorter"):
        mails.made(mails.KINDS["certain"](), note="x" * LARGEST_HTML)


def test_the_shorter_encoding_is_taken() -> None:
    plain, dense = "plain text\n" * 1000, "плотный текст\n" * 1000
    assert body_room.encoded(plain)[0] == "quoted-printable"
    assert body_room.encoded(dense)[0] == "base64"
    for text in (plain, dense):
        told = body_room.encoded(text)[1]
        data = text.replace("\n", "\r\n").encode()
        true = min(len(quopri.encodestring(data)), len(base64.encodebytes(data)))
        assert told >= true * 0.97
