"""What is asked of a run, which sources it has, and the frame of its report."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from omelog import __version__
from omelog.analysis import Settings
from omelog.bundle import Found, Source, discover
from omelog.model.cause import Catalogue, Cause
from omelog.model.report import CatalogueUsed, Changes, Problem, Report, Row, Totals
from omelog.records import holds_records
from omelog.redact import Profile
from omelog.report.html.overrides import Templates
from omelog.run.cases import Naming
from omelog.run.pairs import pairs
from omelog.text.visible import storable

if TYPE_CHECKING:
    from omelog.run.certificates import Files


class FilesError(ValueError):
    """The certificate files given do not fit the bundles; the text says what to do."""


class Job(NamedTuple):
    """What is asked of one run.

    `around` is a time as logged (ISO 8601, no zone) that the customer named, `audience` whom the steps are for,
    `profile` and `key` how the report is redacted. `brand` and `footer` stand in the frame of its pages, `templates`
    take the place of theirs. `formats` are those that are made of each bundle. `files` are certificate files beside the
    bundles: a run with some is not stored.
    """

    inputs: tuple[str, ...]
    settings: Settings
    formats: tuple[str, ...] = ()
    around: str | None = None
    naming: Naming = Naming()
    audience: str | None = None
    brand: str | None = None
    footer: str | None = None
    templates: Templates = ()
    profile: Profile = "none"
    key: bytes | None = None
    files: "Files | None" = None


class Plan(NamedTuple):
    """The job of a run, its report without totals, pairs and bundles, and its sources.

    `alone`: there is one source, and a report of one bundle has no page beside its own.
    """

    job: Job
    head: Report
    sources: Sequence[Source]
    alone: bool = False

    @property
    def for_each(self) -> "Plan":
        """Return what is the same for every source, and is sent once to each process."""
        return self._replace(job=self.job._replace(inputs=()), sources=())

    @property
    def is_empty(self) -> bool:
        """Return whether no bundle was found: what was given is not there, or holds neither archive nor log.

        A folder that could not be searched in full may hold some.
        """
        damaged = any(
            problem.severity == "damage" and problem.code != "certificate-file" for problem in self.head.problems
        )
        return not damaged and all(source.is_nothing for source in self.sources)


def plan(job: Job, found: Found | None = None) -> Plan:
    """Find the sources among the inputs, unless they are `found` already."""
    found = found or discover(job.inputs, holds_records)
    head = Report(
        generated=dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        omelog=__version__,
        redaction=job.profile,
        audience=job.audience,
        around=job.around,
        brand=job.brand,
        footer=job.footer,
        totals=Totals(bundles=0, analyzed=0, partial=0, rejected=0, findings=0, by_cause={}),
        problems=[*found.problems, *(job.files.problems if job.files else ())],
        catalogue=_used(job.settings.catalogue, job.settings.catalogue.causes),
        bundles=[],
    )
    return Plan(job, head, found.sources)


def completed(
    head: Report,
    catalogue: Catalogue,
    rows: Sequence[Row],
    by_cause: Mapping[str, int],
    problems: Iterable[Problem],
    changes: Changes | None = None,
) -> Report:
    """Complete the frame when all bundles were read; `problems` are those that the run itself met."""
    status = Counter(row.status for row in rows)
    totals = Totals(
        bundles=len(rows),
        analyzed=status["analyzed"],
        partial=status["partial"],
        rejected=status["rejected"],
        findings=sum(by_cause.values()),
        by_cause=dict(sorted(by_cause.items())),
    )
    return structs.replace(
        head,
        totals=totals,
        problems=[*head.problems, *problems],
        catalogue=_used(catalogue, {*by_cause, *_named(changes)} & {*catalogue.causes}),
        changes=changes,
        pairs=pairs(rows),
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
