"""The history as tables, or as data."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from omelog.store import Failing, History

    Cells = tuple[str | int, ...]

NEWEST = 20  # rows of a table


def write(found: "History") -> None:
    """Write a history to standard output, as JSON."""
    import msgspec

    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")


def show(found: "History", titles: dict[str, str], most: int | None) -> None:
    """Print a history as tables, of each the newest rows; `titles` are those of causes."""
    from omelog.cli.show.tables import console, print_line

    to = console()
    runs = f"{found.runs} runs since {_day(found.since)}" if found.runs > 1 else f"1 run, on {_day(found.since)}"
    print_line(to, f"{runs}: {found.bundles} bundles, {found.again} of them seen more than once.")
    for title, columns, rows in tables(found, titles):
        print_newest(to, title, columns, rows, most)
    if found.closed:
        print_line(to, "")
        print_line(to, f"Closed cases, of which only what came later is told: {', '.join(found.closed)}.")


def tables(found: "History", titles: dict[str, str]) -> "Iterator[tuple[str, tuple[str, ...], list[Cells]]]":
    """Yield the tables; the rows of each are the newest first."""
    weeks = sorted(found.weeks, key=lambda week: week.week or "", reverse=True)
    yield (
        "Causes by the week of their last error, in log time",
        ("Week", "Bundles", "Errors", "Cause"),
        [(one.week or "no time", one.bundles, one.errors, titles.get(one.cause, one.cause)) for one in weeks],
    )
    repeated = sorted(found.repeated, key=lambda one: one.last or "", reverse=True)
    yield (
        "The same bundle under several names or cases",
        ("Bundles", "Cases", "Times", "First", "Last"),
        [(", ".join(one.names), ", ".join(one.cases), one.runs, _day(one.first), _day(one.last)) for one in repeated],
    )
    failing = sorted(found.failing, key=lambda one: one.last_error or "", reverse=True)
    yield (
        "Cases with errors, as their last run saw them",
        ("Case", "Newest log", "Bundles", "Causes", "Errors", "Different", "Last error", "Later log without errors"),
        [
            (
                one.case,
                _newest(one),
                ", ".join(one.bundles),
                "; ".join(
                    titles.get(slug, slug) + (" (logged again)" if slug in one.again else "") for slug in one.causes
                ),
                one.errors,
                one.records,
                (one.last_error or "no time")[:16].replace("T", " "),
                ", ".join(one.later_without),
            )
            for one in failing
        ],
    )


def _newest(case: "Failing") -> str:
    if case.unread:
        return f"not read, as it was before: {', '.join(case.unread)}"
    return "with errors" if case.state == "open" else f"without errors up to {_day(case.quiet_since)}"


def print_newest(to: "Console", title: str, columns: tuple[str, ...], rows: "list[Cells]", most: int | None) -> None:
    """Print a table, the newest rows of it, and how to see the others."""
    from omelog.cli.show.tables import print_line, print_table

    if not rows:
        return
    print_line(to, "")
    print_table(to, title, columns, rows[:most])
    if most is not None and len(rows) > most:
        print_line(to, f"The newest {most} of {len(rows):,}; all: omelog history --all")


def _day(time: str | None) -> str:
    return (time or "")[:10]
