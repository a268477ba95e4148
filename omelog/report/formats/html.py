"""The report as HTML pages: each a single file that needs no network and nothing beside it.

All of it can be read without the script, and nothing that a log contained can act in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from omelog.model.report import Bundle, Report, Row
from omelog.report import Files
from omelog.report.html.environment import pages
from omelog.report.html.overrides import Templates
from omelog.wording.bundle import bundle_story
from omelog.wording.pair import pair_stories
from omelog.wording.paths import MAIN, page_paths
from omelog.wording.run import run_story

if TYPE_CHECKING:
    from jinja2.environment import TemplateStream

PURPOSE = "reading; one file that opens from disk"
TEXT = True
CONTEXT = False
EXTRA = None
_PIECES = 1000  # of a page that are written together
FILES = (MAIN, "bundles/*.html", "pairs/*.html")


def ours(head: bytes, tail: bytes) -> bool:
    """Recognise a page by how it begins, and by the generator that it names."""
    del tail
    return head.startswith(b"<!doctype html>") and b'<meta name="generator" content="omelog ' in head


def part(head: Report, bundle: Bundle, *, alone: bool, templates: Templates = ()) -> bytes:
    """Return the page of one bundle; `templates` take the place of ours."""
    page = bundle_story(head, bundle, alone=alone)
    return pages(templates).get_template("report.html.j2").render(page=page, **_frame(head)).encode()


def files(head: Report, rows: Sequence[Row], parts: Iterable[bytes], templates: Templates = ()) -> Files:
    """Yield every page by its path; `report.html` is the one to open: the overview, unless there is one bundle."""
    paths = page_paths(rows)
    for path, page in zip(paths, parts, strict=True):
        yield path, [page]
    for path, pair in pair_stories(head, rows, paths):
        yield path, [pages(templates).get_template("pair.html.j2").render(page=pair, **_frame(head)).encode()]
    if len(rows) != 1:
        made = pages(templates).get_template("overview.html.j2")
        yield MAIN, _streamed(made.stream(page=run_story(head, rows, paths), **_frame(head)))


def _frame(head: Report) -> dict[str, str]:
    """Return what the frame of every page shows of who made it."""
    return {"brand": head.brand or "", "footer": head.footer or ""}


def _streamed(made: "TemplateStream") -> Iterator[bytes]:
    """Render a page piece by piece: in one piece the rows of very many bundles take ten times their size."""
    made.enable_buffering(_PIECES)
    for text in made:
        yield text.encode()


class _Dressed:
    """The pages, with templates in the place of ours."""

    PURPOSE, TEXT, CONTEXT, EXTRA, FILES = PURPOSE, TEXT, CONTEXT, EXTRA, FILES

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    ours = staticmethod(ours)

    def part(self, head: Report, bundle: Bundle, *, alone: bool) -> bytes:
        """Return the page of one bundle."""
        return part(head, bundle, alone=alone, templates=self._templates)

    def files(self, head: Report, rows: Sequence[Row], parts: Iterable[bytes]) -> Files:
        """Yield every page by its path."""
        return files(head, rows, parts, self._templates)


dressed = _Dressed
