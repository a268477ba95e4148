"""The header line of a record: where records begin, and when they were logged."""

import datetime as dt
import re

# [ERROR] 2024-01-25 11:10:34.735 [ajp-nio-0:0:0:0:0:0:0:1-8009-exec-10] SSLController - text
# The level may be padded, the thread may hold colons and brackets, the logger may be dotted. `grammars/entry.lark`
# takes the same header apart; a test holds the two together.
# Text copied from a page has NO-BREAK SPACEs for blanks.
_BLANK = rb"(?: |\xc2\xa0)"
HEADER = re.compile(
    rb"^\[ *(?P<level>[A-Z]+) *\]" + _BLANK + rb"+"
    rb"(?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)" + _BLANK + rb"+"
    rb"\[(?P<thread>[^\n]*?)\]" + _BLANK + rb"+(?P<logger>[A-Za-z_$][\w$.]*)" + _BLANK + rb"+-(?:" + _BLANK + rb"|$)",
    re.MULTILINE,
)


def holds_records(text: bytes) -> bool:
    """Tell whether a record header stands in the text (UTF-8, LF)."""
    return HEADER.search(text) is not None


def iso_time(logged: str) -> str | None:
    """Give a time as logged in ISO 8601, without a zone because the log has none; None if there is no such moment."""
    text = logged.replace(" ", "T").replace(",", ".")
    try:
        dt.datetime.fromisoformat(text[:19])
    except ValueError:
        return None
    return text
