"""`omelog grep`: any question to the logs of bundles, answered with whole records."""

import time
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from omelog.cli import options, redaction, streams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omelog.bundle import Source
    from omelog.model.report import Problem
    from omelog.search import Pattern, Query, RecordFilter

_MOST_AROUND = 1000  # records: those before a match are held in memory


def grep(
    pattern: Annotated[
        str, typer.Argument(metavar="PATTERN", help="Regular expression (RE2); may span the lines of one record.")
    ],
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="BUNDLE", help="Archive, folder, log file, glob, or - for standard input."),
    ],
    context: Annotated[
        int,
        typer.Option("-C", "--context", metavar="N", min=0, max=_MOST_AROUND, help="Show N records around each match."),
    ] = 0,
    after: Annotated[
        int | None,
        typer.Option("-A", "--after", metavar="N", min=0, max=_MOST_AROUND, help="Show N records after each match."),
    ] = None,
    before: Annotated[
        int | None,
        typer.Option("-B", "--before", metavar="N", min=0, max=_MOST_AROUND, help="Show N records before each match."),
    ] = None,
    ignore_case: Annotated[
        bool, typer.Option("-i", "--ignore-case", help="Ignore the difference between capital and small letters.")
    ] = False,
    fixed: Annotated[bool, typer.Option("-F", "--fixed", help="Take PATTERN as it stands, not as an expression.")] = (
        False
    ),
    count: Annotated[bool, typer.Option("-c", "--count", help="Count the records of each log, and show none.")] = False,
    logger: Annotated[
        list[str] | None,
        typer.Option("--logger", metavar="NAME", help="Only of this logger, in full or its last part; repeatable."),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help="Only from this time on, in log time: 2024-01-25 11.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="TIME", help="Only up to the end of this time: 2024-01-25 is the whole of that day."
        ),
    ] = None,
    redact: redaction.RedactOption = None,
    redact_key: redaction.RedactKeyOption = None,
    limit: options.LimitOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Show the records of any logger that match, rotations in order, without unpacking anything.

    The exit code is 0 whether anything matches or not; 1 means that something was not read in full.
    """
    from omelog.search import Query

    del config
    started = time.monotonic()
    query = Query(
        _pattern(pattern, fixed=fixed, ignore_case=ignore_case),
        options.bounds(limit or []),
        _filter(logger or [], since, until),
        context if before is None else before,
        context if after is None else after,
        counting=count or quiet,
    )
    run = _Run(inputs, query, redaction.asked(redact, redact_key), quiet=quiet, verbose=verbose)
    _to_reader(run)
    if verbose:
        options.complain(f"took {time.monotonic() - started:.2f} s")
    raise typer.Exit(options.DONE if run.whole else options.NOT_IN_FULL)


def _pattern(text: str, *, fixed: bool, ignore_case: bool) -> "Pattern":
    from omelog.search import Pattern, PatternError

    try:
        return Pattern(text, fixed=fixed, ignore_case=ignore_case)
    except PatternError as error:
        if fixed:
            options.wrong_usage(f"PATTERN is not text: {error}; give it in UTF-8")
        options.wrong_usage(f"PATTERN is not a regular expression: {error}; -F takes it as it stands")


def _filter(loggers: list[str], since: str | None, until: str | None) -> "RecordFilter":
    from omelog.search import RecordFilter

    names = frozenset(logger.encode("utf-8", "surrogateescape") for logger in loggers)
    return RecordFilter(names, _moment("--since", since), _moment("--until", until))


def _moment(option: str, text: str | None) -> bytes:
    from omelog.search import moment

    if text is None:
        return b""
    time_named = moment(text)
    if time_named is None:
        options.wrong_usage(
            f"{option} {text!r} is not a time; give it as the log has it, as far as need be and without a zone: "
            "2024-01-25 11:05"
        )
    return time_named


def _to_reader(run: "_Run") -> None:
    """Run to the end, or until what is shown goes nowhere."""
    try:
        run.all()
    except KeyboardInterrupt:
        options.complain("interrupted; what was shown is not all")
        raise typer.Exit(options.NOT_IN_FULL) from None


class _Run:
    """One run over all inputs. `whole` tells whether everything met so far was read in full."""

    def __init__(self, inputs: list[str], query: "Query", how: redaction.Asked, *, quiet: bool, verbose: bool) -> None:
        self._inputs = inputs
        self._query = query
        self._quiet = quiet
        self._verbose = verbose
        self._how = how
        self._counts: list[tuple[str, str, int]] = []
        self.whole = True

    def all(self) -> None:
        """Search all inputs in their order."""
        from omelog.bundle import discover
        from omelog.cli.show.matches import Printer
        from omelog.cli.show.unnamed import Unnamed
        from omelog.records import holds_records

        found = discover(self._inputs, holds_records)
        sources = list(_told_apart(found.sources))
        self._unnamed = Unnamed(self._how, [source.name for source in sources])
        self._printer = Printer(self._query.pattern, self._unnamed)
        for problem in found.problems:
            self._tell("", problem)
        for source in sources:
            if self._verbose:
                options.complain(f"reading {self._unnamed.name(source.name)}")
            self._search(source, alone=len(sources) == 1)
            if streams.failed():
                return
        if self._query.counting and not self._quiet:
            self._printer.counts(self._counts)

    def _search(self, source: "Source", *, alone: bool) -> None:
        from omelog.search import SourceSearch

        search = SourceSearch(source, self._query)
        try:
            for shown in search.shown():
                self._printer.record(shown, name=not alone or shown.bundle != source.name)
                if streams.failed():
                    return
        except Exception as error:  # noqa: BLE001 - the one place where the rest of the run is kept going
            self._tell(source.name, _failure(error))
        for answer in search.answers:
            name = "" if alone and answer.name == source.name else answer.name
            self._counts += [(name, log, count) for log, count in answer.counts]
            for problem in answer.problems:
                self._tell(answer.name, problem)

    def _tell(self, name: str, problem: "Problem") -> None:
        self.whole &= problem.severity != "damage"
        options.tell_problem(self._unnamed.name(name), self._unnamed.problem(problem), verbose=self._verbose)


def _failure(error: Exception) -> "Problem":
    from omelog.problems import damage

    what = f"omelog failed on it ({type(error).__name__}: {error})"
    advice = "this is a bug in omelog: please report it with this line"
    return damage("internal-error", what, "read no further", advice=advice)


def _told_apart(sources: "list[Source]") -> "Iterator[Source]":
    """Name sources of the same name as they were given."""
    from dataclasses import replace

    names = Counter(source.name for source in sources)
    for source in sources:
        yield source if names[source.name] == 1 else replace(source, name=source.given)
