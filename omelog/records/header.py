"""The header line of a record: where records begin, and when they were logged."""

import datetime as dt
import re
from typing import NamedTuple

# [ERROR] 2024-01-25 11:10:34.735 [ajp-nio-0:0:0:0:0:0:0:1-8009-exec-10] SSLController - text
# The level may be padded, the thread may hold colons and brackets, the logger may be dotted. `grammars/entry.lark`
# takes the same header apart; a test holds the two together.
# Text copied from a page has NO-BREAK SPACEs for blanks.
_BLANK = rb"(?: |\xc2\xa0)"
_AFTER_BRACKET = (
    rb" *(?P<level>[A-Z]+) *\]" + _BLANK + rb"+"
    rb"(?P<time>\d{4}-\d\d-\d\d(?:[ T]|\xc2\xa0)\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)" + _BLANK + rb"+"
    rb"\[(?P<thread>[^\n]*?)\]" + _BLANK + rb"+(?P<logger>[A-Za-z_$][\w$.]*)" + _BLANK + rb"+-(?:" + _BLANK + rb"|$)"
)
HEADER = re.compile(rb"^\[" + _AFTER_BRACKET, re.MULTILINE)

# [ERROR] 2024-01-25 11:10:34.735 [ajp-nio-0:0:0:0:0:0:0:1-8009-exec-10] SSLContr
# oller - text                                       a header that a terminal or a mail program has wrapped begins so
_BROKEN = rb"(?P<broken> *[A-Z]+ *\]" + _BLANK + rb"+\d{4}-\d\d-\d\d)"
BOUNDARY = re.compile(rb"^\[(?:" + _AFTER_BRACKET + rb"|" + _BROKEN + rb")", re.MULTILINE)
_WRAPPED_WITHIN = 400  # bytes
_MOST_BREAKS = 2

# The shape that nearly all headers have, tried first because it takes a third of the time: plain character sets,
# written out. What it accepts HEADER accepts; HEADER decides about the rest.
_DIGITS = rb"[0-9][0-9]"


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
_USUAL = USUAL.level + USUAL.time + rb" \[" + USUAL.thread + USUAL.logger
# A line that begins with a bracket and is no header: knowing these, headers are counted without a look at each.
NO_HEADER = re.compile(rb"\n\[(?!" + _USUAL + rb"|" + _AFTER_BRACKET + rb")", re.MULTILINE)


class Mended(NamedTuple):
    """A header that was wrapped, as it was before; `end` is where the text behind it begins."""

    match: re.Match[bytes]
    end: int


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
            if match:
                return Mended(match, start + match.end() + (breaks if blank == b"" else 0))
    return None


def holds_records(text: bytes) -> bool:
    """Tell whether a record header stands in the text (UTF-8, LF)."""
    return any(match["broken"] is None or mended(text, match.start()) for match in BOUNDARY.finditer(text))


def unfinished(block: bytes) -> int:
    """Give where the first header begins that is wrapped and may go on behind the block; its end if none does."""
    start = max(0, len(block) - _WRAPPED_WITHIN)
    broken = (match.start() for match in BOUNDARY.finditer(block, start) if match["broken"] is not None)
    return next(broken, len(block))


def iso_time(logged: str) -> str | None:
    """Give a time as logged in ISO 8601, without a zone because the log has none; None if there is no such moment."""
    text = logged.replace(" ", "T").replace("\N{NO-BREAK SPACE}", "T").replace(",", ".")
    try:
        dt.datetime.fromisoformat(text[:19])
    except ValueError:
        return None
    return text
