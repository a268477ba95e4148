"""Inputs to the files of a report: one source in this process, several in processes of their own."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from omelog.model.report import Bundle, Problem, Report, Row, Totals
from omelog.pages import MAIN_PAGE
from omelog.problems import damage
from omelog.report import Files, format_named
from omelog.run import task
from omelog.run.elsewhere import Reader, Where
from omelog.run.gather import Gathered
from omelog.run.known import Known
from omelog.run.observer import Observer
from omelog.run.plan import Job, Plan, completed
from omelog.run.redacting import Names, redaction_of
from omelog.run.since import changes, scope, seen
from omelog.run.spool import Spool
from omelog.run.task import Work
from omelog.store import Run as Before
from omelog.workers.worker import ClusterError

_JSON = "json"
_LISTED = 3


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
    names: Names
    several: bool = False

    @property
    def originals(self) -> dict[str, dict[str, str]]:
        """Give what stood in the place of redacted names: of each bundle by its shown name, "" for the report's own."""
        every = {"": self.names.originals()} | self.parts.originals()
        return {name: originals for name, originals in every.items() if originals}


class How(NamedTuple):
    """In how many processes to read, and what of each bundle to make.

    `cluster` is the address of a Dask scheduler, whose workers read instead of processes here. `stores`: a single
    source is looked up in the store too; else, without a cluster, it is read at once, in this process.
    """

    jobs: int
    formats: tuple[str, ...]
    cluster: str | None = None
    stores: bool = False


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
    if len(planned.sources) == 1 and not how.stores and how.cluster is None:
        return _one(work, gathered, names)
    known.begin(work)
    _read_here(work, gathered, names)
    _take_finished(gathered, names, known)
    problems = names.problems(_read_elsewhere(Reader(work, gathered, names, known), gathered, how))
    gathered.end()
    before = known.last_run(scope(job)) if not problems else None
    return _whole(work, gathered, problems, before, names)


def remember(made: Run, job: Job, known: Known) -> None:
    """Write down that a run came to its end and that its report stands: the next one is compared with it."""
    if made.several and not made.problems:
        known.complete(scope(job), made.head.generated, [seen(row, place) for row, place in made.parts.placed()])


def files(made: Run, name: str) -> Files:
    """Yield the files of one format."""
    return format_named(name).files(made.head, made.rows, made.parts.of_format(name))


def whole(made: Run) -> Report:
    """Give the report with all its bundles, for what looks at them all."""
    if made.bundle is not None:
        return msgspec.structs.replace(made.head, bundles=[made.bundle])
    bundles = [msgspec.json.decode(part, type=Bundle) for part in made.parts.of_format(_JSON)]
    return msgspec.structs.replace(made.head, bundles=bundles)


def alone(head: Report, bundle: Bundle) -> Report:
    """Give the report of one bundle of a run."""
    by_cause: Counter[str] = Counter()
    for finding in bundle.findings:
        by_cause[finding.cause] += finding.count
    status = {name: int(bundle.status == name) for name in ("analyzed", "partial", "rejected")}
    totals = Totals(bundles=1, findings=by_cause.total(), by_cause=dict(sorted(by_cause.items())), **status)
    bundle = msgspec.structs.replace(bundle, page=MAIN_PAGE)
    return msgspec.structs.replace(head, totals=totals, problems=[], changes=None, pairs=[], bundles=[bundle])


def bundles_of(made: Run, place: int) -> list[Bundle]:
    """Give the bundles of the source at a place."""
    return [msgspec.json.decode(part, type=Bundle) for _, part in made.parts.of_source(place, _JSON)]


def _one(work: Work, gathered: Gathered, names: Names) -> Run:
    """Read the only source in this process: starting another would take longer than most bundles."""
    (source,) = gathered.sources
    gathered.observer.reads(source)
    found = task.read(work, source)
    alone = len(found) == 1
    shown = task.shown(work, found, names.of(0), alone=alone)
    gathered.take(0, task.all_done(work, shown, alone=alone))
    gathered.end()
    head = completed(work.head, work.settings.catalogue, gathered.rows(), gathered.by_cause, [])
    return Run(head, gathered.rows(), shown[0].bundle if alone else None, [], gathered, names)


def _whole(work: Work, gathered: Gathered, problems: list[Problem], before: Before | None, names: Names) -> Run:
    rows = gathered.rows()
    different = changes(gathered.placed(), before)
    head = completed(work.head, work.settings.catalogue, rows, gathered.by_cause, problems, different)
    if len(rows) != 1:
        return Run(head, rows, None, problems, gathered, names, several=True)
    # An interrupt left one bundle of several: its page was not made to stand alone.
    part = next(iter(gathered.of_format(_JSON)))
    bundle = msgspec.structs.replace(msgspec.json.decode(part, type=Bundle), page=MAIN_PAGE)
    gathered.replace_only(task.parts(head, bundle, work.formats, alone=True))
    return Run(head, [msgspec.structs.replace(rows[0], page=MAIN_PAGE)], bundle, problems, gathered, names)


def _read_here(work: Work, gathered: Gathered, names: Names) -> None:
    """Read what a process of its own cannot, or need not: standard input is this one's, and nothing is soon read."""
    for place in gathered.missing():
        source = gathered.sources[place]
        if source.kind == "stdin" or source.is_nothing:
            found = task.shown(work, task.read(work, source), names.of(place))
            gathered.take(place, task.all_done(work, found))


def _take_finished(gathered: Gathered, names: Names, known: Known) -> None:
    """Take what earlier runs made of sources that are as they were."""
    for place in gathered.missing():
        if gathered.observer.stopped():
            return
        source = gathered.sources[place]
        if (done := known.finished(source, names.of(place))) is not None:
            gathered.take(place, done, was_read=False)


def _read_elsewhere(reader: Reader, gathered: Gathered, how: How) -> list[Problem]:
    """Read what is not known yet in other processes; return what the run itself met on the way."""
    try:
        reader.read(Where(how.jobs, how.cluster))
    except ClusterError as error:
        if not gathered.rows():
            raise
        return [_unfinished("cluster-lost", str(error), gathered)]
    if not gathered.missing():
        return []
    return [_unfinished("interrupted", "interrupted", gathered)]


def _unfinished(code: str, why: str, gathered: Gathered) -> Problem:
    missing = gathered.missing()
    names = ", ".join(gathered.sources[place].name for place in missing[:_LISTED])
    more = ", …" if len(missing) > _LISTED else ""
    return damage(
        code,
        f"{why}: {len(missing)} of {len(gathered.sources)} inputs were not read: {names}{more}",
        "reported the others",
        advice="run it again for the rest",
    )
