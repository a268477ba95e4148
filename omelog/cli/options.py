"""Options that several commands share, and how a command ends."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from omelog import resources

if TYPE_CHECKING:
    from omelog.limits import Limits
    from omelog.model.cause import Catalogue
    from omelog.model.report import Problem, Report
    from omelog.report.html.overrides import Templates

NO_HOME = "the home folder that ~ stands for is not known; give the path in full"
DONE, NOT_IN_FULL, WRONG_USAGE, FINDINGS = 0, 1, 2, 3


def _load_settings(context: typer.Context, path: Path | None) -> Path | None:
    """Put the settings file below the environment and the command line."""
    if context.resilient_parsing:
        return path
    from omelog import config as settings_file

    try:
        settings = settings_file.load(path)
    except settings_file.UnreadableError as error:
        complain(str(error))
        return path
    except settings_file.ConfigError as error:
        wrong_usage(str(error))
    defaults = settings_file.option_defaults(settings, context.command.name or "")
    for option in settings_file.PLACES & defaults.keys():
        try:
            defaults[option] = str(Path(defaults[option]).expanduser())
        except RuntimeError:
            name = option.removeprefix("--").replace("-", "_")
            complain(f"the setting {name} = {defaults.pop(option)!r}: {NO_HOME}; the setting was ignored")
    parameters = {option: parameter.name for parameter in context.command.params for option in parameter.opts}
    context.default_map = {name: defaults[option] for option, name in parameters.items() if option in defaults and name}
    return path


def expanded(path: str | Path) -> Path:
    """Put a home in the place of ~; end the command where there is none."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        wrong_usage(f"{path}: {NO_HOME}")


ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        envvar="OMELOG_CONFIG",
        is_eager=True,
        callback=_load_settings,
        help="Settings file, instead of the one in the usual place.",
    ),
]
CausesOption = Annotated[
    Path | None,
    typer.Option(
        "--causes", metavar="DIR", envvar="OMELOG_CAUSES", help="Folder with causes of your own, one TOML file each."
    ),
]


def _beside_settings(context: typer.Context, given: list[str] | None) -> list[str]:
    """Put the limits of the command line behind those of the settings file: the later one of a name counts."""
    return [*(context.default_map or {}).get("limit", []), *(given or [])]


LimitOption = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=VALUE",
        callback=_beside_settings,
        help="Raise or lower a limit, such as log_bytes=8GiB.",
    ),
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="PATH|none",
        envvar="OMELOG_STORE",
        help="File of what earlier runs have read, instead of the one in the usual place; none: do without.",
    ),
]


def _known_audience(audience: str | None) -> str | None:
    from typing import get_args

    from omelog.model.cause import Audience

    if audience is not None and audience not in get_args(Audience):
        wrong_usage(f"unknown audience {audience!r}; known: {', '.join(get_args(Audience))}")
    return audience


_AUDIENCE_HELP = "Steps for these alone: private-ca, public-ca or ansible."
AudienceOption = Annotated[
    str | None,
    typer.Option("--audience", metavar="A", envvar="OMELOG_AUDIENCE", callback=_known_audience, help=_AUDIENCE_HELP),
]
# Of a report that is there already: without the option it stays as it was written, whatever the settings say.
OtherAudienceOption = Annotated[
    str | None,
    typer.Option(
        "--audience", metavar="A", callback=_known_audience, help=f"{_AUDIENCE_HELP} Without it: as in the report."
    ),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet/--no-quiet", "-q", help="Leave out the answer; damage is still reported.")
]
VerboseOption = Annotated[bool, typer.Option("--verbose/--no-verbose", "-v", help="Add notices, timings and progress.")]


def wrong_usage(message: str) -> NoReturn:
    """End the command with exit code 2 and one line that says what to do."""
    complain(message)
    raise typer.Exit(WRONG_USAGE)


def not_done(message: str) -> NoReturn:
    """End the command with exit code 1 and one line that says what to do."""
    complain(message)
    raise typer.Exit(NOT_IN_FULL)


