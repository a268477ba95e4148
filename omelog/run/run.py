"""Inputs to the parts of a report: the one run of the command line, of `watch` and of the Python interface."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from omelog.bundle import Source
from omelog.model.report import Bundle, CaseCount, Problem, Report, Row, Totals
from omelog.pages import MAIN_PAGE
from omelog.problems import damage, notice
from omelog.report import Files, format_named
from omelog.report.html.overrides import Templates
from omelog.run.done import parts
from omelog.run.gather import Gathered
from omelog.run.known import Known
from omelog.run.observer import Observer
from omelog.run.plan import Job, Plan, Work, completed, plan
from omelog.run.reader import Reader, Where
from omelog.run.redacting import Names, redaction_of
from omelog.run.since import Before, changes, how, scope, seen
from omelog.run.spool import Spool
from omelog.store import HOW
from omelog.store.errors import different
from omelog.wording.text import counted
from omelog.workers.worker import ClusterError

_CAUSES = "causes"  # the digest of those that the last run looked for
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
    names: Names

    @property
    def originals(self) -> dict[str, dict[str, str]]:
        """Return the originals of redacted names, for each bundle by its shown name ("" for the report's own)."""
        every = {"": self.names.originals()} | self.parts.originals()
        return {name: originals for name, originals in every.items() if originals}


def run(planned: Plan, job: Job, where: Where, spool: Spool, observer: Observer, known: Known) -> Run:
    """Analyse all sources of a plan, of those that are known nothing but what is new.

    Whatever is wrong with one of them, the others are reported. The only source of a run without a store is read in
    this process: starting another would take longer than most bundles.
    """
    names = Names(planned.sources, job.naming, redaction_of(job.profile, job.key, job.settings.catalogue))
    planned = planned._replace(head=names.head(planned.head))
    observer.begins(planned)
    alone = len(planned.sources) == 1 and where.cluster is None and known.is_nothing
    formats = job.formats if job.keeps else tuple(dict.fromkeys([*job.formats, _JSON]))  # bundles are read back from it
    work = Work(job._replace(inputs=(), since=None, formats=formats, keeps=job.keeps or alone), planned.head, alone)
    known.begin(work)
    gathered = Gathered(formats, planned.sources, spool, observer, known.closed())
    reader = Reader(work, gathered, names, known)
    if alone:
        observer.reads(planned.sources[0])
        where = Where()
    reader.read(Where(), [place for place, source in enumerate(planned.sources) if _is_only_here(source)])
    _take_finished(gathered, names, known)
    problems = names.problems(_read_rest(reader, gathered, where))
    gathered.end()
    return _whole(work, gathered, problems, known, names, job)


def triage(job: Job) -> Report:
    """Analyse all inputs to one report that holds all bundles, in this process."""
    with Spool(None) as spool, Known(None) as known:
        return whole(run(plan(job), job._replace(keeps=True), Where(), spool, Observer(), known))


def remember(made: Run, job: Job, known: Known) -> None:
    """Write down that a run came to its end and that its report stands: the next one is compared with it."""
    if made.bundle is None and not made.problems:
        known.note(_CAUSES, scope(job), {"": ("", made.head.catalogue.digest.encode())})
        known.note(HOW, scope(job), {"": ("", how(job).encode())})
        bundles = zip(made.parts.placed(), made.parts.errors(), strict=True)
        known.complete(scope(job), made.head.generated, [seen(row, place, errors) for (row, place), errors in bundles])


def files(made: Run, name: str, templates: Templates = ()) -> Files:
    """Yield the files of one format; `templates` take the place of those of the pages."""
    return format_named(name, templates).files(made.head, made.rows, made.parts.of_format(name))


def whole(made: Run) -> Report:
    """Return the report with all its bundles, for what looks at them all."""
    bundles = [made.bundle] if made.bundle is not None else made.parts.bundles()
    if len(bundles) != len(made.rows):
        bundles = [msgspec.json.decode(part, type=Bundle) for part in made.parts.of_format(_JSON)]
    return msgspec.structs.replace(made.head, bundles=bundles)


def alone(head: Report, bundle: Bundle) -> Report:
    """Return the report of one bundle of a run."""
    by_cause: Counter[str] = Counter()
    for finding in bundle.findings:
        by_cause[finding.cause] += finding.count
    status = {name: int(bundle.status == name) for name in ("analyzed", "partial", "rejected")}
    totals = Totals(bundles=1, findings=by_cause.total(), by_cause=dict(sorted(by_cause.items())), **status)
    bundle = msgspec.structs.replace(bundle, page=MAIN_PAGE)
    return msgspec.structs.replace(head, totals=totals, problems=[], changes=None, pairs=[], cases=[], bundles=[bundle])


def bundles_of(made: Run, place: int) -> list[Bundle]:
    """Return the bundles of the source at a place."""
    return [msgspec.json.decode(part, type=Bundle) for _, part in made.parts.of_source(place, _JSON)]


def _whole(work: Work, gathered: Gathered, problems: list[Problem], known: Known, names: Names, job: Job) -> Run:
    rows = gathered.rows()
    different = None if problems else changes(gathered.placed(), _before(known, job, rows))
    if different is not None:
        then = [data.decode() for _, data in known.notes(_CAUSES, scope(job))]
        other = then not in ([], [work.head.catalogue.digest])
        different = msgspec.structs.replace(different, causes_changed=other)
    head = completed(work.head, job.settings.catalogue, rows, gathered.by_cause, problems, different)
    head = msgspec.structs.replace(head, cases=_case_counts(rows, gathered.errors()))
    head = _with_files(_with_closed(_with_cases(head, rows, job), gathered.left_out), rows, job, names)
    if len(rows) != 1 or work.alone:
        bundle = gathered.bundles()[0] if len(rows) == 1 else None
        return Run(head, rows, bundle, problems, gathered, names)
    # One bundle is left of several, or was known: its page was not made to stand alone.
    bundle = msgspec.json.decode(next(gathered.of_format(_JSON)), type=Bundle)
    bundle = msgspec.structs.replace(bundle, page=MAIN_PAGE)
    gathered.replace_only(parts(work._replace(head=head), bundle, alone=True))
    return Run(head, [msgspec.structs.replace(rows[0], page=MAIN_PAGE)], bundle, problems, gathered, names)


def _before(known: Known, job: Job, rows: list[Row]) -> Before | None:
    """Return the run to compare with; where there is none over these inputs, one of when they lay elsewhere."""
    closed = known.closed()
    if job.since is not None:
        run = known.last_run(scope(job), job.since)
        return run and Before(run, closed, moved=False, chosen=True)
    if (run := known.last_run(scope(job))) is not None:
        return Before(run, closed, moved=False, chosen=False)
    elsewhere = known.moved(how(job), {row.content for row in rows if row.content})
    found = known.last_run(elsewhere) if elsewhere else None
    return found and Before(found, closed, moved=True, chosen=False)


def _case_counts(rows: Sequence[Row], errors: Iterable[bytes]) -> list[CaseCount]:
    """Count the errors of each case, and how many of them are different."""
    found: dict[str, list[bytes]] = {}
    sums: Counter[str] = Counter()
    for row, packed in zip(rows, errors, strict=True):
        if row.case:
            found.setdefault(row.case, []).append(packed)
            sums[row.case] += sum(row.by_cause.values())
    return [
        CaseCount(case=case, findings=sums[case], records=different(packs)) for case, packs in sorted(found.items())
    ]


def _with_cases(head: Report, rows: list[Row], job: Job) -> Report:
    """Add a notice where a pattern for cases was given, and no bundle got one."""
    if job.naming.pattern is None or job.naming.case is not None or not rows or any(row.case for row in rows):
        return head
    told = notice(
        "case-pattern",
        "the pattern for cases matches the path of no bundle",
        "no bundle has a case, and none was paired",
        advice="Compare the pattern with the paths as they were given, and with the folders below them.",
    )
    return msgspec.structs.replace(head, problems=[*head.problems, told])


def _with_closed(head: Report, left_out: Sequence[str]) -> Report:
    """Add a notice of the bundles that were left out, each named by its closed case."""
    if not left_out:
        return head
    told = notice(
        "closed-cases",
        f"{counted(len(left_out), 'bundle')} of {counted(len({*left_out}), 'closed case')}",
        "left out",
        advice="omelog history --reopen CASE has a case reported again.",
    )
    return msgspec.structs.replace(head, problems=[*head.problems, told])


def _with_files(head: Report, rows: list[Row], job: Job, names: Names) -> Report:
    """Put the comparison of the certificate files to the one pair of the run."""
    if job.files is None or len(head.pairs) != 1:
        return head
    from omelog.run.certificates import pair  # noqa: PLC0415 - cryptography: only where files were given

    (only,) = head.pairs
    made = pair(job.files, peer_is_source=only.source_id != rows[0].id)
    return msgspec.structs.replace(head, pairs=[msgspec.structs.replace(only, chain=made and names.files(made))])


def _is_only_here(source: Source) -> bool:
    """Return whether a process of its own cannot read a source, or need not: standard input is this one's."""
    return source.kind == "stdin" or source.is_nothing


def _take_finished(gathered: Gathered, names: Names, known: Known) -> None:
    """Take what earlier runs made of sources that are as they were."""
    for place in gathered.missing():
        if gathered.observer.stopped():
            return
        source = gathered.sources[place]
        if (done := known.finished(source, names.of(place))) is not None:
            gathered.take(place, done, was_read=False)


def _read_rest(reader: Reader, gathered: Gathered, where: Where) -> list[Problem]:
    """Read what is not known yet; return what the run itself met on the way."""
    try:
        reader.read(where)
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
