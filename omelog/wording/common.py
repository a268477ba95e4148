"""The commonest causes of a run, each with what to do first."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from omelog.model.report import Report, Row
from omelog.wording.fix import first_step
from omelog.wording.line import cause_key
from omelog.wording.text import number
from omelog.wording.words import title


class Common(Struct, frozen=True):
    """One cause, how often it was met, and what to do first; `share` is its part of all bundles in percent."""

    key: str
    title: str
    share: int
    bundles: str
    cases: str
    errors: str
    first_step: str


def bundles_by_cause(causes: Iterable[Iterable[str]]) -> Counter[str]:
    """Count the bundles in which each cause is recorded: the basis of every such number in every output.

    `causes` are those of the findings of each bundle, whichever of them leads its verdict.
    """
    return Counter(slug for of_bundle in causes for slug in set(of_bundle))


def ranked(report: Report, rows: Sequence[Row]) -> list[str]:
    """Name the causes that were found, the one that most bundles have first."""
    bundles = bundles_by_cause(row.by_cause for row in rows)
    errors = report.totals.by_cause
    return sorted(errors, key=lambda slug: (-bundles[slug], -errors[slug], slug))


def common(report: Report, rows: Sequence[Row]) -> tuple[Common, ...]:
    """Write the causes, the commonest first."""
    bundles = bundles_by_cause(row.by_cause for row in rows)
    cases = Counter(slug for slug, case in {(slug, row.case) for row in rows for slug in row.by_cause} if case)
    return tuple(_common(slug, bundles[slug], cases[slug], report) for slug in ranked(report, rows))


def _common(slug: str, bundles: int, cases: int, report: Report) -> Common:
    cause = report.catalogue.causes.get(slug)
    return Common(
        key=cause_key(slug),
        share=round(100 * bundles / max(1, report.totals.bundles)),
        title=title(slug, report.catalogue.causes),
        bundles=number(bundles),
        cases=number(cases),
        errors=number(report.totals.by_cause[slug]),
        first_step=first_step(cause) if cause else "",
    )
