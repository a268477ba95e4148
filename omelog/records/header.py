"""The header of a record: where records begin, of which logger and level they are, and when they were logged."""

import datetime as dt
import re
from typing import NamedTuple

# [ERROR] 2024-01-25 11:10:34.735 [ajp-nio-0:0:0:0:0:0:0:1-8009-exec-10] SSLController - text
# The level may be padded, the thread may hold colons and brackets, the logger may be dotted, a class inside another
# one, a lambda, or followed by a line number. `grammars/entry.lark` takes the same header apart; a test holds the two
# together. Text copied from a page has NO-BREAK SPACEs for blanks.
_BLANK = rb"(?: |\xc2\xa0)"
_AFTER_BRACKET = (
    rb" *(?P<level>[A-Z]+) *\]" + _BLANK + rb"+"
    rb"(?P<time>\d{4}-\d\d-\d\d(?:[ T]|\xc2\xa0)\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)" + _BLANK + rb"+"
    rb"\[(?P<thread>[^\n]*?)\]" + _BLANK + rb"+"
    rb"(?P<logger>[A-Za-z_$][\w.$]*(?:/[\w.$]+)?(?::\d+)?)" + _BLANK + rb"+-(?:" + _BLANK + rb"|$)"
)
HEADER = re.compile(rb"^\[" + _AFTER_BRACKET, re.MULTILINE)
IN_LINE = re.compile(rb"\[" + _AFTER_BRACKET, re.MULTILINE)

# [ERROR] 2024-01-25 11:10:34.735 [ajp-nio-0:0:0:0:0:0:0:1-8009-exec-10] SSLContr
# oller - text                                       a header that a terminal or a mail program has wrapped begins so
_BEGINNING = rb" *[A-Z]+ *\]" + _BLANK + rb"+\d{4}-\d\d-\d\d"
# A literal first, as that is searched for ten times as fast as the start of a line.
BOUNDARY = re.compile(rb"\[(?<=^\[)(?:" + _AFTER_BRACKET + rb"|(?P<broken>" + _BEGINNING + rb"))", re.MULTILINE)
BEGINNING = re.compile(rb"\[" + _BEGINNING)
INNER = re.compile(rb"\[(?<=[^\n]\[)" + _BEGINNING)  # not at a line's start
_WRAPPED_WITHIN = 400  # bytes
_MOST_BREAKS = 2

# The shape that nearly all headers have, in plain character sets: what it accepts HEADER accepts.
_DIGITS = rb"[0-9][0-9]"

_SEVERITIES = {"WARNING": "WARN", "SEVERE": "ERROR", "CRITICAL": "FATAL"}


class _Usual(NamedTuple):
    """The parts of it, but for the bracket at its start."""

    level: bytes
    time: bytes
    thread: bytes
    logger: bytes


USUAL = _Usual(
    level=rb"[A-Z]++ *+\] ",
    time=_DIGITS * 2 + b"-" + _DIGITS + b"-" + _DIGITS + b" " + b":".join([_DIGITS] * 3) + rb"\.[0-9][0-9][0-9]",
    thread=rb"[A-Za-z0-9:._#-]*+",
    logger=rb"\] [A-Za-z_$][A-Za-z0-9_$.]*+ - ",
)


class Mended(NamedTuple):
    """A header that was wrapped, as it was before; `end` is where the text behind it begins."""

    match: re.Match[bytes]
    end: int


def header_at(text: bytes, start: int) -> re.Match[bytes] | None:
    """Match a whole header; None where its thread would hold the beginning of another one: it was cut off there."""
    match = IN_LINE.match(text, start)
    return None if match is None or BEGINNING.search(match["thread"]) else match


def mended(block: bytes, start: int) -> Mended | None:
    """Take the line breaks out of a header that was wrapped; None if what begins at `start` is no header even so.

    It ends before the next line that begins as a header does: what is not one is not made one by that.
    """
    text = block[start : start + _WRAPPED_WITHIN]
    following = BOUNDARY.search(text, 1)
    if following:
        text = text[: following.start()]
    for breaks in range(1, _MOST_BREAKS + 1):
        for blank in (b"", b" "):
            match = HEADER.match(text.replace(b"\n", blank, breaks))
            if match and not BEGINNING.search(match["thread"]):
                return Mended(match, start + match.end() + (breaks if blank == b"" else 0))
    return None


def at_line_start(text: bytes, start: int) -> re.Match[bytes] | None:
    """Match the header that begins at a line's start, one that was wrapped as it was before; None if none does."""
    match = BOUNDARY.match(text, start)
    if match is None or match["broken"] is None:
        return match
    whole = mended(text, start)
    return whole.match if whole else None


def severity(level: str) -> str:
    """Return the usual name of a level: WARN for WARNING, ERROR for SEVERE, FATAL for CRITICAL."""
    return _SEVERITIES.get(level, level)


def iso_time(logged: str) -> str | None:
    """Write a time as logged in ISO 8601, without a zone because the log has none; None if there is no such moment."""
    text = logged.replace(" ", "T").replace("\N{NO-BREAK SPACE}", "T").replace(",", ".")
    try:
        dt.datetime.fromisoformat(text[:19])
    except ValueError:
        return None
    return text
