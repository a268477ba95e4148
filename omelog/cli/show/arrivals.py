"""What `omelog watch` prints: a line for each bundle that arrived, and what went wrong."""

import threading

import typer

from omelog.cli import options
from omelog.model.report import Bundle, Problem
from omelog.text.visible import one_line
from omelog.watch import Listener


class Lines(Listener):
    """Prints lines; with `names` what is read is named, else numbered, as in a report that redacts.

    `ends` is set when what is at hand is to be finished.
    """

    def __init__(self, ends: threading.Event, *, quiet: bool, verbose: bool, names: bool) -> None:
        self._ends = ends
        self._quiet = quiet
        self._verbose = verbose
        self._names = names
        self._number = 0

    def reads(self, name: str) -> None:
        """Name a bundle that is read, when asked for."""
        self._number += 1
        if self._verbose:
            options.complain(f"reading {name if self._names else f'input {self._number}'}")

    def reported(self, bundle: Bundle) -> None:
        """Print the verdict of a new bundle, and what is wrong with it."""
        for problem in bundle.problems:
            options.tell_problem(bundle.name, problem, verbose=self._verbose)
        if not self._quiet:
            typer.echo(one_line(f"{bundle.name}: {bundle.diagnosis.headline}"))

    def found(self, problem: Problem) -> None:
        """Print what is wrong with the inbox."""
        options.tell_problem("", problem, verbose=self._verbose)

    def failed(self, line: str) -> None:
        """Print what could not be done."""
        options.complain(line)

    def ending(self) -> bool:
        """Return whether to finish what is at hand, and no more."""
        return self._ends.is_set()
