"""The page over several bundles."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from omelog.model.report import Pair, Report, Row
from omelog.text.visible import visible
from omelog.wording import cases as by_case
from omelog.wording.bundle import method
from omelog.wording.chain_story import FilesStory, files_story
from omelog.wording.changes import ChangesShown, Page, changes_shown
from omelog.wording.common import Common, common
from omelog.wording.copies import groups
from omelog.wording.line import Line, lines
from omelog.wording.names import names
from omelog.wording.paths import link, pair_paths
from omelog.wording.periods import Periods, periods
from omelog.wording.record import Fact
from omelog.wording.text import Foreign, counted, foreign, moment, number
from omelog.wording.together import SIDES, together
from omelog.wording.unread import Unread
from omelog.wording.unread import unread as by_problem
from omelog.wording.verdict import Trouble, troubles
from omelog.wording.words import redacted

_UNREAD = 20  # bundles whose problems stand at the head of the page


class PairRow(Struct, frozen=True):
    """Source and target of one migration."""

    href: str
    title: str
    source: Foreign
    target: Foreign
    verdict: str
    files: FilesStory | None


class Count(Struct, frozen=True):
    """A number of the run; `show` is the filter of the table that shows what it counts, `bad` that it should be 0."""

    label: str
    values: tuple[str, ...]
    show: str
    bad: bool


class RunStory(Struct, frozen=True):
    """Everything that the overview shows, in the order of the page."""

    title: str
    headline: str
    version: str
    generated: str
    redacted: str
    counts: tuple[Count, ...]
    remarks: tuple[str, ...]
    unread: tuple[Line, ...]
    more_unread: str
    problems_of: tuple[Unread, ...]
    causes: tuple[Common, ...]
    periods: Periods | None
    changes: ChangesShown | None
    rows: tuple[Line, ...]
    of_cases: bool
    pairs: tuple[PairRow, ...]
    problems: tuple[Trouble, ...]
    facts: tuple[Fact, ...]


def run_story(report: Report, bundles: Sequence[Row], paths: Sequence[str]) -> RunStory:
    """Write the overview of a report (without its bundles); `paths` are those of the bundles' pages."""
    cases = by_case.cases(bundles)
    rows = lines(report, bundles, paths, cases)
    unread = tuple(row for row in sorted(rows, key=lambda row: row.tone != "rejected") if row.tone != "analyzed")
    headline = _headline(report, bundles)
    pages = {row.id: Page(link(path), name) for row, path, name in zip(bundles, paths, names(bundles), strict=True)}
    changes = changes_shown(report, pages)
    by_id = {row.id: row for row in reversed(bundles)}
    return RunStory(
        title=f"{headline} - omelog",
        headline=headline,
        version=visible(report.omelog),
        generated=moment(report.generated),
        redacted=redacted(report.redaction),
        counts=tuple(_counts(report, bundles)),
        remarks=tuple(_remarks(bundles, cases, changes)),
        unread=unread[:_UNREAD],
        more_unread=f"{number(len(unread) - _UNREAD)} more are in the table of all bundles."
        if len(unread) > _UNREAD
        else "",
        problems_of=by_problem(unread),
        causes=common(report, bundles),
        periods=periods(report, bundles),
        changes=changes,
        rows=rows,
        of_cases=by_case.count(bundles) > 0,
        pairs=tuple(
            _pair(pair, path, report, by_id)
            for pair, path in zip(report.pairs, pair_paths(report.pairs, bundles), strict=True)
        ),
        problems=troubles(report.problems),
        facts=tuple(method(report)),
    )


def _headline(report: Report, rows: Sequence[Row]) -> str:
    failing = [row for row in rows if row.certainty is not None]
    says = f"{counted(len(failing), 'bundle')} of {number(report.totals.bundles)} with certificate errors"
    cases = by_case.count(rows)
    return f"{says}, in {number(by_case.count(failing))} of {counted(cases, 'case')}" if cases else says


def _counts(report: Report, rows: Sequence[Row]) -> list[Count]:
    totals, of_cases = report.totals, by_case.count(rows)
    counts = [
        _count("Bundles given", totals.bundles),
        _count("Read in full", totals.analyzed, "status=analyzed"),
        _count("Read in part", totals.partial, "status=partial", bad=True),
        _count("Not read", totals.rejected, "status=rejected", bad=True),
        _count("Errors found", totals.findings),
    ]
    if report.cases:
        several = sum(sum(row.by_cause.values()) for row in rows if not row.case)
        counts.append(_count("Different errors", several + sum(case.records for case in report.cases)))
    return [_count("Cases", of_cases), *counts] if of_cases else counts


def _count(label: str, value: int, show: str = "", *, bad: bool = False) -> Count:
    return Count(label, (number(value),), show if value else "", bad and value > 0)


def _remarks(rows: Sequence[Row], cases: by_case.Cases, changes: ChangesShown | None) -> Iterator[str]:
    """Describe what is new, how many cases still have errors, and what was given twice."""
    yield changes.says if changes else "Not compared with an earlier run."
    of_cases = by_case.count(rows)
    if of_cases:
        failing = by_case.failing(rows, cases.newest)
        yield f"The newest bundles of {number(failing)} of {counted(of_cases, 'case')} have certificate errors."
    again = sum(len(group) - 1 for group in groups(rows))
    if again:
        yield f"{counted(again, 'bundle is', 'bundles are')} the same file as another one: counted, and named below."


def _pair(pair: Pair, path: str, report: Report, by_id: Mapping[str, Row]) -> PairRow:
    sides = [by_id[side] for side in (pair.source_id, pair.target_id) if side in by_id]
    return PairRow(
        verdict=together(sides[0], sides[1], report).verdict if len(sides) == len(SIDES) else "",
        href=link(path) if path else "",
        title=foreign(pair.case) if pair.case else "Source and target",
        source=foreign(pair.source),
        target=foreign(pair.target),
        files=files_story(pair.chain),
    )
