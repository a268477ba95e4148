"""`omelog history`: what all runs together have seen."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from omelog.cli import options, redaction

_NEWEST = 20  # rows of a table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from omelog.model.cause import Catalogue
    from omelog.store import Failing, History, Store

    Cells = tuple[str | int, ...]


def history(
    forget: Annotated[
        str | None, typer.Option("--forget", metavar="NAME", help="Delete what is kept of this bundle, file or case.")
    ] = None,
    older_than: Annotated[
        int | None,
        typer.Option("--older-than", metavar="DAYS", min=0, help="Delete what no run has seen for so many days."),
    ] = None,
    format: Annotated[  # noqa: A002 - the option's name
        Literal["text", "json"], typer.Option("-f", "--format", help="Tables, or data.")
    ] = "text",
    every: Annotated[bool, typer.Option("--all", help="Every row of each table, not only the newest 20.")] = False,
    store: options.StoreOption = None,
    causes: options.CausesOption = None,
    redact: redaction.RedactOption = None,
    redact_key: redaction.RedactKeyOption = None,
    redact_map: redaction.RedactMapOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Show causes by week, bundles seen again and cases that still fail; or delete what is kept.

    Runs over several bundles, and omelog watch, are kept; a run over a single bundle is not.
    """
    from omelog.store import StoreError

    del config, verbose
    if forget is not None and older_than is not None:
        options.wrong_usage("--forget and --older-than do not go together; give one")
    how = redaction.asked(redact, redact_key, redact_map)
    path = options.store_path(store)
    if path is None and store is None:
        options.not_done("there is no home folder for a store; name one with --store")
    opened = _opened(path)
    try:
        if opened is None and (forget is not None or older_than is not None):
            options.not_done(f"{path or 'the store'}: there is no such store, so nothing is deleted; check --store")
        elif opened is None:
            _nothing(path, format, how)
        elif forget is None and older_than is None:
            _answer(opened, options.catalogue(causes), format, how, rows=None if every else _NEWEST, quiet=quiet)
        else:
            _delete(opened, forget, older_than, how, quiet=quiet)
    except StoreError as error:
        options.complain(f"{path}: the store cannot be read: {error}; try again, or name another with --store")
        raise typer.Exit(options.NOT_IN_FULL) from None
    finally:
        if opened is not None:
            opened.close()


def _opened(path: Path | None) -> "Store | None":
    """Open the store if there is one; nothing is made by asking."""
    from omelog.store import open_store

    if path is None or _is_not_there(path):
        return None
    opened = open_store(path)
    if opened.said:
        options.complain(opened.said)
    if opened.store is None:
        raise typer.Exit(options.NOT_IN_FULL)
    return opened.store


def _is_not_there(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:  # opening it says what is wrong
        return False
    return False


def _nothing(path: Path | None, format: str, how: redaction.Asked) -> None:  # noqa: A002 - the option's name

    from omelog.cli.show.tables import console, print_line
    from omelog.store import History

    if format == "json":
        _write(
            History(redaction=how.profile, runs=0, since=None, bundles=0, again=0, weeks=[], repeated=[], failing=[])
        )
    else:
        where = f" in {path}" if path else ""
        print_line(console(), f"Nothing to show yet{where}: no run over several bundles has finished.")


def _delete(store: "Store", name: str | None, days: int | None, how: redaction.Asked, *, quiet: bool) -> None:
    from omelog.cli.show.tables import console, print_line
    from omelog.store import forget, forget_unused

    if name is not None:
        gone = forget(store, name)
        what = f"named {name}" if how.profile == "none" else "of that name"
    else:
        gone = forget_unused(store, days or 0)
        what = f"that no run has seen for {days} days"
    if not quiet:
        line = f"Deleted {gone.bundles} bundles of earlier runs, and the contents of {gone.files} files, {what}."
        print_line(console(), line)
        for report in gone.reports:
            place = report if how.profile == "none" else "the report of an inbox"
            print_line(
                console(), f"{place}: holds it until omelog watch looks again: at once if one is running, or delete it."
            )


def _answer(
    store: "Store",
    catalogue: "Catalogue",
    format: str,  # noqa: A002 - the option's name
    how: redaction.Asked,
    *,
    rows: int | None,
    quiet: bool,
) -> None:
    from omelog.store import history as ask

    found = _redacted(ask(store), how)
    if format == "json":
        _write(found)
    elif not quiet and found.runs:
        _show(found, {slug: cause.title for slug, cause in catalogue.causes.items()}, rows)
        redaction.tell(how)
    elif not quiet:
        _nothing(store.path, format, how)


def _redacted(found: "History", how: redaction.Asked) -> "History":
    from omelog.cli.show.unnamed_history import redacted

    if how.profile == "none":
        return found
    made, originals = redacted(found, how.redaction())
    if how.map is not None:
        redaction.write_map(how.map, {"": originals}, how.profile)
    return made


def _write(found: "History") -> None:
    import msgspec

    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")


def _show(found: "History", titles: dict[str, str], most: int | None) -> None:
    from omelog.cli.show.tables import console, print_line

    to = console()
    runs = f"{found.runs} runs since {_day(found.since)}" if found.runs > 1 else f"1 run, on {_day(found.since)}"
    print_line(to, f"{runs}: {found.bundles} bundles, {found.again} of them seen more than once.")
    for title, columns, rows in _tables(found, titles):
        _print(to, title, columns, rows, most)


def _tables(found: "History", titles: dict[str, str]) -> "Iterator[tuple[str, tuple[str, ...], list[Cells]]]":
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
        ("Case", "Newest log", "Bundles", "Causes", "Last error", "Later log without errors"),
        [
            (
                one.case,
                _newest(one),
                ", ".join(one.bundles),
                "; ".join(
                    titles.get(slug, slug) + (" (logged again)" if slug in one.again else "") for slug in one.causes
                ),
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


def _print(to: "Console", title: str, columns: tuple[str, ...], rows: "list[Cells]", most: int | None) -> None:
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
