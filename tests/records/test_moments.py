"""Times as numbers: what is read all at once is what is read one by one, and each comes back as it was logged."""

import datetime as dt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from omelog.records import HEADER, iso_time
from omelog.records.moments import UNKNOWN, moments, packed_usual
from omelog.records.times import iso, logged, packed

_DIGITS = st.integers(0, 99)
_YEAR = st.one_of(st.integers(0, 9999), st.sampled_from([0, 1, 1600, 1900, 1970, 2000, 2023, 2024, 2100, 9999]))
_MONTH, _DAY = st.one_of(st.integers(0, 13), _DIGITS), st.one_of(st.integers(0, 32), _DIGITS)
_HOUR = st.one_of(st.integers(0, 23), st.integers(25, 99))
_SIXTY = st.one_of(st.integers(0, 60), _DIGITS)
_FRACTION = st.one_of(st.just(""), st.from_regex(r"[.,][0-9]{1,9}", fullmatch=True))
_TIME = "{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}{}".format
USUAL = st.builds(
    _TIME, _YEAR, _MONTH, _DAY, st.just(" "), _HOUR, _SIXTY, _SIXTY, st.from_regex(r"\.[0-9]{3}", fullmatch=True)
)
TIMES = st.builds(
    _TIME, _YEAR, _MONTH, _DAY, st.sampled_from([" ", "T", "\N{NO-BREAK SPACE}"]), _HOUR, _SIXTY, _SIXTY, _FRACTION
)


@given(st.lists(TIMES))
def test_all_at_once_and_one_by_one_are_the_same(texts: list[str]) -> None:
    one_by_one = [text and dt.datetime.fromisoformat(text) for text in map(iso_time, texts)]
    times = [packed(text.encode()) for text in texts]
    made = moments(
        np.array([time.second for time in times], np.int64), np.array([time.fraction for time in times], np.uint32)
    )
    assert made.view("datetime64[us]").tolist() == np.array(one_by_one, "datetime64[us]").tolist()
    assert np.datetime64(UNKNOWN, "us").tolist() is None


@given(TIMES)
def test_a_time_comes_back_as_it_was_logged(text: str) -> None:
    assert HEADER.match(f"[INFO ] {text} [main] Logger - ".encode())
    assert logged(packed(text.encode())).decode() == text
    assert iso(packed(text.encode())) == iso_time(text)


def test_no_time_stays_none() -> None:
    assert logged(packed(b"")) == b""
    assert iso(packed(b"")) is None


@given(st.lists(USUAL, min_size=1))
def test_usual_times_are_packed_all_at_once(texts: list[str]) -> None:
    second, fraction = packed_usual([text.encode() for text in texts])
    assert list(zip(second.tolist(), fraction.tolist(), strict=True)) == [packed(text.encode()) for text in texts]
