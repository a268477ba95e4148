"""Wrappings of a whole log that are known and not read: how each is recognised, and what takes it off.

They hold no header as it was written, so nothing in them is a record; a log in one of them is damage, with its name.
"""

import re
from typing import NamedTuple


class Wrapping(NamedTuple):
    """A wrapping: its name, what its text looks like from the beginning on, and the command that takes it off."""

    title: str
    looks: re.Pattern[bytes]
    command: str


_EXPLAIN = "omelog explain FILE"  # it undoes what pasting and mailing do to text
WRAPPINGS = (
    # MIME-Version: 1.0 … Content-Type: multipart/mixed
    Wrapping(
        "a mail with attachments",
        re.compile(
            rb"(?:From [^\n]*\n)?[A-Z][\w-]*: [\s\S]{0,8000}?^Content-Type:\s*multipart/", re.MULTILINE | re.IGNORECASE
        ),
        "save the attachment from the mail program, and give that",
    ),
    # MTUwMzk4MjQ1Ng==
    Wrapping("Base64", re.compile(rb"\s*(?:[A-Za-z0-9+/]{40,}\r?\n)+[A-Za-z0-9+/]*={0,2}\s*"), "base64 -d FILE"),
    # 00000000: 5b49 4e46 4f20 5d20 3230 3234 2d30 312d  [INFO ] 2024-01-
    Wrapping("a hex dump", re.compile(rb"\s*0{7,8}:(?: [0-9a-fA-F]{2,4}){4}"), "xxd -r FILE"),
    # begin 644 application.log
    Wrapping("uuencode", re.compile(rb"\s*begin(?:-base64)? [0-7]{3,4} \S"), "uudecode -o - FILE"),
    # [ERROR] 2024-01-25 09:10:05.100 [main] SSLController - {=22error=22=
    Wrapping("quoted-printable", re.compile(rb"[\s\S]{0,4000}?=(?:\r?\n|5B *[A-Z]+ *=5D)"), _EXPLAIN),
    # %5BERROR%5D%202024-01-25
    Wrapping("percent encoding", re.compile(rb"[^\n]{0,400}?%5B[A-Z]+(?:%20|\+| )*%5D"), _EXPLAIN),
    # "MESSAGE" : "[ERROR] 2024-01-25 ...",                      journalctl -o json-pretty, or what a search exports
    Wrapping(
        "JSON over several lines",
        re.compile(rb'\s*[\[{]\s*\n[\s\S]{0,4000}?"(?:MESSAGE|message|log|_raw)"\s*:'),
        "jq -r '.. | (.MESSAGE?, .message?, .log?, ._raw?) // empty' FILE",
    ),
    # <li>[ERROR] 2024-01-25 …</li>
    Wrapping("HTML or XML", re.compile(rb"\s*<(?:[A-Za-z]+|!doctype|\?xml)\b[\s\S]{0,4000}?>\[ *[A-Z]+ *\]"), _EXPLAIN),
    Wrapping("rich text (RTF)", re.compile(rb"\s*\{\\rtf1"), "save it as plain text from the program that opens it"),
)


def wrapping_of(text: bytes) -> Wrapping | None:
    """Return what a text without any header is wrapped in; None if nothing known."""
    return next((one for one in WRAPPINGS if one.looks.match(text)), None)
