"""Times as logged, many at a time, as numbers that can be ordered and counted."""

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from omelog.records.times import FORMS, FRACTIONS, NO_TIME

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.int64]"
Moments: TypeAlias = "NDArray[np.datetime64]"

UNKNOWN = np.iinfo(np.int64).min  # as numpy writes NaT
_USUAL = "2024-01-25 11:10:34.735"
_SECOND_DIGITS = [place for place, letter in enumerate(_USUAL[:19]) if letter.isdigit()]
_FRACTION_DIGITS = [20, 21, 22]
_LOWEST = np.array([1, 1, 1, 0, 0, 0])[:, None]
_HIGHEST = np.array([9999, 12, 31, 23, 59, 59])[:, None]
_MICRO = 6  # digits of a microsecond: what is logged beyond them is cut off
_AT_ONCE = 1 << 16  # rows, so that what is made on the way stays small


def moments(second: "NDArray[np.int64]", fraction: "NDArray[np.uint32]") -> Numbers:
    """Return times (see `Time`) in microseconds since 1970, UNKNOWN where one names no moment."""
    made = np.empty(len(second), np.int64)
    for start in range(0, len(second), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        made[part] = _moments(second[part], fraction[part].astype(np.int64))
    return made


def _moments(second: Numbers, fraction: Numbers) -> Numbers:
    number, form = np.divmod(second, FORMS)
    digits = form % FRACTIONS
    fields = np.array([number // 10**10, *(number // 10**place % 100 for place in (8, 6, 4, 2, 0))])
    year, month, day, hour, minute, seconds = fields
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    micro = fraction * 10 ** np.maximum(_MICRO - digits, 0) // 10 ** np.maximum(digits - _MICRO, 0)
    made: Numbers = days.astype("datetime64[us]").view(np.int64)
    made = made + ((hour * 60 + minute) * 60 + seconds) * 1_000_000 + micro
    right = ((fields >= _LOWEST) & (fields <= _HIGHEST)).all(axis=0) & (days.astype("datetime64[M]") == months)
    made[~(right & (second != NO_TIME))] = UNKNOWN
    return made


def filled(moment: Numbers) -> Numbers:
    """Assign those without a time that of the last one before them."""
    known = np.where(moment == UNKNOWN, 0, np.arange(len(moment)))
    return moment[np.maximum.accumulate(known)]


def packed_usual(logged: list[bytes]) -> tuple[Numbers, "NDArray[np.uint32]"]:
    """Return times of the usual shape (see `USUAL`) as numbers: what `packed` returns of each."""
    text = np.frombuffer(b"".join(logged), np.uint8).reshape(-1, len(_USUAL)) - np.uint8(ord("0"))
    second, fraction = (_read(text, places) for places in (_SECOND_DIGITS, _FRACTION_DIGITS))
    return second * FORMS + len(_FRACTION_DIGITS), fraction.astype(np.uint32)


def _read(text: "NDArray[np.uint8]", places: list[int]) -> Numbers:
    weights: Numbers = 10 ** np.arange(len(places) - 1, -1, -1, dtype=np.int64)
    number: Numbers = text[:, places].astype(np.int64) @ weights
    return number
