"""Runs the catalogue's own samples and near-misses through the whole analysis."""

import io
from collections import Counter
from collections.abc import Iterator

from omelog.analysis.analyze import Analyzer, Settings
from omelog.bundle import Source
from omelog.model.cause import Catalogue, Cause


def check_samples(catalogue: Catalogue) -> list[str]:
    """Return one line for each sample that does not give its cause alone, and each near-miss that gives it."""
    analyzer = Analyzer(Settings(catalogue))
    return [fault for cause in catalogue.causes.values() for fault in _faults(cause, analyzer)]


def _faults(cause: Cause, analyzer: Analyzer) -> Iterator[str]:
    for sample in cause.sample:
        found = _causes(sample.record, analyzer)
        if found != {cause.slug: sample.findings}:
            given = dict(found) or "nothing"
            yield f"{cause.slug}: sample {sample.name!r} gives {given}, not {sample.findings} of this cause"
    for miss in cause.near_miss:
        if cause.slug in _causes(miss.record, analyzer):
            yield f"{cause.slug}: near miss gives this cause, although {miss.why}"


def _causes(record: str, analyzer: Analyzer) -> Counter[str]:
    text = io.BytesIO(record.lstrip("\n").encode())
    analyzed = analyzer.analyze(Source("sample", "sample", "stdin"), text)
    return Counter({slug: count for one in analyzed for slug, count in one.totals.items()})
