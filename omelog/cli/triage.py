"""`omelog triage`: bundles in, a remediation report out."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omelog.cli import options

if TYPE_CHECKING:
    from omelog.batch import Job, Naming
    from omelog.model.report import Report

_TEXT_FORMATS = ("html", "json")


def triage(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT", help="Archive, folder, log file, glob, or - for standard input.")
    ],
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            envvar="OMELOG_OUTPUT",
            help="Folder of the report; - with one format: standard output.",
        ),
    ] = "omelog-report",
    format: Annotated[  # noqa: A002 - the option's name
        list[str] | None,
        typer.Option(
            "-f",
            "--format",
            metavar="FORMAT",
            envvar="OMELOG_FORMAT",
            help="html or json; may be repeated. Default: both.",
        ),
    ] = None,
    causes: options.CausesOption = None,
    case: Annotated[str | None, typer.Option("--case", metavar="ID", help="Your case number, for the report.")] = None,
    case_from: Annotated[
        str | None,
        typer.Option(
            "--case-from",
            metavar="REGEX",
            help="What in the path of a bundle is its case: the first group, or all that matches. "
            "Default: the first folder below INPUT.",
        ),
    ] = None,
    around: Annotated[
        str | None,
        typer.Option(
            "--around", metavar="TIME", help="The moment that the customer named, in log time: 2024-01-25 11:05."
        ),
    ] = None,
    fail_on_findings: Annotated[
        bool, typer.Option("--fail-on-findings/--no-fail-on-findings", help="Exit with 3 if there are findings.")
    ] = False,
    open: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = False,  # noqa: A002 - the option's name
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", metavar="N", min=1, help="How many bundles to read at once. Default: the cores."),
    ] = None,
    limit: options.LimitOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Say why the last recorded certificate upload failed, how to fix it, and which log lines prove it."""
    del config
    started = time.monotonic()
    formats = _formats(format or ["html", "json"], output)
    job = _job(inputs, causes, _naming(case, case_from), around, limit or [])
    folder = None if output == "-" else _prepared(output)
    from omelog.cli.run import run
    from omelog.cli.watch import Watch

    made = run(job, formats, folder, jobs, Watch(quiet=quiet, verbose=verbose))
    if folder is not None:
        page = folder / "report.html" if "html" in formats else folder
        if not quiet:
            from omelog.cli.answer import answer

            answer(made, page)
        if open and "html" in formats:
            typer.launch(str(page.resolve()))
    if verbose:
        options.complain(f"took {time.monotonic() - started:.2f} s")
    raise typer.Exit(_exit_code(made.head, fail_on_findings=fail_on_findings))


def _formats(asked: list[str], output: str) -> list[str]:
    from omelog.report import formats

    known = formats()
    for name in asked:
        if name not in known:
            options.wrong_usage(f"unknown format {name!r}; known: {', '.join(known)}")
    if output == "-" and (len(asked) != 1 or asked[0] not in _TEXT_FORMATS):
        options.wrong_usage("-o - takes one text format, for example: -f json -o -")
    return list(dict.fromkeys(asked))


def _naming(case: str | None, case_from: str | None) -> "Naming":
    from omelog.batch import CasePatternError, Naming

    naming = Naming(case, case_from)
    try:
        naming.check()
    except CasePatternError as error:
        options.wrong_usage(f"--case-from {case_from!r} is no pattern: {error}; for example: --case-from 'SR-[0-9]+'")
    return naming


def _job(inputs: list[str], causes: Path | None, naming: "Naming", around: str | None, limits: list[str]) -> "Job":
    from omelog.analysis import Settings
    from omelog.batch import Job

    return Job(tuple(inputs), Settings(options.catalogue(causes), options.bounds(limits)), _around(around), naming)


def _around(time_named: str | None) -> str | None:
    import datetime as dt

    if time_named is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(time_named)
    except ValueError:
        options.wrong_usage(
            f"--around {time_named!r} is no time; give date and time as the log has them: 2024-01-25 11:05"
        )
    if len(time_named.strip()) <= len("2024-01-25"):
        options.wrong_usage(f"--around {time_named!r} names a day; give the time too: 2024-01-25 11:05")
    if moment.tzinfo is not None:
        options.wrong_usage("--around takes no time zone: the log has none; give the time on the appliance's clock")
    return moment.isoformat()


def _prepared(output: str) -> Path:
    from omelog.batch import OutputError, prepare

    if not output:
        options.wrong_usage("-o is empty; give a folder, or - for standard output")
    folder = Path(output).expanduser()
    try:
        prepare(folder)
    except OutputError as error:
        options.wrong_usage(str(error))
    return folder


def _exit_code(report: "Report", *, fail_on_findings: bool) -> int:
    if fail_on_findings and report.totals.findings:
        return options.FINDINGS
    damaged = any(problem.severity == "damage" for problem in report.problems)
    whole = report.totals.analyzed == report.totals.bundles and not damaged
    return options.DONE if whole else options.NOT_IN_FULL
