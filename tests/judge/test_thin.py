"""Hits in fewer rows still count every record, and keep the latest as they were."""

import datetime as dt
from collections import Counter
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from omelog.records import Hits
from omelog.records.thin import thinned
from omelog.records.times import packed


class Row(NamedTuple):
    """A record of a log: what differs between hits, with its time in seconds (None: not readable)."""

    text: int
    time: int | None


ROWS = st.lists(st.builds(Row, st.integers(0, 3), st.one_of(st.none(), st.integers(0, 60))), min_size=1, max_size=60)


def hits_of(rows: list[Row]) -> Hits:
    hits = Hits()
    for line, row in enumerate(rows, start=1):
        moment = dt.datetime(2024, 1, 25) + dt.timedelta(seconds=row.time or 0)  # noqa: DTZ001 - logs have no zone
        time = moment.isoformat(" ") if row.time is not None else "2024-13-45 00:00:00"
        hits.add((line, 0), row.text, 7, packed(time.encode()))
    return hits


def in_time_order(rows: list[Row]) -> list[int]:
    """Return the lines, oldest first; one without a time stands behind the one before it, the last one last."""
    known, when = -1, []
    for row in rows:
        known = row.time if row.time is not None else known
        when.append(known)
    return [*sorted(range(1, len(rows)), key=lambda line: when[line - 1]), len(rows)]


@given(ROWS, st.integers(1, 70))
def test_every_record_is_counted_and_the_latest_stay(rows: list[Row], most: int) -> None:
    made = thinned(hits_of(rows), most)
    assert len(made) <= max(most, 1)
    counted = Counter(made.left_out)
    for text, count in zip(made.text, made.count, strict=True):
        counted[text] += count
    assert counted == Counter(row.text for row in rows)
    assert list(made.line) == sorted(set(made.line))
    assert all(rows[line - 1].text == text for line, text in zip(made.line, made.text, strict=True))
    counts = dict(zip(made.line, made.count, strict=True))
    latest = in_time_order(rows)[-((most + 1) // 2) :]
    assert all(counts[line] == 1 for line in latest)


@given(ROWS, st.integers(20, 70))
def test_where_there_is_room_each_text_keeps_its_first_and_its_last_record(rows: list[Row], most: int) -> None:
    made = thinned(hits_of(rows), most)
    order = in_time_order(rows)
    for text in {row.text for row in rows}:
        lines = [line for line in order if rows[line - 1].text == text]
        assert {lines[0], lines[-1]} <= set(made.line)


@given(ROWS, st.integers(8, 70))
def test_none_is_left_out_where_each_text_has_a_row(rows: list[Row], most: int) -> None:
    made = thinned(hits_of(rows), most)
    assert not made.left_out
    counted = Counter(dict.fromkeys(range(4), 0))
    for text, count in zip(made.text, made.count, strict=True):
        counted[text] += count
    assert +counted == Counter(row.text for row in rows)


@given(ROWS, st.integers(1, 70))
def test_thinning_again_loses_nothing(rows: list[Row], most: int) -> None:
    once = thinned(hits_of(rows), most)
    again = thinned(once, max(1, most // 2))
    assert sum(again.count) + again.left_out.total() == len(rows)
