"""Inputs to one report, bundle after bundle."""

import dataclasses
import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from msgspec import structs

from omelog import __version__
from omelog.analysis import Analyzed, Analyzer, Settings
from omelog.bundle import Source, discover
from omelog.model.cause import Catalogue, Cause
from omelog.model.report import Bundle, CatalogueUsed, Report, Totals
from omelog.records import holds_records

MAIN_PAGE = "report.html"
_UNPLAIN = re.compile(r"[^A-Za-z0-9_.-]+")
_STEM_LENGTH = 60
Observer = Callable[[str], None]


class Job(NamedTuple):
    """What is asked of one run. `around` is a time as logged (ISO 8601, no zone) that the customer named."""

    inputs: tuple[str, ...]
    settings: Settings
    around: str | None = None


def triage(job: Job, observer: Observer = lambda _name: None) -> Report:
    """Analyse all inputs in their order; `observer` is told the name of each source before it is read.

    Whatever is wrong with one input, the others are reported.
    """
    found = discover(job.inputs, holds_records)
    analyzer = Analyzer(job.settings)
    bundles: list[Bundle] = []
    totals: Counter[str] = Counter()
    for source in _uniquely_named(found.sources):
        observer(source.name)
        for bundle, counts in _analyzed(analyzer, source):
            bundles.append(bundle)
            totals.update(counts)
    bundles = list(_with_pages(bundles))
    return Report(
        generated=dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        omelog=__version__,
        redaction="none",
        audience=None,
        around=job.around,
        totals=_totals(bundles, totals),
        problems=found.problems,
        catalogue=_used(job.settings.catalogue, bundles),
        bundles=bundles,
    )


def _analyzed(analyzer: Analyzer, source: Source) -> Iterator[Analyzed]:
    """Analyse one source; a bug met on the way costs this source alone, and is told as what it is."""
    try:
        yield from analyzer.analyze(source)
    except Exception as error:  # noqa: BLE001 - the one place where the rest of the run is kept going
        yield analyzer.failed(source, error)


def _uniquely_named(sources: list[Source]) -> Iterator[Source]:
    """Name sources of the same name as they were given, and what was given twice by its number."""
    names = Counter(source.name for source in sources)
    taken: Counter[str] = Counter()
    for source in sources:
        name = source.name if names[source.name] == 1 else source.given
        taken[name] += 1
        number = taken[name]
        yield dataclasses.replace(source, name=name if number == 1 else f"{name} ({number})")


def _with_pages(bundles: list[Bundle]) -> Iterator[Bundle]:
    """Give each bundle the path of its page: a cleaned name and a digest, never the raw name."""
    for bundle in bundles:
        digest = hashlib.sha256(bundle.name.encode()).hexdigest()[:8]
        stem = _UNPLAIN.sub("-", bundle.name).strip("-.")[:_STEM_LENGTH] or "bundle"
        page = MAIN_PAGE if len(bundles) == 1 else f"bundles/{stem}-{digest}.html"
        yield structs.replace(bundle, page=page)


def _totals(bundles: list[Bundle], by_cause: Counter[str]) -> Totals:
    status = Counter(bundle.status for bundle in bundles)
    return Totals(
        bundles=len(bundles),
        analyzed=status["analyzed"],
        partial=status["partial"],
        rejected=status["rejected"],
        findings=by_cause.total(),
        by_cause=dict(sorted(by_cause.items())),
    )


def _used(catalogue: Catalogue, bundles: Iterable[Bundle]) -> CatalogueUsed:
    """Keep what the report speaks of: the causes found and their candidates, without their samples."""
    found = {incident.cause for bundle in bundles for incident in bundle.incidents}
    found |= {candidate for slug in found for candidate in catalogue.causes[slug].candidates}
    causes = {slug: _without_samples(cause) for slug, cause in catalogue.causes.items() if slug in found}
    return CatalogueUsed(
        digest=catalogue.digest, causes=causes, requirements=catalogue.requirements, reference=catalogue.reference
    )


def _without_samples(cause: Cause) -> Cause:
    return structs.replace(cause, sample=(), near_miss=())
