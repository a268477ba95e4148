"""What the commands that read bundles are asked alike: options, and the job that they make of them."""

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omelog.cli import options

if TYPE_CHECKING:
    from omelog.report.html.overrides import Templates
    from omelog.run import Job, Naming

_CLOCK = re.compile(r"[+-][0-9]{1,3}:[0-5][0-9](?::[0-5][0-9])?")
_DIGITS = 6  # of a number of runs

FormatOption = Annotated[
    list[str] | None,
    typer.Option(
        "-f",
        "--format",
        metavar="FORMAT",
        envvar="OMELOG_FORMAT",
        help=f"{options.known_formats()}; may be repeated. Default: html and json.",
    ),
]
CaseOption = Annotated[str | None, typer.Option("--case", metavar="ID", help="Your case number, for the report.")]
CaseFromOption = Annotated[
    str | None,
    typer.Option(
        "--case-from",
        metavar="REGEX",
        help="Which part of the path of a bundle is its case: the first group, or the whole match. "
        "Default: the first folder below INPUT.",
    ),
]
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs", "-j", metavar="N", min=1, help="How many bundles to read at once. Default: the number of cores."
    ),
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE|N",
        help="Compare with the last run up to this day (or time, in UTC), or with that of N runs ago.",
    ),
]
ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Read on the workers of a Dask cluster instead: tcp://HOST:8786 (extra: cluster).",
    ),
]


BrandOption = Annotated[
    str | None,
    typer.Option("--brand", metavar="TEXT", help="Your name, instead of omelog's, at the head of pages."),
]
FooterOption = Annotated[str | None, typer.Option("--footer", metavar="TEXT", help="A line at the foot of every page.")]
TemplatesOption = Annotated[
    Path | None,
    typer.Option("--templates", metavar="DIR", help="Folder of templates that replace those of the pages."),
]


def look(job: "Job", brand: str | None, footer: str | None, templates: Path | None) -> "Job":
    """Put what the pages look like into a job; end the command if the templates cannot be used."""
    return job._replace(brand=brand or None, footer=footer or None, templates=overriding(templates))


def overriding(templates: Path | None) -> "Templates":
    """Read the templates of a folder; end the command if they cannot be used."""
    if templates is None:
        return ()
    from omelog.report.html.overrides import TemplatesError, overrides

    try:
        return overrides(options.expanded(templates))
    except TemplatesError as error:
        options.wrong_usage(str(error))


def formats(asked: list[str] | None, *, to_standard_output: bool = False) -> list[str]:
    """Return the formats to write; end the command if one is unknown or does not fit."""
    return options.formats(asked or ["html", "json"], to_standard_output=to_standard_output)


def naming(case: str | None, case_from: str | None) -> "Naming":
    """Describe how cases are found; end the command if the pattern is none."""
    from omelog.run import CasePatternError, Naming

    made = Naming(case, case_from)
    try:
        made.check()
    except CasePatternError as error:
        options.wrong_usage(
            f"--case-from {case_from!r} is not a valid pattern: {error}; for example: --case-from 'SR-[0-9]+'"
        )
    return made


def job(inputs: list[str], causes: Path | None, naming: "Naming", limits: list[str], formats: list[str]) -> "Job":
    """Make the job of a run; end the command if causes or limits are wrong."""
    from omelog.analysis import Settings
    from omelog.run import Job

    context = options.wants_context(formats)
    settings = Settings(options.catalogue(causes), options.bounds(limits), context)
    return Job(tuple(inputs), settings, tuple(formats), naming=naming)


def around(time_named: str | None) -> str | None:
    """Read a moment in log time; end the command if it is none."""
    if time_named is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(time_named)
    except ValueError:
        options.wrong_usage(
            f"--around {time_named!r} is not a time; give date and time as the log has them: 2024-01-25 11:05"
        )
    if len(time_named.strip()) <= len("2024-01-25"):
        options.wrong_usage(f"--around {time_named!r} names a day; give the time too: 2024-01-25 11:05")
    if moment.tzinfo is not None:
        options.wrong_usage("--around takes no time zone: the log has none; give the time on the appliance's clock")
    return moment.isoformat()


def clock(stated: str | None) -> str | None:
    """Read by how much a clock is said to be wrong; end the command if it is not an amount of time."""
    if stated is not None and not _CLOCK.fullmatch(stated):
        options.wrong_usage(f"--clock {stated!r} is not hours and minutes; a clock 5 minutes ahead: --clock +00:05")
    return stated


def output_folder(output: str, formats: list[str]) -> Path:
    """Return the folder of the report, which need not be there yet; end the command if it cannot be used."""
    from omelog.run import OutputError, check

    if not output:
        options.wrong_usage("-o is empty; give a folder, or - for standard output")
    folder = options.expanded(output)
    try:
        check(folder, formats)
    except OutputError as error:
        options.wrong_usage(str(error))
    return folder


def since(given: str | None) -> str | int | None:
    """Read which run to compare with: its number, counted back, or the last moment (UTC) at which it may have begun."""
    if given is None:
        return None
    if given.isdecimal() and len(given) <= _DIGITS and int(given):
        return int(given)
    try:
        time = dt.datetime.fromisoformat(given)
    except ValueError:
        options.wrong_usage(
            f"--since {given!r}: give a day (2026-01-31), a time (2026-01-31T08:00) or a number of runs"
        )
    if len(given) == len("2026-01-31"):
        time += dt.timedelta(days=1, seconds=-1)
    moment = time if time.tzinfo is None else time.astimezone(dt.UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
