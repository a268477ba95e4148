"""The report as HTML pages: each a single file that needs no network and nothing beside it.

All of it can be read without the script, and nothing that a log contained can act in it.
"""

from collections.abc import Iterable, Iterator, Sequence

from omelog.model.report import Bundle, Report, Row
from omelog.report import Files
from omelog.report.html.environment import pages
from omelog.wording import RunStory, bundle_story, page_paths, pair_stories, run_story
from omelog.wording.paths import MAIN

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


def part(head: Report, bundle: Bundle, *, alone: bool) -> bytes:
    """Return the page of one bundle."""
    return pages().get_template("report.html.j2").render(page=bundle_story(head, bundle, alone=alone)).encode()


def files(head: Report, rows: Sequence[Row], parts: Iterable[bytes]) -> Files:
    """Yield every page by its path; `report.html` is the one to open: the overview, unless there is one bundle."""
    paths = page_paths(rows)
    for path, page in zip(paths, parts, strict=True):
        yield path, [page]
    for path, pair in pair_stories(head, rows, paths):
        yield path, [pages().get_template("pair.html.j2").render(page=pair).encode()]
    if len(rows) != 1:
        yield MAIN, _streamed("overview.html.j2", run_story(head, rows, paths))


def _streamed(name: str, page: RunStory) -> Iterator[bytes]:
    """Render a page piece by piece: in one piece the rows of very many bundles take ten times their size."""
    made = pages().get_template(name).stream(page=page)
    made.enable_buffering(_PIECES)
    for text in made:
        yield text.encode()
