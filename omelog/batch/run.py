"""Inputs to the files of a report: one source in this process, several in processes of their own."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple, overload

import msgspec

from omelog.batch import task
from omelog.batch.answer import Question, answer
from omelog.batch.gather import Gathered
from omelog.batch.known import Known
from omelog.batch.observer import Observer
from omelog.batch.plan import Job, Plan, completed
from omelog.batch.redacting import Names, redaction_of
from omelog.batch.since import changes, scope, seen
from omelog.batch.spool import Spool
from omelog.batch.task import Done, Work
from omelog.bundle import Source
from omelog.model.report import Bundle, Problem, Report, Row
from omelog.pages import MAIN_PAGE
from omelog.problems import damage
from omelog.report import Files, format_named
from omelog.store import Run as Before

_JSON = "json"
_LISTED = 3
_PRELOADED = ("omelog.analysis.verdict", "omelog.records.bulk")  # what most bundles need, imported once


@dataclass(frozen=True)
class Run:
    """What a run came to. `head` is the report without its bundles; `bundle` is the only one of a report of one.

    `problems` are those of the head that were met after the sources had been found. `several`: it looked at several.
    """

    head: Report
    rows: list[Row]
    bundle: Bundle | None
    problems: list[Problem]
    parts: Gathered
    several: bool = False


class How(NamedTuple):
    """In how many processes to read, and what of each bundle to make."""

    jobs: int
    formats: tuple[str, ...]


def run(planned: Plan, job: Job, how: How, spool: Spool, observer: Observer, known: Known) -> Run:
    """Analyse all sources of a plan, of those that are known nothing but what is new.

    Whatever is wrong with one of them, the others are reported.
    """
    names = Names(planned.sources, job.naming, redaction_of(job.profile, job.key, job.settings.catalogue))
    planned = planned._replace(head=names.head(planned.head))
    observer.begins(planned)
    formats = tuple(dict.fromkeys([*how.formats, _JSON]))  # JSON is what a bundle is read back from
    work = Work(job.settings, job.naming, planned.head, formats, job.profile, job.key)
    gathered = Gathered(formats, planned.sources, spool, observer)
    if len(planned.sources) == 1:
        return _one(work, gathered, names)
    known.begin(work)
    _read_here(work, gathered, names)
    _take_finished(gathered, names, known)
    lost = _read_elsewhere(work, gathered, names, known, gathered.missing(), how.jobs)
    for place, reason in _read_elsewhere(work, gathered, names, known, list(lost), 1).items():
        gathered.take(place, _rejected(work, planned.sources[place], names, reason))
    gathered.end()
    problems = []
    if gathered.missing():
        problems = names.problems(work.head, [_interrupted(planned.sources, gathered.missing())])
    before = known.last_run(scope(job)) if not problems else None
    return _whole(work, gathered, problems, before)


def remember(made: Run, job: Job, known: Known) -> None:
    """Write down that a run came to its end and that its report stands: the next one is compared with it."""
    if made.several and not made.problems:
        known.complete(scope(job), made.head.generated, [seen(row) for row in made.rows])


def files(made: Run, name: str) -> Files:
    """Yield the files of one format."""
    return format_named(name).files(made.head, made.rows, made.parts.of_format(name))


def whole(made: Run) -> Report:
    """Give the report with all its bundles, for what looks at them all."""
    if made.bundle is not None:
        return msgspec.structs.replace(made.head, bundles=[made.bundle])
    bundles = [msgspec.json.decode(part, type=Bundle) for part in made.parts.of_format(_JSON)]
    return msgspec.structs.replace(made.head, bundles=bundles)


def _one(work: Work, gathered: Gathered, names: Names) -> Run:
    """Read the only source in this process: starting another would take longer than most bundles."""
    (source,) = gathered.sources
    gathered.observer.reads(source)
    found = task.read(work, source)
    alone = len(found) == 1
    shown = [task.shown(work, one, names.of(source), alone=alone) for one in found]
    gathered.take(0, [task.done(work, one, alone=alone) for one in shown])
    gathered.end()
    head = completed(work.head, work.settings.catalogue, gathered.rows(), gathered.by_cause, [])
    return Run(head, gathered.rows(), shown[0].bundle if alone else None, [], gathered)


def _whole(work: Work, gathered: Gathered, problems: list[Problem], before: Before | None) -> Run:
    rows = gathered.rows()
    different = changes(rows, before)
    head = completed(work.head, work.settings.catalogue, rows, gathered.by_cause, problems, different)
    if len(rows) != 1:
        return Run(head, rows, None, problems, gathered, several=True)
    # An interrupt left one bundle of several: its page was not made to stand alone.
    part = next(iter(gathered.of_format(_JSON)))
    bundle = msgspec.structs.replace(msgspec.json.decode(part, type=Bundle), page=MAIN_PAGE)
    gathered.replace_only(task.parts(head, bundle, work.formats, alone=True))
    return Run(head, [msgspec.structs.replace(rows[0], page=MAIN_PAGE)], bundle, problems, gathered)


def _read_here(work: Work, gathered: Gathered, names: Names) -> None:
    """Read what a process of its own cannot: standard input is this one's."""
    for place in gathered.missing():
        source = gathered.sources[place]
        if source.kind == "stdin":
            found = [task.shown(work, one, names.of(source)) for one in task.read(work, source)]
            gathered.take(place, [task.done(work, one) for one in found])


