"""Times as logged, each as two numbers, and back: a column of these takes a sixth of the memory of the texts."""

from typing import NamedTuple

from omelog.model.record import Occurrences
from omelog.records.header import iso_time

FORMS = 64  # more forms than there are: three blanks, two stops, up to nine digits of a fraction
DIGITS = 14  # from the year to the second
FRACTIONS = 10
NO_TIME = -1
_BLANKS = (b" ", b"T", b"\xc2\xa0")
_STOPS = (b".", b",")
_MARKS = b"-: T\xc2\xa0.,"
_DATE = len("2024-01-25")


class Time(NamedTuple):
    """A time as HEADER takes one. `second` holds the digits up to the second and the form, `fraction` those behind."""

    second: int
    fraction: int


def packed(logged: bytes) -> Time:
    """Return a time as numbers; a record without a header has none, which is empty."""
    if not logged:
        return Time(NO_TIME, 0)
    digits = logged.translate(None, _MARKS)
    blank = next(number for number, text in enumerate(_BLANKS) if logged.startswith(text, _DATE))
    form = (blank * len(_STOPS) + (_STOPS[1] in logged)) * FRACTIONS + len(digits) - DIGITS
    return Time(int(digits[:DIGITS]) * FORMS + form, int(digits[DIGITS:] or b"0"))


def logged(time: Time) -> bytes:
    """Return a time as it was logged."""
    if time.second == NO_TIME:
        return b""
    number, form = divmod(time.second, FORMS)
    marks, fraction = divmod(form, FRACTIONS)
    blank, stop = divmod(marks, len(_STOPS))
    text = b"%014d" % number
    second = b"%b-%b-%b%b%b:%b:%b" % (
        text[:4],
        text[4:6],
        text[6:8],
        _BLANKS[blank],
        text[8:10],
        text[10:12],
        text[12:],
    )
    return second + _STOPS[stop] + b"%0*d" % (fraction, time.fraction) if fraction else second


def iso(time: Time) -> str | None:
    """Return a time in ISO 8601, without a zone because the log has none; None if there is no such moment."""
    return iso_time(logged(time).decode())


def time_of(occurrences: Occurrences, row: int) -> Time:
    """Return the time of a row."""
    return Time(int(occurrences.second[row]), int(occurrences.fraction[row]))
