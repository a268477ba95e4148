"""Times as logged, many at a time, as numbers that can be ordered and counted."""

import datetime as dt
import functools
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from omelog.records.header import iso_time

if TYPE_CHECKING:
    from numpy.typing import NDArray

Moments: TypeAlias = "NDArray[np.datetime64]"

_USUAL = "2024-01-25 11:10:34.735"
_FIELDS = ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19), (20, 23))  # year to milliseconds
_LOWEST = np.array([1, 1, 1, 0, 0, 0, 0])[:, None]
_HIGHEST = np.array([9999, 12, 31, 23, 59, 59, 999])[:, None]
_BLANK = _USUAL.index(" ")
_BEYOND_ASCII = 0x80  # a NO-BREAK SPACE takes two bytes


def moments(logged: list[bytes]) -> Moments:
    """Give each time in microseconds, NaT where one is none. Times that are all of the usual length are read at once.

    The cast that numpy has for it ends the whole process at a text that is no time.
    """
    if logged and all(len(time) == len(_USUAL) for time in logged):
        text = np.frombuffer(b"".join(logged), np.uint8).reshape(-1, len(_USUAL))
        if (text[:, _BLANK] < _BEYOND_ASCII).all():
            return _from_digits(text.T - np.uint8(ord("0")))
    texts = [iso_time(time.decode()) for time in logged]
    return np.array([text and dt.datetime.fromisoformat(text) for text in texts], "datetime64[us]")


def _from_digits(digits: "NDArray[np.uint8]") -> Moments:
    none = np.zeros(digits.shape[1], np.int64)
    fields = np.array([functools.reduce(_and_digit, digits[start:end], none) for start, end in _FIELDS])
    year, month, day, hour, minute, second, milli = fields
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    made: Moments = days.astype("datetime64[us]") + (((hour * 60 + minute) * 60 + second) * 1000 + milli) * 1000
    right = ((fields >= _LOWEST) & (fields <= _HIGHEST)).all(axis=0) & (days.astype("datetime64[M]") == months)
    made[~right] = np.datetime64("NaT")
    return made


def _and_digit(number: "NDArray[np.int64]", digit: "NDArray[np.uint8]") -> "NDArray[np.int64]":
    return number * 10 + digit
