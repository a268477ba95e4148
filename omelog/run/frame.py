"""The report without its bundles: before the first of them was read, and when the last one was."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from omelog import __version__
from omelog.model.cause import Catalogue, Cause
from omelog.model.report import Bundle, CaseCount, CatalogueUsed, Changes, Problem, Report, Row, Totals
from omelog.pages import MAIN_PAGE
from omelog.problems import notice
from omelog.run.job import Job
from omelog.run.pairs import pairs
from omelog.store.errors import different
from omelog.text.visible import storable
from omelog.wording.text import counted

_NOTHING = Totals(bundles=0, analyzed=0, partial=0, rejected=0, findings=0, by_cause={})


def begun(job: Job, problems: Iterable[Problem]) -> Report:
    """Return the report of a job that has no bundles yet; `problems` were met in finding them."""
    return Report(
        generated=dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        omelog=__version__,
        redaction=job.profile,
        audience=job.audience,
        around=job.around,
        clock=job.clock,
        brand=job.brand,
        footer=job.footer,
        totals=_NOTHING,
        problems=[*problems, *(job.files.problems if job.files else ())],
        catalogue=_used(job.settings.catalogue, job.settings.catalogue.causes),
        bundles=[],
    )


def completed(
    head: Report,
    job: Job,
    rows: Sequence[Row],
    by_cause: dict[str, int],
    problems: Iterable[Problem],
    errors: Iterable[bytes],
    changes: Changes | None,
    left_out: Sequence[str],
) -> Report:
    """Complete the frame when all bundles were read; `problems` are those that the run itself met.

    `errors` tell those of each bundle from others. `left_out` names the closed case of each bundle left out.
    """
    catalogue = job.settings.catalogue
    return structs.replace(
        head,
        totals=_totals([row.status for row in rows], by_cause),
        problems=[*head.problems, *problems, *_without_cases(rows, job), *_closed(left_out)],
        catalogue=_used(catalogue, {*by_cause, *_named(changes)} & {*catalogue.causes}),
        changes=changes,
        pairs=pairs(rows),
        cases=_case_counts(rows, errors),
    )


def alone(head: Report, bundle: Bundle) -> Report:
    """Return the report of one bundle of a run."""
    by_cause: Counter[str] = Counter()
    for finding in bundle.findings:
        by_cause[finding.cause] += finding.count
    bundle = structs.replace(bundle, page=MAIN_PAGE)
    totals = _totals([bundle.status], by_cause)
    return structs.replace(head, totals=totals, problems=[], changes=None, pairs=[], cases=[], bundles=[bundle])


def _totals(statuses: Sequence[str], by_cause: dict[str, int]) -> Totals:
    status = Counter(statuses)
    return Totals(
        bundles=len(statuses),
        analyzed=status["analyzed"],
        partial=status["partial"],
        rejected=status["rejected"],
        findings=sum(by_cause.values()),
        by_cause=dict(sorted(by_cause.items())),
    )


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


def _without_cases(rows: Sequence[Row], job: Job) -> Iterator[Problem]:
    """Yield a notice where a pattern for cases was given, and no bundle got one."""
    if rows and job.naming.pattern is not None and job.naming.case is None and not any(row.case for row in rows):
        yield notice(
            "case-pattern",
            "the pattern for cases matches the path of no bundle",
            "no bundle has a case, and none was paired",
            advice="Compare the pattern with the paths as they were given, and with the folders below them.",
        )


def _closed(left_out: Sequence[str]) -> Iterator[Problem]:
    """Yield a notice of the bundles that were left out."""
    if left_out:
        yield notice(
            "closed-cases",
            f"{counted(len(left_out), 'bundle')} of {counted(len({*left_out}), 'closed case')}",
            "left out",
            advice="omelog history --reopen CASE has a case reported again.",
        )


def _named(changes: Changes | None) -> Iterator[str]:
    """Name the causes of changes: also of those that are gone the report gives the title."""
    if changes is not None:
        for change in (*changes.new, *changes.gone, *changes.changed, *changes.not_read, *changes.again):
            yield change.cause


def _used(catalogue: Catalogue, slugs: Iterable[str]) -> CatalogueUsed:
    """Keep what the report speaks of: the causes found and their candidates, without their samples."""
    found = set(slugs)
    found |= {candidate for slug in found for candidate in catalogue.causes[slug].candidates}
    causes = {slug: _without_samples(cause) for slug, cause in catalogue.causes.items() if slug in found}
    return CatalogueUsed(
        digest=catalogue.digest,
        folder=catalogue.folder and storable(catalogue.folder),
        commit=catalogue.commit,
        causes=causes,
        requirements=catalogue.requirements,
        reference=catalogue.reference,
    )


def _without_samples(cause: Cause) -> Cause:
    return structs.replace(cause, sample=(), near_miss=())
