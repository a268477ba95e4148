"""Runs the catalogue's own samples and near-misses through the whole analysis."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator

from omelog.analysis.analyze import Analyzer, Settings
from omelog.bundle import Source
from omelog.model.cause import Catalogue, Cause


def check_samples(catalogue: Catalogue) -> list[str]:
    """Return one line for each sample that does not give its cause alone, and each near-miss that gives it.

    All are judged together, as many small bundles of one run are.
    """
    causes = catalogue.causes.values()
    records = [
        record
        for cause in causes
        for record in (*(one.record for one in cause.sample), *(one.record for one in cause.near_miss))
    ]
    found = _causes(records, Analyzer(Settings(catalogue)))
    return [fault for cause in causes for fault in _faults(cause, found)]


def _faults(cause: Cause, found: Iterator[Counter[str]]) -> Iterator[str]:
    """Compare the cause's samples and near-misses with what was found for each, taken in turn."""
    for sample, causes in zip(cause.sample, found, strict=False):
        if causes != {cause.slug: sample.findings}:
            given = dict(causes) or "nothing"
            yield f"{cause.slug}: sample {sample.name!r} gives {given}, not {sample.findings} of this cause"
    for miss, causes in zip(cause.near_miss, found, strict=False):
        if cause.slug in causes:
            yield f"{cause.slug}: near miss gives this cause, although {miss.why}"


def _causes(records: Iterable[str], analyzer: Analyzer) -> Iterator[Counter[str]]:
    """Yield how often each cause was found in each record, in their order."""
    source = Source("sample", "sample", "stdin")
    read = [(source, analyzer.read(source, io.BytesIO(record.lstrip("\n").encode()))) for record in records]
    for bundles in analyzer.judged_together(read):
        yield sum((Counter(one.totals) for one in bundles), Counter())
