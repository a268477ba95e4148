"""Reading sources in other processes, here or on the workers of a cluster; and what becomes of those that are lost."""

import os
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, overload

from omelog import resources
from omelog.bundle import Source
from omelog.model.report import Problem
from omelog.problems import damage
from omelog.run import task
from omelog.run.answer import Answer, Question, answer
from omelog.run.gather import Gathered
from omelog.run.known import Known
from omelog.run.redacting import Names
from omelog.run.task import Done, Work
from omelog.workers.worker import Lost

_READY = "omelog.run.ready"


class Where(NamedTuple):
    """Where to read: on the workers of a cluster, by the address of its scheduler, or in so many processes here."""

    jobs: int
    cluster: str | None = None


class Reader:
    """Reads the sources of one run, and puts what comes back where the run gathers it."""

    def __init__(self, work: Work, gathered: Gathered, names: Names, known: Known) -> None:
        self._work = work
        self._gathered = gathered
        self._names = names
        self._known = known

    def read(self, where: Where) -> None:
        """Read the sources of which nothing came back yet. Raises ClusterError where a cluster is of no use.

        A process may have died because of what others held in memory: what was lost with it is tried once more,
        alone. One that took too long is not tried again; and on a cluster the scheduler tries again by itself.
        """
        lost = self._asked(where, self._gathered.missing())
        again = [place for place, one in lost.items() if one.kind == "died" and where.cluster is None]
        for place in again:
            del lost[place]
        lost |= self._asked(Where(1), again)
        for place, one in sorted(lost.items()):
            self._gathered.take(place, self.rejected(place, self._problem(one, where)))

    def rejected(self, place: int, reason: Problem) -> list[Done]:
        """Give the rejected bundle of a source of which nothing was kept."""
        source = self._gathered.sources[place]
        one = task.rejected(self._work, source, reason)
        return [task.done(self._work, shown) for shown in task.shown(self._work, [one], self._names.of(place))]

    def _asked(self, where: Where, places: Sequence[int]) -> dict[int, Lost]:
        """Have sources read, and return those that were lost."""
        lost: dict[int, Lost] = {}
        if not places:
            return lost
        sources = self._gathered.sources
        with closing(self._answers(where, _Questions(places, sources, self._names, self._known))) as answers:
            for index, given in answers:
                if isinstance(given, Lost):
                    lost[places[index]] = given
                else:
                    place = places[index]
                    self._known.learn(sources[place], self._names.of(place), given)
                    self._gathered.take(place, given.done, was_read=given.was_read)
        return lost

    def _answers(self, where: Where, questions: "_Questions") -> "Generator[tuple[int, Answer | Lost]]":
        # The reader keeps to the limit itself; judging and rendering come behind it.
        seconds = self._work.settings.limits.seconds * 1.5 + 5
        observer = self._gathered.observer
        if where.cluster is not None:
            from omelog.workers import cluster  # noqa: PLC0415 - an extra

            shared = _Shared(questions)
            return cluster.answers(
                shared, answer, self._work, address=where.cluster, seconds=seconds, stopped=observer.stopped
            )
        from omelog.workers import pool  # noqa: PLC0415 - a run that knows all of its sources does without

        preload = [*(f"omelog.report.{name}" for name in self._work.formats), _READY]
        return pool.answers(
            questions,
            partial(_answer_here, resources.cache()),
            self._work,
            made_by=pool.context(preload),
            jobs=where.jobs,
            seconds=seconds,
            stopped=observer.stopped,
            ending=observer.ending,
        )

    def _problem(self, lost: Lost, where: Where) -> Problem:
        if lost.kind == "timed-out":
            return _late(self._work.settings.limits.seconds)
        tries = "after two tries, the second one alone" if where.cluster is None else "after those tries"
        return damage(
            "worker-died",
            f"the process that read it did not survive: {lost.how}",
            f"kept nothing of it, {tries}",
            advice="read it where more memory is free, or with a lower --limit distinct_records=VALUE",
        )


def _answer_here(cache: Path | None, work: Work, question: Question) -> Answer:
    """Answer in a process of this machine, which may use what is kept between runs."""
    if cache is not None:
        resources.use_cache(lambda: cache)
    return answer(work, question)


class _Questions(Sequence[Question]):
    """Questions about sources, each made when it is asked: what was read of all sources would not fit in memory."""

    def __init__(self, places: Sequence[int], sources: Sequence[Source], names: Names, known: Known) -> None:
        self._places = places
        self._sources = sources
        self._names = names
        self._known = known

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Question: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Question]: ...
    def __getitem__(self, place: int | slice) -> Question | Sequence[Question]:
        if isinstance(place, slice):
            return _Questions(self._places[place], self._sources, self._names, self._known)
        which = self._places[place]
        return self._known.question(self._sources[which], self._names.of(which))


class _Shared(Sequence[Question]):
    """The same questions for workers that run in other folders: paths are made absolute."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = questions

    def __len__(self) -> int:
        return len(self._questions)

    @overload
    def __getitem__(self, place: int) -> Question: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Question]: ...
    def __getitem__(self, place: int | slice) -> Question | Sequence[Question]:
        if isinstance(place, slice):
            return _Shared(self._questions[place])
        question = self._questions[place]
        source = question.source
        files = tuple(map(_absolute, source.files))
        return question._replace(source=replace(source, path=_absolute(source.path), files=files))


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps `..`, resolve follows links


def _late(seconds: int) -> Problem:
    return damage(
        "timed-out",
        f"it took far longer than its {seconds} seconds and had to be stopped (limit seconds={seconds})",
        "kept nothing of it",
        advice="raise it with --limit seconds=VALUE if the bundle is to be trusted",
        limit="seconds",
    )
