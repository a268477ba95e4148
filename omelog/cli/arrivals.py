"""What `omelog watch` does with each look at the inbox: read what is new, write the report of all, say so, mail it."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from omelog.batch import (
    Done,
    How,
    Job,
    Known,
    OutputError,
    Run,
    Spool,
    alone,
    bundles_of,
    files,
    plan,
    remember,
    run,
    scope,
    write,
)
from omelog.bundle import Found, Source
from omelog.cli import mailing, options
from omelog.cli.terminal import Terminal
from omelog.model.report import Bundle
from omelog.visible import one_line
from omelog.watch import Look, arrived, keep


class Arrivals:
    """The report of an inbox, made anew with each arrival from what the store holds of the others."""

    def __init__(
        self,
        job: Job,
        how: How,
        folder: Path,
        store: Path | None,
        ends: threading.Event,
        posting: mailing.Posting | None,
        *,
        quiet: bool,
        verbose: bool,
    ) -> None:
        self._job = job
        self._how = how
        self._folder = folder
        self._store = store
        self._ends = ends
        self._posting = posting
        self._quiet = quiet
        self._verbose = verbose
        self._seen: dict[Source, bytes] = {}  # what was reported by this process, with its stamp

    def take(self, look: Look) -> None:
        """Read what is new in the inbox, and write the report of all that has arrived so far."""
        with Spool(self._folder) as spool, Known(self._store, says=options.complain) as known:
            before = arrived(known, scope(self._job))
            there = {source.given for source in look.found.sources}
            gone = {source: content for source, content in before.items() if source.given not in there}
            known.remember_gone(gone)
            found = sorted([*look.found.sources, *gone], key=lambda source: source.name)
            planned = plan(self._job, Found(found, look.found.problems))
            terminal = _OfNew(self._ends, verbose=self._verbose)
            with terminal:
                made = run(planned, self._job, self._how, spool, terminal, known)
            if self._written(made):
                remember(made, self._job, known)
                keep(known, scope(self._job), gone | known.contents)
                new = [source for source in look.found.sources if self._is_new(source, look, known, before)]
                self._tell(made, planned.sources, new)
                self._seen |= look.stamps

    def _is_new(self, source: Source, look: Look, known: Known, before: dict[Source, str]) -> bool:
        """Tell whether a bundle was never reported with this content, by this process or an earlier one."""
        if self._seen.get(source) == look.stamps[source]:
            return False
        return source not in known.contents or before.get(source) != known.contents[source]

    def _written(self, made: Run) -> bool:
        try:
            write(self._folder, (file for name in self._how.formats for file in files(made, name)))
        except OutputError as error:
            options.complain(str(error))
            return False
        return True

    def _tell(self, made: Run, sources: Sequence[Source], new: Sequence[Source]) -> None:
        """Name the bundles that are new, and mail the report of each."""
        for bundle in _bundles(made, sources, new):
            for problem in bundle.problems:
                options.tell_problem(bundle.name, problem, verbose=self._verbose)
            if not self._quiet:
                typer.echo(one_line(f"{bundle.name}: {bundle.diagnosis.headline}"))
            if self._posting is not None:
                mailing.post(alone(made.head, bundle), self._posting)


def _bundles(made: Run, sources: Sequence[Source], new: Sequence[Source]) -> Iterator[Bundle]:
    wanted = set(new)
    for place, source in enumerate(sources):
        if source in wanted:
            yield from bundles_of(made, place)


class _OfNew(Terminal):
    """Leaves what is wrong with a bundle to who knows whether it is new."""

    def __init__(self, ends: threading.Event, *, verbose: bool) -> None:
        super().__init__(quiet=True, verbose=verbose, ends=ends)

    def tells(self, done: Done) -> None:
        """Say nothing."""
