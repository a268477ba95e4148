"""What `omelog watch` does with each look at the inbox: read what is new, write the report of all, say so, mail it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from omelog.bundle import Discovered, Source
from omelog.bundle.stamp import stamp
from omelog.model.report import Problem
from omelog.run import (
    Job,
    Known,
    Observer,
    OutputError,
    Plan,
    Run,
    Where,
    alone,
    files,
    plan,
    remember,
    run,
    scope,
    write,
)
from omelog.spool import Spool
from omelog.store import Closed, closed, forget_contents
from omelog.watch.inbox import Look
from omelog.watch.keep import Arrival, arrived, keep
from omelog.watch.listener import Listener
from omelog.watch.mails import Mails
from omelog.watch.status import Board


class Arrivals:
    """The report of an inbox, made anew with each arrival from what the store holds of the others."""

    def __init__(
        self,
        job: Job,
        where: Where,
        folder: Path,
        store: Path | None,
        listener: Listener,
        *,
        mails: Mails | None = None,
        board: Board | None = None,
        days: int | None = None,
    ) -> None:
        self._job = job
        self._where = where
        self._folder = folder
        self._store = store
        self._listener = listener
        self._mails = mails
        self._board = board
        self._count: int | None = None  # of what the report was made of, once there is one
        self._closed: Closed = frozenset()  # cases, of which the report has nothing that they had then
        self._days = days  # that what is gone from the inbox is kept
        self._arrived: dict[Source, Arrival] = {}  # what the store holds of what the report was made of
        self._seen: dict[Source, bytes] = {}  # what was reported by this process, with its stamp
        self._reported: tuple[dict[Source, bytes], list[Problem]] | None = None  # what the report was made of
        self._problems: list[Problem] = []  # that were told, of the search of the inbox
        self._lines: set[str] = set()  # that were said at the last look, of things that may last
        self._lines_now: set[str] = set()

    def take(self, look: Look) -> None:
        """Bring the report up to what lies in the inbox, and have what is new mailed."""
        self._lines, self._lines_now = self._lines_now, set()
        if self._mails is not None:
            self._mails.due(self._says)
        is_reported = True
        if (look.stamps, look.found.problems) != self._reported or self._is_to_go(look):
            try:
                self._report(look)
            except OutputError as error:  # the next look tries again
                self._says(str(error))
                is_reported = False
            else:
                if self._mails is not None:
                    self._mails.reported()
        if self._board is not None:
            self._note(look, self._board, is_reported=is_reported)
        if self._mails is not None:
            self._mails.wake()

    def _note(self, look: Look, board: Board, *, is_reported: bool) -> None:
        for problem in look.found.problems:
            if problem.severity == "damage":
                board.failed(": ".join(filter(None, (problem.where, problem.message))))
        try:
            if self._count is not None:
                board.looked(self._count)
        except OSError as error:
            if is_reported:  # else that was said, of the same folder
                self._says(f"{self._folder}: the status cannot be written: {error.strerror}; it is tried again")

    def _is_to_go(self, look: Look) -> bool:
        """Return whether something is in the report that somebody has had forgotten, or that is too old."""
        with Known(self._store, says=self._says) as known:
            kept = arrived(known, scope(self._job))
            if known.store.ask(closed, frozenset()) != self._closed:
                return True
        return kept != self._arrived or any(map(self._is_old, _gone(look, kept).values()))

    def _is_old(self, arrival: Arrival) -> bool:
        today = dt.datetime.now(dt.UTC).date()
        return self._days is not None and today - dt.date.fromisoformat(arrival.day) > dt.timedelta(self._days)

    def _report(self, look: Look) -> None:
        """Read what is new in the inbox, and write the report of all that has arrived so far. Raises OutputError."""
        with Known(self._store, says=self._says) as known, ExitStack() as stack:
            before = arrived(known, scope(self._job))
            self._closed = known.store.ask(closed, frozenset())
            gone, old = {}, set()
            for source, arrival in _gone(look, before).items():
                if self._is_old(arrival):
                    old.add(arrival.content)
                else:
                    gone[source] = arrival.content
            read = self._read(look, gone, known, stack)
            now = {source: known.contents.get(source) for source in look.found.sources}
            contents = {source: arrival.content for source, arrival in before.items()}
            appeared = {content for source, content in now.items() if contents.get(source) != content}
            renamed = {content for content in gone.values() if content in appeared}
            if renamed:  # what is there under another name is that one
                gone = {source: content for source, content in gone.items() if content not in renamed}
                read = self._read(look, gone, known, stack)
            made, sources = read
            write(self._folder, files(made))
            remember(made, known)
            self._count = len(sources)
            still = {source: value for source, value in look.stamps.items() if _is_still(source, value)}
            new = {
                source: known.contents.get(source) for source in still if self._is_new(source, look, known, contents)
            }
            self._tell(made, sources, {source: content for source, content in new.items() if content not in renamed})
            # Behind the mails: one that is killed in between mails some twice, and none never.
            self._arrived = keep(known, scope(self._job), before, gone | known.contents, self._folder)
            if old := old - {*known.contents.values()}:
                known.store.ask(lambda store: forget_contents(store, old), None)
            self._seen |= still
            self._problems = made.head.problems
            self._reported = (still, look.found.problems) if still == look.stamps else None

    def _read(
        self, look: Look, gone: dict[Source, str], known: Known, stack: ExitStack
    ) -> tuple[Run, Sequence[Source]]:
        """Read what lies in the inbox, with what is gone from it as it was."""
        known.remember_gone(gone)
        found = sorted([*look.found.sources, *gone], key=lambda source: source.name)
        planned = plan(self._job, Discovered(found, look.found.problems))
        observer = _OfNew(self._listener, self._problems)
        spool = stack.enter_context(Spool(self._folder))
        return run(planned, self._where, spool, observer, known), planned.sources

    def _says(self, line: str) -> None:
        """Describe what is wrong now, unless it was the last time too."""
        if self._board is not None:
            self._board.failed(line)
        if line not in self._lines | self._lines_now:
            self._listener.failed(line)
        self._lines_now.add(line)

    def _is_new(self, source: Source, look: Look, known: Known, before: dict[Source, str]) -> bool:
        """Return whether a bundle was never reported with this content, by this process or an earlier one."""
        if self._seen.get(source) == look.stamps[source]:
            return False
        return source not in known.contents or before.get(source) != known.contents[source]

    def _tell(self, made: Run, sources: Sequence[Source], new: Mapping[Source, str | None]) -> None:
        """Name the bundles that are new, and have each mailed; `new` has the digests of their contents, if known."""
        for place, source in enumerate(sources):
            if source in new:
                for number, bundle in enumerate(made.results.bundles(place)):
                    self._listener.reported(bundle)
                    if self._mails is not None:
                        content = new[source] and f"{new[source]} {number}"
                        self._mails.lay(alone(made.head, bundle), content, self._listener.failed)


def _gone(look: Look, arrivals: Mapping[Source, Arrival]) -> dict[Source, Arrival]:
    """Return what arrived and is in the inbox no more."""
    there = {source.given for source in look.found.sources}
    return {source: arrival for source, arrival in arrivals.items() if source.given not in there}


def _is_still(source: Source, value: bytes) -> bool:
    """Return whether a source is as it was when it was looked at: else the next look has it, or nobody."""
    now = stamp(source)
    return now is not None and now.value == value


class _OfNew(Observer):
    """Leaves what is wrong with a bundle to who knows whether it is new."""

    def __init__(self, listener: Listener, told: Sequence[Problem]) -> None:
        """Take the problems of the inbox itself that were `told` before."""
        self._listener = listener
        self._told = told

    def begins(self, planned: Plan) -> None:
        """Report what is wrong with the inbox, once."""
        for problem in planned.head.problems:
            if problem not in self._told:
                self._listener.found(problem)

    def reads(self, source: Source) -> None:
        """Name what is read."""
        self._listener.reads(source.name)

    def ending(self) -> bool:
        """Return whether to finish what is at hand, and no more."""
        return self._listener.ending()
