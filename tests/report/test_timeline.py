"""The timeline: the numbers behind the drawing, for a few errors, storms, odd times and very many causes."""

import datetime as dt
from itertools import pairwise

import pages
import pytest
import reports

from omelog.model.report import Bundle, Incident
from omelog.report import render
from omelog.report.html.axis import axis, ticks
from omelog.report.html.timeline import Drawn, drawn
from omelog.wording.scene import scene
from omelog.wording.timeline import timeline


def told(*incidents: Incident) -> str:
    bundle = _bundle(*incidents)
    made = timeline(scene(reports.report(bundle), bundle))
    return made.caption if made else ""


def made(*incidents: Incident) -> Drawn:
    bundle = _bundle(*incidents)
    story = timeline(scene(reports.report(bundle), bundle))
    assert story is not None
    return drawn(story)


def _bundle(*incidents: Incident) -> Bundle:
    return reports.bundle(incidents=list(incidents))


def storm(number: int, *times: tuple[str, int], **changes: object) -> Incident:
    return reports.incident(number, times=list(times), errors=sum(count for _, count in times), **changes)


def test_below_three_errors_nothing_is_drawn() -> None:
    assert told(storm(1, ("2024-01-25T11:00:00", 2))) == ""
    assert told(storm(1, ("no time", 5))) == ""
    assert told(storm(1, ("2024-01-25T11:00:00", 3)))


def test_the_table_has_the_numbers_of_the_drawing() -> None:
    times = [(f"2024-01-{day:02}T12:00:00.000", day) for day in range(1, 29)]
    incidents = storm(1, *times), storm(2, ("2024-01-05T00:00:00", 7), cause="invalid-chain")
    shown = made(*incidents)
    assert told(*incidents) == "413 errors of 2 causes, 2024-01-01 12:00:00 to 2024-01-28 12:00:00."
    assert sum(int(row.errors) for row in shown.rows) == 413
    wide, narrow = shown.drawings
    assert sum(len(lane.bars) for lane in wide.lanes) == len(shown.rows)
    assert [lane.total for lane in narrow.lanes] == [lane.total for lane in wide.lanes] == ["406 errors", "7 errors"]
    assert [lane.leading for lane in wide.lanes] == [True, False]


def test_a_bar_rises_with_the_logarithm() -> None:
    times = [("2024-01-01T00:00:00", 1), ("2024-01-02T00:00:00", 100), ("2024-01-03T00:00:00", 10_000)]
    shown = made(storm(1, *times))
    low, middle, high = (bar.height for bar in shown.drawings[0].lanes[0].bars)
    assert middle - low == high - middle > 0
    assert shown.drawings[0].scale.endswith("the highest stands for 10,000 errors.")


def test_errors_without_a_readable_time_are_counted_beside_the_drawing() -> None:
    incident = reports.incident(1, errors=9, times=[("2024-01-25T11:00:00", 3), ("never", 1)])
    assert told(incident).endswith("Not drawn: 6 errors without a readable time.")


def test_the_rarest_of_very_many_causes_share_a_lane() -> None:
    incidents = [storm(n, ("2024-01-25T11:00:00", 20 - n), cause=f"own-{n}") for n in range(12)]
    shown = made(*incidents)
    lanes = {lane.name: lane.total for lane in shown.drawings[0].lanes}
    assert len(lanes) == 8
    assert lanes["Other causes"] == "55 errors"
    assert told(*incidents).startswith("174 errors of 12 causes")


def test_a_long_name_is_cut_in_the_drawing_and_whole_in_the_table() -> None:
    shown = made(storm(1, ("2024-01-25T11:00:00", 3), cause="w" * 500))
    assert all(len(drawing.lanes[0].name) * 7 < drawing.width for drawing in shown.drawings)
    assert shown.rows[0].title == "w" * 500


@pytest.mark.parametrize("seconds", [0, 0.5, 7, 59, 61, 1800, 4000, 90_000, 700_000, 10**7, 10**9, 10**10])
@pytest.mark.parametrize("width", [320, 800])
def test_marks_are_few_in_order_and_inside(seconds: float, width: int) -> None:
    first = dt.datetime(2024, 1, 25, 11, 1, 34, 735_000)  # noqa: DTZ001 - logs name no zone
    span = axis(first, first + dt.timedelta(seconds=seconds), width)
    most = 5 if width == 800 else 3
    marks = ticks(span, most)
    assert 1 <= len(marks) <= most + 1
    assert all(0 <= mark.x <= width for mark in marks)
    apart = [after.x - before.x for before, after in pairwise(marks)]
    assert all(gap >= 75 for gap in apart)


@pytest.mark.parametrize("times", [("0001-01-01T00:00:00", "9999-12-31T23:59:59"), ("9999-12-31T23:59:59",) * 2])
def test_times_at_the_ends_of_the_calendar_are_drawn(times: tuple[str, str]) -> None:
    bundle = _bundle(storm(1, (times[0], 2), (times[1], 2)))
    page = render(reports.report(bundle), "html")["report.html"]
    pages.parse(page)
    assert page.count(b'<svg class="timeline ') == 2
