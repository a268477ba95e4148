"""A run as the terminal shows it: progress on a terminal, one line for each damage, and what Ctrl-C does."""

import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

from omelog.bundle import Source
from omelog.cli import options
from omelog.cli.signals import ending
from omelog.model.report import Problem
from omelog.run import Done, Observer, Plan, Run
from omelog.text.visible import storable
from omelog.wording.text import counted, size

_TOLD = 10  # lines about single bundles, and kinds of problem in the summary

if TYPE_CHECKING:
    from rich.progress import Progress


class Terminal(Observer):
    """Prints what goes wrong while a run goes on.

    Over several sources the first Ctrl-C ends the run with what is finished; over one, and the second time, at once.
    """

    def __init__(self, *, quiet: bool, verbose: bool, names: bool = True, ends: threading.Event | None = None) -> None:
        """With `names` sources are named as they are; else by their number, as in a run that redacts.

        With `ends` signals are somebody else's business: once it is set, what is at hand is finished.
        """
        self._ends = ends
        self._verbose = verbose
        self._names = names
        self._number = 0
        self._shows = not quiet and sys.stderr.isatty()
        self._progress: Progress | None = None
        self._bytes = 0
        self._started = time.monotonic()
        self._several = False
        self._equal: tuple[str, ...] = ()  # names that several sources have
        self._lines = 0  # lines about damage
        self._more: Counter[str] = Counter()  # bundles by the code of a problem, beyond those lines
        self._met: Counter[str] = Counter()  # the problems themselves, by code
        self._example: dict[str, tuple[str, Problem]] = {}
        self._stopped = False
        self._before: dict[signal.Signals, signal._HANDLER] = {}

    def __enter__(self) -> Self:
        if self._ends is not None:
            return self
        self._before = {number: signal.signal(number, self._interrupt) for number in ending()}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hide()
        for number, before in self._before.items():
            signal.signal(number, before)

    def begins(self, planned: Plan) -> None:
        """Report what went wrong in finding the sources, and show the progress of several."""
        for problem in planned.head.problems:
            self._tell("", problem)
        self._several = len(planned.sources) > 1
        count = Counter(storable(source.name) for source in planned.sources)
        self._equal = tuple(name for name, number in count.items() if number > 1 and self._names)
        if self._several and self._shows:
            self._show(len(planned.sources))

    def reads(self, source: Source) -> None:
        """Name the source, when asked for."""
        self._number += 1
        if self._verbose:
            options.complain(f"reading {source.name if self._names else f'input {self._number}'}")

    def finished(self, done: Sequence[Done]) -> None:
        """Advance the progress."""
        if self._progress is not None:
            self._bytes += max((one.row.bytes for one in done), default=0)
            rate = self._bytes / max(time.monotonic() - self._started, 1e-3)
            self._progress.update(self._progress.task_ids[0], advance=1, rate=f"{size(int(rate))}/s")

    def tells(self, done: Done) -> None:
        """Report what went wrong with a bundle."""
        name = done.row.name
        equal = name in self._equal or name.startswith(tuple(f"{one}/" for one in self._equal))
        if equal and name != done.row.source:
            name = f"{name} ({done.row.source})"
        if self._several and not self._verbose and self._lines >= _TOLD:
            self._held(name, done)
            return
        for problem in done.told:
            self._tell(name, problem)
            self._lines += problem.severity == "damage"
        if done.left_out:
            options.complain(f"{name}: {done.left_out} more problems of this bundle; the report has all")

    def stopped(self) -> bool:
        """Return whether the run was interrupted."""
        return self._stopped

    def ending(self) -> bool:
        """Return whether to finish what is at hand, and no more."""
        return self._ends is not None and self._ends.is_set()

    def ends(self, made: Run) -> None:
        """Report what the run itself met: that it was interrupted."""
        self._hide()
        self.summed()
        for problem in made.problems:
            self._tell("", problem)

    def summed(self) -> None:
        """Report by kind what was only counted."""
        kinds = self._more.most_common()
        for code, bundles in kinds[:_TOLD]:
            name, problem = self._example[code]
            if self._met[code] == 1:
                self._tell(name, problem)
                continue
            way_out = problem.advice or problem.resolution
            options.complain(f"{counted(bundles, 'more bundle')}: {problem.message}, or the like; {way_out}")
        if len(kinds) > _TOLD:
            options.complain(f"{counted(len(kinds) - _TOLD, 'more kind')} of problem; the report has all")
        self._more.clear()
        self._met.clear()

    def _held(self, name: str, done: Done) -> None:
        """Count what went wrong with one of very many bundles, by kind: a screen full of lines is read by nobody."""
        damage = {problem.code: (name, problem) for problem in done.told if problem.severity == "damage"}
        self._more.update(damage.keys())
        self._met.update(problem.code for problem in done.told if problem.severity == "damage")
        self._example = damage | self._example

    def _tell(self, name: str, problem: Problem) -> None:
        options.tell_problem(name, problem, verbose=self._verbose)

    def _show(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("bundles  {task.fields[rate]}"), TimeRemainingColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._progress.add_task("", total=total, rate="")
        self._progress.start()

    def _hide(self) -> None:
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._stopped or not self._several:
            raise KeyboardInterrupt
        self._stopped = True
