"""The page over several bundles."""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from omelog.model.report import Pair, Report, Row
from omelog.report.page.bundle import method
from omelog.report.page.changes import ChangesShown, changes_shown
from omelog.report.page.fix import first_step
from omelog.report.page.paths import link, pair_paths
from omelog.report.page.record import Fact
from omelog.report.page.text import Foreign, counted, foreign, moment, number
from omelog.report.page.verdict import Trouble, troubles
from omelog.report.page.words import STATUS, redacted, title
from omelog.visible import visible

_UNREAD = 20  # bundles whose problems stand at the head of the page


class Line(Struct, frozen=True):
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


class Common(Struct, frozen=True):
    """One cause, how often it was met, and what to do first."""

    title: str
    bundles: str
    cases: str
    errors: str
    first_step: str


class PairRow(Struct, frozen=True):
    """Source and target of one migration."""

    href: str
    title: str
    source: Foreign
    target: Foreign


class Overview(Struct, frozen=True):
    """Everything that the overview shows, in the order of the page."""

    title: str
    headline: str
    version: str
    generated: str
    redacted: str
    counts: tuple[Fact, ...]
    unread: tuple[Line, ...]
    more_unread: str
    causes: tuple[Common, ...]
    rows: tuple[Line, ...]
    of_cases: bool
    changes: ChangesShown | None
    pairs: tuple[PairRow, ...]
    problems: tuple[Trouble, ...]
    facts: tuple[Fact, ...]


def overview(report: Report, bundles: Sequence[Row], paths: Sequence[str]) -> Overview:
    """Word the overview of a report (without its bundles); `paths` are those of the bundles' pages."""
    rows = tuple(_line(row, path, report) for row, path in zip(bundles, paths, strict=True))
    unread = tuple(row for row in sorted(rows, key=lambda row: row.tone != "rejected") if row.tone != "analyzed")
    cases = {row.case for row in bundles if row.case}
    totals = report.totals
    failing = sum(row.certainty is not None for row in bundles)
    headline = f"{counted(failing, 'bundle')} of {number(totals.bundles)} with certificate errors"
    return Overview(
        title=f"{headline} - omelog",
        headline=headline,
        version=visible(report.omelog),
        generated=moment(report.generated),
        redacted=redacted(report.redaction),
        counts=(
            *([Fact("Cases", (number(len(cases)),))] if cases else []),
            Fact("Bundles given", (number(totals.bundles),)),
            Fact("Read in full", (number(totals.analyzed),)),
            Fact("Read in part", (number(totals.partial),)),
            Fact("Not read", (number(totals.rejected),)),
            Fact("Errors found", (number(totals.findings),)),
        ),
        unread=unread[:_UNREAD],
        more_unread=f"{number(len(unread) - _UNREAD)} more are in the table of all bundles."
        if len(unread) > _UNREAD
        else "",
        causes=tuple(_causes(report, bundles)),
        rows=_by_case(bundles, rows),
        of_cases=bool(cases),
        changes=changes_shown(report),
        pairs=tuple(map(_pair, report.pairs, pair_paths(report.pairs, bundles))),
        problems=troubles(report.problems),
        facts=tuple(method(report)),
    )


def _line(row: Row, path: str, report: Report) -> Line:
    return Line(
        href=link(path),
        name=foreign(row.name),
        case=foreign(row.case) if row.case else "",
        role=row.role or "",
        status=STATUS[row.status],
        tone=row.status,
        verdict=verdict_of(row, report),
        findings=number(sum(row.by_cause.values())),
        last=moment(row.last_seen) if row.last_seen else "",
        troubles=troubles(row.problems),
    )


def verdict_of(row: Row, report: Report) -> str:
    """Name the verdict of a bundle."""
    if row.status == "rejected":
        return "Could not be read"
    if row.blocker:
        return title(row.blocker, report.catalogue.causes)
    return "An error that is not known" if row.by_cause else "No certificate error recorded"


def _by_case(rows: Sequence[Row], lines: Sequence[Line]) -> tuple[Line, ...]:
    """Order by case, the one with the newest bundle first and what has none last; by the time at which a log ends."""
    newest = sorted(zip(rows, lines, strict=True), key=lambda pair: pair[0].log_ends or "", reverse=True)
    newest.sort(key=lambda pair: pair[0].case is None)
    grouped: dict[str | None, list[Line]] = {}
    for row, line in newest:
        grouped.setdefault(row.case, []).append(line)
    return tuple(line for group in grouped.values() for line in group)


def _causes(report: Report, rows: Sequence[Row]) -> list[Common]:
    bundles = Counter(slug for row in rows for slug in row.by_cause)
    cases = Counter(slug for slug, case in {(slug, row.case) for row in rows for slug in row.by_cause} if case)
    ranked = sorted(report.totals.by_cause.items(), key=lambda pair: (-bundles[pair[0]], -pair[1], pair[0]))
    return [_common(slug, errors, (bundles[slug], cases[slug]), report) for slug, errors in ranked]


def _common(slug: str, errors: int, found_in: tuple[int, int], report: Report) -> Common:
    cause = report.catalogue.causes.get(slug)
    return Common(
        title=title(slug, report.catalogue.causes),
        bundles=number(found_in[0]),
        cases=number(found_in[1]),
        errors=number(errors),
        first_step=first_step(cause) if cause else "",
    )


def _pair(pair: Pair, path: str) -> PairRow:
    return PairRow(
        href=link(path) if path else "",
        title=foreign(pair.case) if pair.case else "Source and target",
        source=foreign(pair.source),
        target=foreign(pair.target),
    )
