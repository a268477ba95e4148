"""Times that are read all at once are those that are read one by one."""

import datetime as dt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from omelog.records import iso_time
from omelog.records.moments import moments

_DIGITS = st.integers(0, 99)
USUAL = st.builds(
    "{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}{}{:03}".format,
    st.one_of(st.integers(0, 9999), st.sampled_from([0, 1, 1600, 1900, 1970, 2000, 2023, 2024, 2100, 9999])),
    st.one_of(st.integers(0, 13), _DIGITS),
    st.one_of(st.integers(0, 32), _DIGITS),
    st.sampled_from(" T"),
    st.one_of(st.integers(0, 23), st.integers(25, 99)),
    st.one_of(st.integers(0, 60), _DIGITS),
    st.one_of(st.integers(0, 60), _DIGITS),
    st.sampled_from(".,"),
    st.integers(0, 999),
)
OTHER = st.sampled_from(
    ["", "2024-01-25 11:10:34", "2024-01-25\N{NO-BREAK SPACE}11:10:34.73", "2024-01-25 11:10:34,123456789"]
)


@given(st.one_of(st.lists(USUAL), st.lists(st.one_of(USUAL, OTHER))))
def test_all_at_once_and_one_by_one_are_the_same(logged: list[str]) -> None:
    one_by_one = [text and dt.datetime.fromisoformat(text) for text in map(iso_time, logged)]
    made = moments([time.encode() for time in logged])
    assert made.dtype == np.dtype("datetime64[us]")
    assert made.tolist() == np.array(one_by_one, "datetime64[us]").tolist()
