"""The page over several bundles."""

from collections import Counter
from dataclasses import dataclass

from omelog.model.report import Bundle, Pair, Report
from omelog.report.page.bundle import method
from omelog.report.page.evidence import Fact
from omelog.report.page.fix import first_step
from omelog.report.page.paths import link, page_paths
from omelog.report.page.text import Foreign, counted, foreign, moment, number
from omelog.report.page.verdict import Trouble, troubles
from omelog.report.page.words import STATUS, title
from omelog.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One bundle."""

    href: str
    name: Foreign
    case: str
    role: str
    status: str
    tone: str
    verdict: str
    findings: str
    last: str
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """One cause, how often it was met, and what to do first."""

    title: str
    bundles: str
    errors: str
    first_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """Source and target of one migration."""

    case: str
    source: Foreign
    target: Foreign


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything that the overview shows, in the order of the page."""

    title: str
    headline: str
    version: str
    generated: str
    counts: tuple[Fact, ...]
    unread: tuple[Row, ...]
    causes: tuple[Common, ...]
    rows: tuple[Row, ...]
    cases: bool
    pairs: tuple[PairRow, ...]
    problems: tuple[Trouble, ...]
    facts: tuple[Fact, ...]


def overview(report: Report) -> Overview:
    """Word the overview."""
    rows = tuple(_row(bundle, path, report) for bundle, path in zip(report.bundles, page_paths(report), strict=True))
    totals = report.totals
    failing = sum(bundle.diagnosis.certainty is not None for bundle in report.bundles)
    headline = f"{counted(failing, 'bundle')} of {number(totals.bundles)} with certificate errors"
    return Overview(
        title=f"{headline} - omelog",
        headline=headline,
        version=visible(report.omelog),
        generated=moment(report.generated),
        counts=(
            Fact("Bundles given", (number(totals.bundles),)),
            Fact("Read in full", (number(totals.analyzed),)),
            Fact("Read in part", (number(totals.partial),)),
            Fact("Not read", (number(totals.rejected),)),
            Fact("Errors found", (number(totals.findings),)),
        ),
        unread=tuple(row for row in sorted(rows, key=lambda row: row.tone != "rejected") if row.tone != "analyzed"),
        causes=tuple(_causes(report)),
        rows=rows,
        cases=any(row.case for row in rows),
        pairs=tuple(_pair(pair) for pair in report.pairs),
        problems=troubles(report.problems),
        facts=tuple(method(report)),
    )


def _row(bundle: Bundle, path: str, report: Report) -> Row:
    last = max((path.last_seen for path in bundle.diagnosis.paths if path.last_seen), default=None)
    damage = [problem for problem in bundle.problems if problem.severity == "damage"]
    return Row(
        href=link(path),
        name=foreign(bundle.name),
        case=foreign(bundle.case) if bundle.case else "",
        role=bundle.role or "",
        status=STATUS[bundle.status],
        tone=bundle.status,
        verdict=_verdict(bundle, report),
        findings=number(sum(finding.count for finding in bundle.findings)),
        last=moment(last) if last else "",
        troubles=troubles(damage or bundle.problems),
    )


def _verdict(bundle: Bundle, report: Report) -> str:
    if bundle.status == "rejected":
        return "Could not be read"
    if bundle.diagnosis.blocker:
        return title(bundle.diagnosis.blocker, report.catalogue.causes)
    return "An error that is not known" if bundle.findings else "No certificate error recorded"


def _causes(report: Report) -> list[Common]:
    bundles = Counter(slug for bundle in report.bundles for slug in {finding.cause for finding in bundle.findings})
    ranked = sorted(report.totals.by_cause.items(), key=lambda pair: (-bundles[pair[0]], -pair[1], pair[0]))
    return [_common(slug, errors, bundles[slug], report) for slug, errors in ranked]


def _common(slug: str, errors: int, bundles: int, report: Report) -> Common:
    cause = report.catalogue.causes.get(slug)
    return Common(
        title=title(slug, report.catalogue.causes),
        bundles=number(bundles),
        errors=number(errors),
        first_step=first_step(cause) if cause else "",
    )


def _pair(pair: Pair) -> PairRow:
    return PairRow(
        case=foreign(pair.case) if pair.case else "", source=foreign(pair.source), target=foreign(pair.target)
    )
