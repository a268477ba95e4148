"""What `omelog watch` does with each look at the inbox: read what is new, write the report of all, say so."""

import threading
from collections.abc import Sequence
from pathlib import Path

import typer

from omelog.batch import How, Job, Known, OutputError, Run, Spool, files, plan, remember, run, scope, write
from omelog.bundle import Found, Source
from omelog.cli import asked, options
from omelog.cli.terminal import Terminal
from omelog.visible import one_line
from omelog.watch import Look, gone, keep


class Arrivals:
    """The report of an inbox, made anew with each arrival from what the store holds of the others."""

    def __init__(
        self,
        job: Job,
        formats: Sequence[str],
        folder: Path,
        store: Path | None,
        ends: threading.Event,
        jobs: int | None,
        *,
        quiet: bool,
        verbose: bool,
    ) -> None:
        self._job = job
        self._how = How(jobs or asked.cores(), tuple(formats), stores=True)
        self._folder = folder
        self._store = store
        self._ends = ends
        self._quiet = quiet
        self._verbose = verbose
        self._said: dict[str, str | None] = {}  # the bundles that were named, with their digests

    def take(self, look: Look) -> None:
        """Read what is new in the inbox, and write the report of all that has arrived so far."""
        terminal = Terminal(quiet=True, verbose=self._verbose, ends=self._ends)
        with terminal, Spool(self._folder) as spool, Known(self._store, says=options.complain) as known:
            before = gone(known, scope(self._job), look.found.sources)
            known.remember_gone(before)
            sources = sorted([*look.found.sources, *before], key=lambda source: source.name)
            planned = plan(self._job, Found(sources, look.found.problems))
            made = run(planned, self._job, self._how, spool, terminal, known)
            terminal.ends(made)
            if self._written(made):
                remember(made, self._job, known)
                self._keep(known, before, planned.sources)
                self._tell(made)

    def _keep(self, known: Known, before: dict[Source, str], sources: Sequence[Source]) -> None:
        contents = {source: known.contents[source] for source in sources if source in known.contents}
        keep(known, scope(self._job), before | contents)

    def _written(self, made: Run) -> bool:
        try:
            write(self._folder, (file for name in self._how.formats for file in files(made, name)))
        except OutputError as error:
            options.complain(str(error))
            return False
        return True

    def _tell(self, made: Run) -> None:
        """Name the bundles that are new."""
        for row in made.rows:
            if self._said.get(row.name, "") != row.sha256:
                self._said[row.name] = row.sha256
                if not self._quiet:
                    typer.echo(one_line(f"{row.name}: {row.headline}"))
