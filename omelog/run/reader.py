"""Reading the sources of a run, chunk by chunk: in this process, in others, or on a cluster; and what was lost."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from omelog.bundle import absolute
from omelog.model.report import Problem
from omelog.problems import damage
from omelog.report import module_name
from omelog.run.chunks import chunks
from omelog.run.known import Known
from omelog.run.names import Names
from omelog.run.observer import Observer
from omelog.run.plan import Plan
from omelog.run.results import Results
from omelog.run.task import Answer, Question, answers, out_of_memory, rejected
from omelog.workers import here
from omelog.workers.worker import Lost

_PRELOAD = "omelog.run.preload"
_CLUSTER = 8  # processes that a cluster is taken to have, for how many sources are a chunk


class Where(NamedTuple):
    """Where to read: on the workers of a cluster, by the address of its scheduler, or in so many processes here.

    With no jobs at all it is this process that reads.
    """

    jobs: int = 0
    cluster: str | None = None


class Reader:
    """Reads the sources of one run, and puts what comes back among its results."""

    def __init__(self, plan: Plan, results: Results, names: Names, known: Known, observer: Observer) -> None:
        self._plan = plan
        self._results = results
        self._names = names
        self._known = known
        self._observer = observer

    def take_known(self) -> None:
        """Take what earlier runs made of sources that are as they were."""
        for place in self._results.missing():
            if self._observer.stopped():
                return
            done = self._known.finished(self._plan.sources[place], self._names.of(place))
            if done is not None:
                self._results.take(place, done, was_read=False)

    def read(self, where: Where, places: Sequence[int] | None = None) -> None:
        """Read sources: those at these places, or all of which nothing came back yet.

        Raises ClusterError where a cluster is of no use. A process may have died because of what others held in
        memory: what was lost with it is tried once more, alone, and so is what was lost with others of its chunk.
        Where no other process can be had, this one reads.
        """
        places = self._results.missing() if places is None else places
        jobs = _CLUSTER if where.cluster is not None else where.jobs
        chunked = chunks(places, self._plan.sources, jobs)
        lost = self._asked(where, chunked)
        shared = {place for chunk in chunked if len(chunk) > 1 for place in chunk}
        tried = where.cluster is not None  # by the scheduler
        again = [place for place, one in lost.items() if place in shared or (one.kind == "died" and not tried)]
        self._once_more(where._replace(jobs=min(1, where.jobs)), again, lost)
        self._once_more(Where(), [place for place, one in lost.items() if one.kind == "unstarted"], lost)
        for place, one in sorted(lost.items()):
            self._take(rejected(self._plan, self._question(place), self._problem(one, where)))

    def _once_more(self, where: Where, places: Sequence[int], lost: dict[int, Lost]) -> None:
        """Read sources one by one, and bring up to date which are lost."""
        for place in places:
            del lost[place]
        lost |= self._asked(where, [[place] for place in places])

    def _asked(self, where: Where, chunked: Sequence[Sequence[int]]) -> dict[int, Lost]:
        """Have chunks of sources read, and return those sources that were lost."""
        lost: dict[int, Lost] = {}
        if not chunked:
            return lost
        question = self._question if where.cluster is None else self._question_elsewhere
        with closing(self._answers(where, _Chunks(chunked, question))) as given:
            for index, one in given:
                if isinstance(one, Lost):
                    lost |= {place: one for place in chunked[index] if self._results.is_missing(place)}
                else:
                    self._take(one)
        return lost

    def _take(self, answer: Answer) -> None:
        source = self._plan.sources[answer.place]
        self._known.learn(source, self._names.of(answer.place), answer)
        self._results.take(answer.place, answer.done, was_read=answer.was_read)

    def _question(self, place: int) -> Question:
        return self._known.question(place, self._plan.sources[place], self._names.of(place))

    def _question_elsewhere(self, place: int) -> Question:
        """Return a question whose source a worker in another folder finds."""
        question = self._question(place)
        source = question.source
        path, *files = (Path(absolute(one)) for one in (source.path, *source.files))
        return question._replace(source=replace(source, path=path, files=tuple(files)))

    def _answers(self, where: Where, questions: "_Chunks") -> Generator[tuple[int, Answer | Lost]]:
        # The reader keeps to the limit itself; judging and rendering come behind it.
        seconds = self._plan.job.settings.limits.seconds * 1.5 + 5
        plan, stopped = self._plan.for_each, self._observer.stopped
        if where.cluster is not None:
            from omelog.workers import cluster  # noqa: PLC0415 - an extra

            return cluster.answers(questions, answers, plan, address=where.cluster, seconds=seconds, stopped=stopped)
        if not where.jobs:
            return here.answers(questions, answers, plan, stopped=stopped)
        from omelog.workers import pool  # noqa: PLC0415 - a run that knows all of its sources does without

        preload = [*map(module_name, self._plan.job.formats), _PRELOAD]
        return pool.answers(
            questions,
            answers,
            plan,
            made_by=pool.context(preload),
            jobs=where.jobs,
            seconds=seconds,
            stopped=stopped,
            ending=self._observer.ending,
        )

    def _problem(self, lost: Lost, where: Where) -> Problem:
        if lost.kind == "memory":
            return out_of_memory()
        if lost.kind == "timed-out":
            return _late(self._plan.job.settings.limits.seconds)
        if lost.kind == "failed":
            return damage(
                "worker-failed",
                f"the worker of the cluster failed on it ({lost.how})",
                "kept nothing of it",
                advice="install on every worker what is installed here, its extras too, and run it again",
            )
        tries = "after two tries, the second one alone" if where.cluster is None else "after those tries"
        return damage(
            "worker-died",
            f"the process that read it did not survive: {lost.how}",
            f"kept nothing of it, {tries}",
            advice="read it where more memory is free, or with a lower --limit distinct_records=VALUE",
        )


class _Chunks:
    """Questions about chunks of sources, made when they are asked: what was read of all would not fit in memory."""

    def __init__(self, places: Sequence[Sequence[int]], question: Callable[[int], Question]) -> None:
        self._places = places
        self._question = question

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, index: int) -> list[Question]:
        return [self._question(place) for place in self._places[index]]


def _late(seconds: int) -> Problem:
    return damage(
        "timed-out",
        f"it took far longer than its {seconds} seconds and had to be stopped (limit seconds={seconds})",
        "kept nothing of it",
        advice="raise it with --limit seconds=VALUE if the bundle is to be trusted",
        limit="seconds",
    )
