"""`omelog history`: what all runs together have seen."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, NoReturn

import typer

from omelog.cli import options, redaction
from omelog.cli.show.history import NEWEST, show, write

if TYPE_CHECKING:
    from omelog.store import History, Store


def history(
    reports: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[REPORT.json]...", help="Saved reports to ask instead of the store; - is standard input."
        ),
    ] = None,
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

    Runs over several bundles, and omelog watch, are kept; a run over a single bundle is not. With REPORT.json, what
    these reports hold is told, of whoever made them: no store is needed.
    """
    del config, verbose
    if forget is not None and older_than is not None:
        options.wrong_usage("--forget and --older-than do not go together; give one")
    if reports and (forget is not None or older_than is not None):
        options.wrong_usage("--forget and --older-than delete from the store; give no REPORT.json with them")
    how = _How(
        redaction.asked(redact, redact_key, redact_map), format, None if every else NEWEST, causes, is_quiet=quiet
    )
    if reports:
        _of_reports(reports, how)
    path = options.store_path(store)
    if path is None and store is None:
        options.not_done("there is no home folder for a store; name one with --store")
    _of_store(path, forget, older_than, how)


class _How(NamedTuple):
    """How the answer is printed; `rows` of a table at most, and titles from the folder `causes`."""

    redaction: redaction.Asked
    format: str
    rows: int | None
    causes: Path | None
    is_quiet: bool


def _of_store(path: Path | None, name: str | None, days: int | None, how: _How) -> None:
    """Answer from the store, or delete what is kept of a name, or was not seen for so many days."""
    from omelog.store import StoreError
    from omelog.store import history as ask

    deletes = name is not None or days is not None
    opened = _opened(path)
    try:
        if opened is None and deletes:
            options.not_done(f"{path or 'the store'}: there is no such store, so nothing is deleted; check --store")
        elif opened is None:
            _nothing(path, how)
        elif deletes:
            _delete(opened, name, days, how)
        else:
            _answer(ask(opened), opened.path, {}, how)
    except StoreError as error:
        options.complain(f"{path}: the store cannot be read: {error}; try again, or name another with --store")
        raise typer.Exit(options.NOT_IN_FULL) from None
    finally:
        if opened is not None:
            opened.close()


def _of_reports(given: list[str], how: _How) -> NoReturn:
    """Answer from reports, without those that cannot be read, and end the command."""
    from omelog.cli import saved
    from omelog.run.committed import Committed, MixedError

    taken, unread = Committed(), 0
    for name in given:
        try:
            taken.add(*saved.loaded(name))
        except saved.SavedError as error:
            options.complain(str(error))
            unread += 1
        except MixedError as error:
            options.not_done(f"{options.shown(Path(name))}: {error}")
    if unread < len(given):
        _answer(taken.history(), None, taken.titles, how)
    raise typer.Exit(options.NOT_IN_FULL if unread else options.DONE)


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


def _nothing(path: Path | None, how: _How) -> None:
    from omelog.cli.show.tables import console, print_line
    from omelog.store import History

    if how.format == "json":
        profile = how.redaction.profile
        write(History(redaction=profile, runs=0, since=None, bundles=0, again=0, weeks=[], repeated=[], failing=[]))
    else:
        where = f" in {path}" if path else ""
        print_line(console(), f"Nothing to show yet{where}: no run over several bundles has finished.")


def _delete(store: "Store", name: str | None, days: int | None, how: _How) -> None:
    from omelog.cli.show.tables import console, print_line
    from omelog.store import forget, forget_unused

    if name is not None:
        gone = forget(store, name)
        what = f"named {name}" if how.redaction.profile == "none" else "of that name"
    else:
        gone = forget_unused(store, days or 0)
        what = f"that no run has seen for {days} days"
    if not how.is_quiet:
        line = f"Deleted {gone.bundles} bundles of earlier runs, and the contents of {gone.files} files, {what}."
        print_line(console(), line)
        for report in gone.reports:
            place = report if how.redaction.profile == "none" else "the report of an inbox"
            print_line(
                console(), f"{place}: holds it until omelog watch looks again: at once if one is running, or delete it."
            )


def _answer(asked: "History", path: Path | None, titles: dict[str, str], how: _How) -> None:
    """Print what the store at a path, or reports, have to tell; `titles` are those of causes that reports name."""
    found = _redacted(asked, how.redaction)
    if how.format == "json":
        write(found)
    elif not how.is_quiet and found.runs:
        own = {slug: cause.title for slug, cause in options.catalogue(how.causes).causes.items()}
        show(found, titles | own, how.rows)
        redaction.tell(how.redaction)
    elif not how.is_quiet:
        _nothing(path, how)


def _redacted(found: "History", how: redaction.Asked) -> "History":
    """Redact what is told; reports that hide as much already stay as they are."""
    if how.profile == "none":
        return found
    from omelog.cli.show.unnamed_history import redacted
    from omelog.redact import covers

    made, originals = (found, {}) if covers(found.redaction, how.profile) else redacted(found, how.redaction())
    if how.map is not None:
        redaction.write_map(how.map, {"": originals}, how.profile)
    return made
