"""Logs in a wrapping that is known and not read: damage that names it, and what takes it off."""

import base64
import binascii
import json
import quopri
from email.message import EmailMessage
from urllib.parse import quote

import pytest
from logs import bundle_of, other, planted

from omelog.records.wrappings import WRAPPINGS, wrapping_of

LINES = [other(1), planted("missing-eku"), *map(other, range(2, 9))]
TEXT = "".join(f"{line}\n" for line in LINES).encode()


def hex_dump(data: bytes) -> bytes:
    """Return what xxd makes of it."""
    rows = (data[start : start + 16] for start in range(0, len(data), 16))
    dumped = (f"{16 * number:08x}: {row.hex(' ', 2):39}  {row!r}" for number, row in enumerate(rows))
    return "\n".join(dumped).encode()


def mail() -> bytes:
    """Return a mail as a mail program saves it."""
    message = EmailMessage()
    message["From"] = "a@example.com"
    message.set_content("The bundle is attached.")
    message.add_attachment(TEXT, maintype="application", subtype="zip", filename="bundle.zip")
    return bytes(message)


WRAPPED = {
    "a mail with attachments": mail(),
    "Base64": base64.encodebytes(TEXT),
    "a hex dump": hex_dump(TEXT),
    "uuencode": b"begin 644 application.log\n"
    + b"".join(binascii.b2a_uu(TEXT[start : start + 45]) for start in range(0, len(TEXT), 45)),
    "quoted-printable": quopri.encodestring(TEXT),
    "percent encoding": quote(TEXT).encode(),
    "JSON over several lines": json.dumps([{"PRIORITY": "6", "MESSAGE": line} for line in LINES], indent=4).encode(),
    "HTML or XML": b"<html><ol>" + b"".join(b"<li>%s</li>\n" % line.encode() for line in LINES) + b"</ol></html>",
    "rich text (RTF)": b"{\\rtf1\\ansi\\deff0 the log as it was sent}",
}


@pytest.mark.parametrize("wrapping", WRAPPINGS, ids=lambda one: one.title)
def test_each_is_named_with_its_way_out(wrapping: tuple[str, object, str]) -> None:
    title, _, command = wrapping
    bundle = bundle_of({"tomcat/application.log": WRAPPED[title]})
    [problem] = [one for one in bundle.problems if one.code == "no-records"]
    assert f"it is {title}" in problem.message
    assert problem.advice is not None
    assert command in problem.advice
    assert bundle.status == "rejected"
    assert bundle.findings == []


@pytest.mark.parametrize("text", [b"", b"timeout=22\nname=3D\n", b"notes\n" * 50, b"{}", b"a" * 9, TEXT])
def test_other_texts_are_none_of_them(text: bytes) -> None:
    assert wrapping_of(text) is None


@pytest.mark.parametrize("between", ["\\n", "\\r\\n", "#012", " ", "  |  "])
@pytest.mark.parametrize("within", ["{}", '"{}"', "'{}'"])
def test_a_log_that_has_lost_its_line_breaks_is_damage(between: str, within: str) -> None:
    text = within.format(between.join(LINES).replace('"', '\\"'))
    bundle = bundle_of({"tomcat/application.log": text.encode()})
    if bundle.findings:  # by another sign a record begins
        assert [one.cause for one in bundle.findings] == ["missing-eku"]
        return
    assert [one.code for one in bundle.problems if one.severity == "damage"] == ["lost-line-breaks"]
    assert bundle.status == "partial"
    assert bundle.diagnosis.headline.startswith("For what was read, ")


def test_records_that_quote_many_are_no_lost_lines() -> None:
    quoting = other(1) + ": " + "\\n".join(LINES)
    bundle = bundle_of({"tomcat/application.log": f"{other(0)}\n{quoting}\n".encode()})
    assert (bundle.status, bundle.findings) == ("analyzed", [])
