"""`omelog render`: a saved report in other formats, without the bundle and without the causes it was made with."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omelog.cli import asked, options, redaction
from omelog.cli import saved as saved_reports

if TYPE_CHECKING:
    from omelog.model.report import Report
    from omelog.report.html.overrides import Templates

_BESIDE = "omelog-report"


def render(
    context: typer.Context,
    saved: Annotated[str, typer.Argument(metavar="REPORT.json", help="A saved report.json; - for standard input.")],
    format: Annotated[  # noqa: A002 - the option's name
        list[str],
        typer.Option(
            "-f",
            "--format",
            metavar="FORMAT",
            help=f"{options.known_formats()}; may be repeated.",
        ),
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Folder; - with one format: standard output. Default: the folder of REPORT.json.",
        ),
    ] = None,
    redact: redaction.OtherRedactOption = None,
    redact_key: redaction.RedactKeyOption = None,
    redact_map: redaction.RedactMapOption = None,
    audience: options.OtherAudienceOption = None,
    templates: asked.TemplatesOption = None,
    open: Annotated[  # noqa: A002 - the option's name
        bool, typer.Option("--open/--no-open", help="Open the page in the browser.")
    ] = False,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Write a saved report in other formats: byte for byte what triage would have written.

    Files of other formats in the folder stay.
    """
    del config, verbose
    names = options.formats(format, to_standard_output=output == "-")
    folder = None if output == "-" else _folder(saved, output)
    theirs = asked.overriding(templates)
    report = redaction.of_saved(context, saved_reports.read(saved), redact, redact_key, redact_map, folder)
    if audience is not None:
        from msgspec import structs

        report = structs.replace(report, audience=audience)
    if folder is None:
        options.to_standard_output(report, names[0], theirs)
        return
    from omelog.cli.show.replaced import replaced

    before = None if _lies_in(saved, folder) else replaced(folder, names, named=report.redaction == "none")
    paths = _written(report, names, folder, theirs)
    if not quiet:
        for path in [path for path in paths if path.parent == folder]:
            typer.echo(options.shown(path))
        if before is not None:
            typer.echo(before)
    if open and folder / "report.html" in paths:
        typer.launch(str((folder / "report.html").resolve()))


def _folder(saved: str, into: str | None) -> Path:
    if into == "":
        options.wrong_usage("-o is empty; give a folder, or - for standard output")
    if into is not None:
        return options.expanded(into)
    return Path(_BESIDE) if saved == saved_reports.STDIN else options.expanded(saved).parent


def _lies_in(saved: str, folder: Path) -> bool:
    if saved == saved_reports.STDIN:
        return False
    return os.path.dirname(os.path.realpath(options.expanded(saved))) == os.path.realpath(folder)


def _written(report: "Report", names: list[str], folder: Path, templates: "Templates") -> list[Path]:
    from omelog.report import rendered
    from omelog.run import OutputError, prepare, write

    try:
        prepare(folder, names)
    except OutputError as error:
        options.wrong_usage(str(error))
    try:
        return write(folder, (file for name in names for file in rendered(report, name, templates)), names)
    except OutputError as error:
        options.not_done(str(error))
