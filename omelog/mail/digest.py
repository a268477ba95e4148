"""What a mail about several log bundles shows: counts, what stopped them and what to do first, bundle by bundle."""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from omelog.mail import head
from omelog.mail.bounds import Bounds
from omelog.model.report import Report
from omelog.report import row
from omelog.wording.authorities import Link
from omelog.wording.chain_story import FilesStory
from omelog.wording.common import Common
from omelog.wording.line import Line
from omelog.wording.paths import page_paths
from omelog.wording.record import Fact
from omelog.wording.run import RunStory, run_story
from omelog.wording.text import Foreign, counted, web

_TABLE = 20  # rows; the Word engine of Outlook tears tall tables apart
_FIRST = {"rejected": 0, "failed": 1, "partial": 2}


class Digest(Struct, frozen=True, kw_only=True):
    """Everything in a mail about several bundles, in its order."""

    title: str
    facts: tuple[Fact, ...]
    causes: tuple[Common, ...]
    of_cases: bool
    tables: tuple[tuple[Line, ...], ...]
    more: str
    files: tuple[FilesStory, ...]
    troubles: tuple[Foreign, ...]
    source: Link
    source_note: str


def digests(report: Report) -> Callable[[Bounds], Digest]:
    """Return what writes the mail about the report's bundles within bounds; the story is written once."""
    rows = [row(bundle) for bundle in report.bundles]
    story = run_story(report, rows, page_paths(rows))
    return partial(_digest, report, story, sorted(story.rows, key=_rank))


def _digest(report: Report, story: RunStory, ranked: Sequence[Line], bounds: Bounds) -> Digest:
    """Write the mail; the bundles that were not read or failed lead."""
    lines, reference = ranked[: bounds.rows], report.catalogue.reference
    left = len(ranked) - len(lines)
    return Digest(
        title=head.verdict(report),
        facts=tuple(Fact(count.label, count.values) for count in story.counts if count.values != ("0",)),
        causes=story.causes,
        of_cases=story.of_cases,
        tables=tuple(tuple(lines[start : start + _TABLE]) for start in range(0, len(lines), _TABLE)),
        more=f"And {counted(left, 'log bundle')} more." if left else "",
        files=tuple(pair.files for pair in story.pairs if pair.files),
        troubles=tuple(trouble.message for trouble in story.problems if trouble.damage),
        source=Link(reference.source.title, web(reference.source.url)),
        source_note=reference.source_note,
    )


def _rank(line: Line) -> int:
    """Put what was not read first, then what failed, then what was read in part, then the rest."""
    return _FIRST.get("failed" if line.certainty and line.tone != "rejected" else line.tone, len(_FIRST))