def shown(path: Path) -> str:
    """Return a path as it may be printed."""
    from omelog.redact import without_secrets
    from omelog.text.visible import one_line

    return one_line(without_secrets(str(path)))


def complain(message: str) -> None:
    """Write one line to standard error, without secrets: a name of a file may hold one."""
    typer.echo(f"omelog: {complaint(message)}", err=True)


def complaint(message: str) -> str:
    """Return the one line that a complaint is, without secrets."""
    from omelog.redact import without_secrets
    from omelog.text.visible import one_line

    return one_line(without_secrets(message))


def tell_problem(name: str, problem: "Problem", *, verbose: bool) -> None:
    """Write the line for what went wrong in the bundle of this name: for damage always, for a notice when asked for."""
    if problem.severity == "damage" or verbose:
        where = ": ".join(part for part in (name, problem.where if problem.where != name else None) if part)
        line = f" line {problem.line}" if problem.line else ""
        way_out = problem.advice or problem.resolution
        complain(f"{where}{line}{': ' if where else ''}{problem.message}; {way_out}")


def known_formats() -> str:
    """Return the names of the formats as help lists them, without importing any."""
    *others, last = resources.modules("report", "formats")
    return f"{', '.join(others)} or {last}"


def formats(asked: list[str], *, to_standard_output: bool) -> list[str]:
    """Check the formats that were asked for; end the command if one is unknown, misses something or does not fit."""
    from omelog.report import format_named, missing
    from omelog.report import format_names as known

    for name in asked:
        if name not in known():
            wrong_usage(f"unknown format {name!r}; known: {', '.join(known())}")
        if command := missing(name):
            wrong_usage(f"format {name} needs what is not installed: {command}")
    if to_standard_output and (len(asked) != 1 or not format_named(asked[0]).TEXT):
        wrong_usage("-o - takes one text format, for example: -f json -o -")
    return list(dict.fromkeys(asked))


def wants_context(names: list[str]) -> bool:
    """Return whether one of the formats shows the records around errors."""
    from omelog.report import format_named

    return any(format_named(name).CONTEXT for name in names)


def to_standard_output(report: "Report", name: str, templates: "Templates" = ()) -> None:
    """Write a report in one format to standard output; end the command if that cannot be done."""
    import sys

    from omelog.report import render

    files = render(report, name, templates)
    if len(files) > 1:
        wrong_usage(f"{len(files)} pages do not fit on standard output; give a folder with -o, or one bundle")
    sys.stdout.buffer.writelines(files.values())
    end_of_output()


def end_of_output() -> None:
    """End the command if standard output, which was to have all of something, did not take it."""
    from omelog.cli import streams

    lost = streams.failure()
    if lost is not None and streams.is_closed(lost):
        complain("standard output: cannot be written: it is closed; give a folder or file with -o")
    if lost is not None:
        raise typer.Exit(NOT_IN_FULL)


def bounds(limits: list[str]) -> "Limits":
    """Return the limits of a run with those that the user set; end the command if one is wrong."""
    from omelog.limits import LimitError, Limits, with_overrides

    try:
        return with_overrides(Limits(), limits)
    except LimitError as error:
        wrong_usage(str(error))


def store_path(given: str | None) -> Path | None:
    """Return the place of the store; None where there is to be none."""
    from omelog.store import default_path

    if given is None:
        return default_path()
    if not given:
        wrong_usage("--store is empty; give a file, or none to do without")
    return None if given == "none" else expanded(given)


def catalogue(causes: Path | None) -> "Catalogue":
    """Load the catalogue with the user's causes; end the command if they are wrong."""
    from omelog.causes import CatalogueError, lint, load

    try:
        loaded = load(causes)
    except CatalogueError as error:
        wrong_usage(
            str(error) if len(error.faults) == 1 else f"{error}; omelog causes lint --causes {causes} lists all"
        )
    faults = lint(loaded) if causes else []
    if faults:
        wrong_usage(f"{faults[0]}; omelog causes lint --causes {causes} lists all")
    return loaded
