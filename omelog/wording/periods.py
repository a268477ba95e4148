"""Causes by period: in how many bundles the last error of each cause lies in which day, week or month of log time."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec import Struct

from omelog.model.report import Report, Row
from omelog.wording.common import ranked
from omelog.wording.text import number
from omelog.wording.words import title

MOST = 8  # columns of periods, so that the table fits on paper and on a small screen
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EARLIER, _NONE = "Earlier", "No readable time"

_Start = tuple[int, int, int]  # year, month and day at which a period begins; day 0: the whole month


class Column(Struct, frozen=True):
    """The head of a period: its year, where it has one, and the rest."""

    year: str
    name: str


class Cell(Struct, frozen=True):
    """How many bundles, and under which head; "" for none. `tint` is one of four steps, 0 for none."""

    head: str
    bundles: str
    tint: int


class CausePeriods(Struct, frozen=True):
    """One cause, with a cell a column; `said` has those that are not empty, as a line."""

    title: str
    cells: tuple[Cell, ...]
    said: str


class Periods(Struct, frozen=True):
    """The whole table."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[CausePeriods, ...]
    note: str


class _Unit(NamedTuple):
    name: str
    days: int  # at most so many of its days apart, MOST columns are enough
    start: Callable[[dt.date], _Start]


def _day(day: dt.date) -> _Start:
    return day.year, day.month, day.day


def _week(day: dt.date) -> _Start:
    """Return the Monday; the first week of the calendar has none before it."""
    return _day(dt.date.fromordinal(max(1, day.toordinal() - day.weekday())))


def _month(day: dt.date) -> _Start:
    return day.year, day.month, 0


_UNITS = (
    _Unit("day", MOST - 1, _day),
    _Unit("week", 7 * (MOST - 1), _week),
    _Unit("month", dt.date.max.toordinal(), _month),
)


def periods(report: Report, rows: Sequence[Row]) -> Periods | None:
    """Count by cause and period; None where nothing was found."""
    causes = ranked(report, rows)
    if not causes:
        return None
    last = [(slug, _date(row.last_by_cause.get(slug))) for row in rows for slug in row.by_cause]
    days = [day for _, day in last if day]
    unit = _unit(days)
    shown = sorted({unit.start(day) for day in days})[-MOST:]
    placed = Counter((slug, _column(day, unit, shown)) for slug, day in last)
    every: list[_Start | str] = [_EARLIER, *shown, _NONE]
    columns = [column for column in every if any((slug, column) in placed for slug in causes)]
    heads = tuple(_head(column) for column in columns)
    counted = {slug: [placed[slug, column] for column in columns] for slug in causes}
    most = max(max(found) for found in counted.values())
    return Periods(
        caption=f"Bundles by the {unit.name} of the last error of each cause, in log time",
        columns=heads,
        rows=tuple(_row(title(slug, report.catalogue.causes), heads, found, most) for slug, found in counted.items()),
        note=_note(unit, columns),
    )


def _row(name: str, heads: Sequence[Column], counted: Sequence[int], most: int) -> CausePeriods:
    cells = tuple(_cell(head, bundles, most) for head, bundles in zip(heads, counted, strict=True))
    said = ", ".join(f"{cell.head}: {cell.bundles}" for cell in cells if cell.bundles)
    return CausePeriods(name, cells, f"{name}. {said}")


def _date(time: str | None) -> dt.date | None:
    """Read the day of a time as logged; a report may come from anywhere, and hold anything."""
    try:
        return dt.datetime.fromisoformat(time).date() if time else None
    except ValueError:
        return None


def _unit(days: Sequence[dt.date]) -> _Unit:
    apart = (max(days) - min(days)).days if days else 0
    return next(unit for unit in _UNITS if apart <= unit.days)


def _column(day: dt.date | None, unit: _Unit, shown: Sequence[_Start]) -> _Start | str:
    if day is None:
        return _NONE
    start = unit.start(day)
    return start if start >= shown[0] else _EARLIER


def _head(column: _Start | str) -> Column:
    if isinstance(column, str):
        return Column("", column)
    year, month, day = column
    return Column(f"{year:04}", f"{_MONTHS[month - 1]} {day}" if day else _MONTHS[month - 1])


def _cell(head: Column, bundles: int, most: int) -> Cell:
    return Cell(f"{head.year} {head.name}".strip(), number(bundles) if bundles else "", -(-4 * bundles // most))


def _note(unit: _Unit, columns: Sequence[_Start | str]) -> str:
    said = [f"Each {unit.name} in which no bundle has its last error of a cause is left out."]
    if unit.name == "week":
        said.insert(0, "A week is named by its Monday.")
    if _EARLIER in columns:
        said.append(f"What lies before the last {MOST} is under Earlier.")
    if _NONE in columns:
        said.append("Where no error of a cause has a readable time, the bundle is under No readable time.")
    return " ".join(said)
