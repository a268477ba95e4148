"""Inputs to the parts of a report: the one run of the command line, of `watch` and of the Python interface."""

from dataclasses import dataclass

from msgspec import structs

from omelog.bundle import Source
from omelog.model.report import Bundle, Problem, Report, Row
from omelog.pages import MAIN_PAGE
from omelog.problems import damage
from omelog.report import Files, format_named
from omelog.run import changes
from omelog.run.done import done
from omelog.run.frame import completed
from omelog.run.job import Job
from omelog.run.known import Known
from omelog.run.names import Names, redaction_of
from omelog.run.observer import Observer
from omelog.run.plan import Plan, plan
from omelog.run.reader import Reader, Where
from omelog.run.results import Results
from omelog.spool import Spool
from omelog.store import closed
from omelog.workers.worker import ClusterError

_LISTED = 3


@dataclass(frozen=True)
class Run:
    """What a run came to. `head` is the report without its bundles; `bundle` is the only one of a report of one.

    `problems` are those of the head that were met after the sources had been found. `originals` are those of redacted
    names, for each bundle by its shown name ("" for the report's own).
    """

    job: Job
    head: Report
    rows: list[Row]
    bundle: Bundle | None
    problems: list[Problem]
    results: Results
    originals: dict[str, dict[str, str]]


def run(planned: Plan, where: Where, spool: Spool, observer: Observer, known: Known) -> Run:
    """Analyse all sources of a plan, of those that are known nothing but what is new.

    Whatever is wrong with one of them, the others are reported. The only source of a run without a store is read in
    this process: starting another would take longer than most bundles.
    """
    job = planned.job
    names = Names(planned.sources, job.naming, redaction_of(job.profile, job.key, job.settings.catalogue))
    alone = len(planned.sources) == 1 and where.cluster is None and known.is_nothing
    planned = planned._replace(head=names.head(planned.head), alone=alone)
    observer.begins(planned)
    results = Results(planned, spool, observer, known.store.ask(closed, frozenset()))
    known.begin(planned.for_each)
    reader = Reader(planned, results, names, known, observer)
    if alone:
        observer.reads(planned.sources[0])
        where = Where()
    reader.read(Where(), [place for place, source in enumerate(planned.sources) if _is_only_here(source)])
    reader.take_known()
    problems = names.problems(_read_rest(reader, results, where, planned))
    results.end()
    return _whole(planned, results, problems, known, names)


def triage(job: Job) -> Report:
    """Analyse all inputs to one report that holds all bundles, in this process."""
    with Spool() as spool, Known(None) as known:
        return whole(run(plan(job), Where(), spool, Observer(), known))


def remember(made: Run, known: Known) -> None:
    """Write down that a run came to its end and that its report stands: the next one is compared with it."""
    if made.bundle is None and not made.problems:
        kept = [known.contents.get(source, "") for source in made.results.sources()]
        bundles = zip(made.results.placed(), made.results.errors(), kept, strict=True)
        changes.remember(bundles, made.job, made.head, known.store)


def files(made: Run) -> Files:
    """Yield the files of the report in all formats of its job."""
    for name in made.job.formats:
        yield from format_named(name, made.job.templates).files(made.head, made.rows, made.results.of_format(name))


def whole(made: Run) -> Report:
    """Return the report with all its bundles, for what looks at them all."""
    return structs.replace(made.head, bundles=list(made.results.bundles()))


def _whole(planned: Plan, results: Results, problems: list[Problem], known: Known, names: Names) -> Run:
    job, rows = planned.job, results.rows()
    different = None if problems else changes.changes(results.placed(), job, planned.head, known.store)
    head = completed(planned.head, job, rows, results.by_cause, problems, results.errors(), different, results.left_out)
    head = _with_files(head, rows, job, names)
    bundle = None
    if len(rows) == 1:
        [bundle] = results.bundles()
        if not planned.alone:  # it is left of several, or was known: its page was not made to stand alone
            bundle = structs.replace(bundle, page=MAIN_PAGE)
            results.put_alone(done(planned._replace(head=head), bundle, alone=True))
    originals = {"": names.originals()} | dict(sorted(results.originals.items()))
    return Run(
        job, head, results.rows(), bundle, problems, results, {name: one for name, one in originals.items() if one}
    )


def _with_files(head: Report, rows: list[Row], job: Job, names: Names) -> Report:
    """Put the comparison of the certificate files to the one pair of the run."""
    if job.files is None or len(head.pairs) != 1:
        return head
    from omelog.run.certificates import pair  # noqa: PLC0415 - cryptography: only where files were given

    (only,) = head.pairs
    made = pair(job.files, peer_is_source=only.source_id != rows[0].id)
    return structs.replace(head, pairs=[structs.replace(only, chain=made and names.files(made))])


def _is_only_here(source: Source) -> bool:
    """Return whether a process of its own cannot read a source, or need not: standard input is this one's."""
    return source.kind == "stdin" or source.is_nothing


def _read_rest(reader: Reader, results: Results, where: Where, planned: Plan) -> list[Problem]:
    """Read what is not known yet; return what the run itself met on the way."""
    code, why = "interrupted", "interrupted"
    try:
        reader.read(where)
    except ClusterError as error:
        if not results.rows():
            raise
        code, why = "cluster-lost", str(error)
    missing = results.missing()
    if not missing:
        return []
    names = ", ".join(planned.sources[place].name for place in missing[:_LISTED])
    more = ", …" if len(missing) > _LISTED else ""
    return [
        damage(
            code,
            f"{why}: {len(missing)} of {len(planned.sources)} inputs were not read: {names}{more}",
            "reported the others",
            advice="run it again for the rest",
        )
    ]
