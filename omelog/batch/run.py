"""Inputs to the files of a report: one source in this process, several in processes of their own."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from omelog.batch import task
from omelog.batch.gather import Gathered
from omelog.batch.observer import Observer
from omelog.batch.paths import MAIN_PAGE
from omelog.batch.plan import Job, Plan, completed
from omelog.batch.spool import Spool
from omelog.batch.task import Work
from omelog.bundle import Source
from omelog.model.report import Bundle, Problem, Report, Row
from omelog.problems import damage
from omelog.report import Files, format_named

_JSON = "json"
_LISTED = 3


@dataclass(frozen=True)
class Run:
    """What a run came to. `head` is the report without its bundles; `bundle` is the only one of a report of one.

    `problems` are those of the head that were met after the sources had been found.
    """

    head: Report
    rows: list[Row]
    bundle: Bundle | None
    problems: list[Problem]
    parts: Gathered


class How(NamedTuple):
    """In how many processes to read, and what of each bundle to make."""

    jobs: int
    formats: tuple[str, ...]


def run(planned: Plan, job: Job, how: How, spool: Spool, observer: Observer) -> Run:
    """Analyse all sources of a plan. Whatever is wrong with one of them, the others are reported."""
    observer.begins(planned)
    if len(planned.sources) == 1:
        return _one(planned, job, how, spool, observer)
    formats = tuple(dict.fromkeys([*how.formats, _JSON]))  # JSON is what a bundle is read back from
    work = Work(job.settings, job.naming, planned.head, formats)
    gathered = Gathered(formats, planned.sources, spool, observer)
    _read_here(work, gathered)
    lost = _read_elsewhere(work, gathered, gathered.missing(), how.jobs)
    for place, reason in _read_elsewhere(work, gathered, list(lost), 1).items():
        gathered.take(place, [task.done(work, task.rejected(work, planned.sources[place], reason))])
    gathered.end()
    problems = [_interrupted(planned.sources, gathered.missing())] if gathered.missing() else []
    return _whole(work, gathered, problems)


def files(made: Run, name: str) -> Files:
    """Yield the files of one format."""
    return format_named(name).files(made.head, made.rows, made.parts.of_format(name))


def _one(planned: Plan, job: Job, how: How, spool: Spool, observer: Observer) -> Run:
    """Read the only source in this process: starting another would take longer than most bundles."""
    work = Work(job.settings, job.naming, planned.head, how.formats)
    gathered = Gathered(how.formats, planned.sources, spool, observer)
    observer.reads(planned.sources[0])
    found = task.read(work, planned.sources[0])
    alone = len(found) == 1
    gathered.take(0, [task.done(work, one, alone=alone) for one in found])
    gathered.end()
    head = completed(planned.head, job.settings.catalogue, gathered.rows(), gathered.by_cause, [])
    bundle = msgspec.structs.replace(found[0].bundle, page=MAIN_PAGE) if alone else None
    return Run(head, gathered.rows(), bundle, [], gathered)


def _whole(work: Work, gathered: Gathered, problems: list[Problem]) -> Run:
    rows = gathered.rows()
    head = completed(work.head, work.settings.catalogue, rows, gathered.by_cause, problems)
    if len(rows) != 1:
        return Run(head, rows, None, problems, gathered)
    # An interrupt left one bundle of several: its page was not made to stand alone.
    part = next(iter(gathered.of_format(_JSON)))
    bundle = msgspec.structs.replace(msgspec.json.decode(part, type=Bundle), page=MAIN_PAGE)
    gathered.replace_only(task.parts(head, bundle, work.formats, alone=True))
    return Run(head, [msgspec.structs.replace(rows[0], page=MAIN_PAGE)], bundle, problems, gathered)


def _read_here(work: Work, gathered: Gathered) -> None:
    """Read what a process of its own cannot: standard input is this one's."""
    for place in gathered.missing():
        if gathered.sources[place].kind == "stdin":
            found = task.read(work, gathered.sources[place])
            gathered.take(place, [task.done(work, one) for one in found])


def _read_elsewhere(work: Work, gathered: Gathered, places: Sequence[int], jobs: int) -> dict[int, Problem]:
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
        asked,
        task.analyze,
        work,
        made_by=pool.context(["omelog.analysis.verdict", *(f"omelog.report.{name}" for name in work.formats)]),
        jobs=jobs,
        seconds=seconds * 1.5 + 5,  # the reader keeps to the limit itself; judging and rendering come behind it
        stopped=gathered.observer.stopped,
    )
    with closing(results):
        for index, answer in results:
            if not isinstance(answer, Lost):
                gathered.take(places[index], answer)
            elif answer.kind == "died":
                lost[places[index]] = _died(answer.how)
            else:
                late = task.rejected(work, asked[index], _late(seconds))
                gathered.take(places[index], [task.done(work, late)])
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
