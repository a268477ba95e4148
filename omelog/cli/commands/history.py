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
    close: Annotated[
        str | None,
        typer.Option("--close", metavar="CASE", help="Leave what this case has now out of reports from now on."),
    ] = None,
    reopen: Annotated[
        str | None, typer.Option("--reopen", metavar="CASE", help="Report a case again that was closed.")
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
    """Show causes by week, bundles seen again and cases that still fail; delete what is kept; or close a case.

    Runs over several bundles, and omelog watch, are kept; a run over a single bundle is not. With REPORT.json, what
    these reports hold is told, of whoever made them: no store is needed.
    """
    del config, verbose
    acts = [one for one in (_Act("forget", forget), _Act("older-than", older_than), _Act("close", close),
                            _Act("reopen", reopen)) if one.given is not None]  # fmt: skip
    if len(acts) > 1:
        options.wrong_usage(f"--{acts[0].name} and --{acts[1].name} do not go together; give one")
    if reports and acts:
        options.wrong_usage(f"--{acts[0].name} is about the store; give no REPORT.json with it")
    how = _How(
        redaction.asked(redact, redact_key, redact_map), format, None if every else NEWEST, causes, is_quiet=quiet
    )
    if reports:
        _of_reports(reports, how)
    path = options.store_path(store)
    if path is None and store is None:
        options.not_done("there is no home folder for a store; name one with --store")
    _of_store(path, acts[0] if acts else None, how)


class _How(NamedTuple):
    """How the answer is printed; `rows` of a table at most, and titles from the folder `causes`."""

    redaction: redaction.Asked
    format: str
    rows: int | None
    causes: Path | None
    is_quiet: bool


class _Act(NamedTuple):
    """What is to be done to the store: an option, and what was given with it."""

    name: str
    given: str | int | None


def _of_store(path: Path | None, act: _Act | None, how: _How) -> None:
    """Answer from the store, or do something to it."""
    from omelog.store import StoreError
    from omelog.store import history as ask

    opened = _opened(path)
    try:
        if opened is None and act is not None:
            options.not_done(f"{path or 'the store'}: there is no such store, so nothing is done; check --store")
        elif opened is None:
            _nothing(path, how)
        elif act is not None and act.name in ("close", "reopen"):
            _close(opened, act, how)
        elif act is not None:
            _delete(opened, act.given, how)
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


def _close(store: "Store", act: _Act, how: _How) -> None:
    """Close or reopen a case; one that the store does not know is told, and ends the command."""
    from omelog.cli.show.tables import console, print_line
    from omelog.store import close, reopen
    from omelog.text.visible import storable
    from omelog.wording.text import counted

    case = storable(str(act.given))
    count = close(store, case) if act.name == "close" else reopen(store, case)
    if not count:
        known = "of which the store has seen a bundle" if act.name == "close" else "that was closed"
        options.not_done(f"--{act.name} {act.given}: is not a case {known}; omelog history --all names them")
    if not how.is_quiet:
        ends = "left out of reports from the next run or look on; what comes later for this case is reported"
        line = ends if act.name == "close" else "reported again from the next run or look on"
        print_line(console(), f"{counted(count, 'bundle')} of the case: {line}.")


def _delete(store: "Store", given: str | int | None, how: _How) -> None:
    from omelog.cli.show.tables import console, print_line
    from omelog.store import forget, forget_unused

    if isinstance(given, str):
        gone = forget(store, given)
        what = f"named {given}" if how.redaction.profile == "none" else "of that name"
    else:
        gone = forget_unused(store, given or 0)
        what = f"that no run has seen for {given} days"
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
