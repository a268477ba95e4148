"""A report as plain text, by the ending of its templates: `md` or `txt`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from omelog.model.report import Bundle, Report, Row
from omelog.report.plain.environment import rendered
from omelog.report.plain.ours import made_by
from omelog.wording.bundle import bundle_story
from omelog.wording.paths import page_paths
from omelog.wording.run import run_story

Ending = Literal["md", "txt"]


def section(ending: Ending, head: Report, bundle: Bundle, *, alone: bool) -> bytes:
    """Return the section of a bundle: in full if it stands alone, in short among others."""
    story = bundle_story(head, bundle, alone=alone)
    return rendered(f"report.{ending}.j2" if alone else f"parts/brief.{ending}.j2", story=story)


def whole(ending: Ending, head: Report, rows: Sequence[Row], sections: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a report: the overview of several bundles, their sections, and by what it was made."""
    if len(rows) != 1:
        yield rendered(f"overview.{ending}.j2", story=run_story(head, rows, page_paths(rows)))
    yield from sections
    yield rendered(f"parts/end.{ending}.j2", **made_by(head))
