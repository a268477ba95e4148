"""`omelog diff`: two reports side by side."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from omelog.cli import options, redaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omelog.model.report import Change
    from omelog.saved.difference import Diff, Loaded

_LISTED = 50  # rows of what is as it was


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD.json", help="The earlier report.json.")],
    new: Annotated[Path, typer.Argument(metavar="NEW.json", help="The later report.json.")],
    format: Annotated[  # noqa: A002 - the option's name
        Literal["text", "json"], typer.Option("-f", "--format", help="A table, or data.")
    ] = "text",
    fail_on_findings: Annotated[
        bool, typer.Option("--fail-on-findings/--no-fail-on-findings", help="Exit with 3 if something is new.")
    ] = False,
    redact: redaction.RedactOption = None,
    redact_key: redaction.RedactKeyOption = None,
    redact_map: redaction.RedactMapOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Show what is new, gone, still there or known with another certainty: by case, bundle and cause.

    A bundle is the same in both if it was read from the same place, or if its case and name are the same, or if its
    file is, byte for byte.
    """
    from omelog.saved.difference import compare

    del config
    how = redaction.asked(redact, redact_key, redact_map)
    before, now = _loaded(old), _loaded(new)
    found = compare(before, now)
    if how.profile != "none":
        found = _redacted(found, before, now, how)
    if format == "json":
        import msgspec

        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    elif not quiet:
        _show(found, whole=verbose)
        redaction.tell(how)
    raise typer.Exit(options.FINDINGS if fail_on_findings and found.new else options.DONE)


def _loaded(path: Path) -> "Loaded":
    from omelog.saved.difference import ReportError, load

    try:
        return load(path.read_bytes())
    except OSError as error:
        options.complain(f"{path}: cannot be read: {error.strerror}; give a report.json")
    except ReportError as error:
        options.complain(f"{path}: {error}")
    raise typer.Exit(options.NOT_IN_FULL)


def _redacted(found: "Diff", before: "Loaded", now: "Loaded", how: redaction.Asked) -> "Diff":
    from omelog.saved.difference import redacted

    made = redacted(found, before, now, how.redaction())
    if how.map is not None:
        redaction.write_map(how.map, {"": made.mapping}, how.profile)
    return made.diff


def _show(found: "Diff", *, whole: bool) -> None:
    from omelog.cli.show.tables import console, print_line, print_table

    to = console()
    listed = found.same if whole or len(found.same) <= _LISTED else []
    rows = [
        *_rows("new", found.new, found),
        *_rows("gone", found.gone, found),
        *_rows("changed", found.changed, found),
        *_rows("not read", found.not_read, found),
        *_rows("still there", listed, found),
    ]
    if rows:
        print_table(to, "", ("", "Case", "Bundle", "Cause", "Certainty"), rows)
    counts = (
        f"{len(found.new)} new, {len(found.gone)} gone, {len(found.changed)} with another certainty, "
        f"{len(found.not_read)} not known (not read in full), {len(found.same)} still there"
    )
    print_line(to, counts + (" (--verbose lists them)." if len(listed) < len(found.same) else "."))
    for note in found.notes:
        print_line(to, f"Note: {note}.")


def _rows(what: str, changes: "list[Change]", found: "Diff") -> "Iterator[tuple[str, ...]]":
    for change in changes:
        certainty = " -> ".join(dict.fromkeys(filter(None, (change.before, change.now))))
        told = f"{what}, with its bundle" if change.whole_bundle else what
        yield told, change.case or "", change.bundle, found.titles.get(change.cause, change.cause), certainty