def _rejected(work: Work, source: Source, names: Names, reason: Problem) -> list[Done]:
    """Give the rejected bundle of a source of which nothing was kept."""
    return [task.done(work, task.shown(work, task.rejected(work, source, reason), names.of(source)))]


def _take_finished(gathered: Gathered, names: Names, known: Known) -> None:
    """Take what earlier runs made of sources that are as they were."""
    for place in gathered.missing():
        if gathered.observer.stopped():
            return
        source = gathered.sources[place]
        if (done := known.finished(source, names.of(source))) is not None:
            gathered.take(place, done, was_read=False)


class _Questions(Sequence[Question]):
    """Questions about sources, each made when it is asked: what was read of all sources would not fit in memory."""

    def __init__(self, sources: Sequence[Source], names: Names, known: Known) -> None:
        self._sources = sources
        self._names = names
        self._known = known

    def __len__(self) -> int:
        return len(self._sources)

    @overload
    def __getitem__(self, place: int) -> Question: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Question]: ...
    def __getitem__(self, place: int | slice) -> Question | Sequence[Question]:
        if isinstance(place, slice):
            return _Questions(self._sources[place], self._names, self._known)
        source = self._sources[place]
        return self._known.question(source, self._names.of(source))


def _read_elsewhere(
    work: Work, gathered: Gathered, names: Names, known: Known, places: Sequence[int], jobs: int
) -> dict[int, Problem]:
    """Read sources in other processes; return those that must be tried once more, alone, and why they were lost.

    A process may have died because of what others held in memory; one that took too long is not tried again.
    """
    from omelog.batch import pool  # noqa: PLC0415 - a run over one source does without
    from omelog.batch.worker import Lost  # noqa: PLC0415 - the same

    lost: dict[int, Problem] = {}
    if not places:
        return lost
    seconds = work.settings.limits.seconds
    asked = [gathered.sources[place] for place in places]
    results = pool.answers(
        _Questions(asked, names, known),
        answer,
        work,
        made_by=pool.context([*_PRELOADED, *(f"omelog.report.{name}" for name in work.formats)]),
        jobs=jobs,
        seconds=seconds * 1.5 + 5,  # the reader keeps to the limit itself; judging and rendering come behind it
        stopped=gathered.observer.stopped,
    )
    with closing(results):
        for index, given in results:
            if not isinstance(given, Lost):
                known.learn(asked[index], names.of(asked[index]), given)
                gathered.take(places[index], given.done, was_read=given.was_read)
            elif given.kind == "died":
                lost[places[index]] = _died(given.how)
            else:
                gathered.take(places[index], _rejected(work, asked[index], names, _late(seconds)))
    return lost


def _died(how: str) -> Problem:
    return damage(
        "worker-died",
        f"the process that read it did not survive: {how}",
        "kept nothing of it, after two tries, the second one alone",
        advice="read it where more memory is free, or with a lower --limit distinct_records=VALUE",
    )


def _late(seconds: int) -> Problem:
    return damage(
        "timed-out",
        f"it took far longer than its {seconds} seconds and had to be stopped (limit seconds={seconds})",
        "kept nothing of it",
        advice="raise it with --limit seconds=VALUE if the bundle is to be trusted",
        limit="seconds",
    )


def _interrupted(sources: Sequence[Source], missing: Sequence[int]) -> Problem:
    names = ", ".join(sources[place].name for place in missing[:_LISTED])
    more = ", …" if len(missing) > _LISTED else ""
    return damage(
        "interrupted",
        f"interrupted: {len(missing)} of {len(sources)} inputs were not read: {names}{more}",
        "reported the others",
        advice="run it again for the rest",
    )
