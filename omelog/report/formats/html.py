"""The report as HTML pages: each a single file that needs no network and nothing beside it.

A page names the digests of its one style sheet and its one script in its content security policy: nothing else in it
can style, run, load or submit anything, whatever a log contained. All of it can be read without the script.
"""

import base64
import functools
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from omelog import resources
from omelog.model.report import Bundle, Report, Row
from omelog.report import Files
from omelog.report.html.compiled import kept
from omelog.report.plain.environment import rendered as rendered_plain
from omelog.wording import BundlePage, Overview, bundle_page, headline, overview, page_paths, pair_pages, prose, show
from omelog.wording.fix import Fix
from omelog.wording.paths import MAIN

if TYPE_CHECKING:
    from jinja2 import Environment

PURPOSE = "reading; one file that opens from disk"
TEXT = True
CONTEXT = False
EXTRA = None
_FIXES = 64  # that are worth remembering
_PIECES = 1000  # of a page that are written together
FILES = (MAIN, "bundles/*.html", "pairs/*.html")


def ours(head: bytes, tail: bytes) -> bool:
    """Recognise a page by how it begins, and by the generator that it names."""
    del tail
    return head.startswith(b"<!doctype html>") and b'<meta name="generator" content="omelog ' in head


def environment() -> "Environment":
    """Make the environment of the pages: every value escaped and made visible, every unknown name an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only where pages are made

    made = Environment(
        loader=FileSystemLoader(resources.folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=show,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=kept("html", __file__),
    )

    def rendered(one: Fix) -> Markup:
        return Markup(made.get_template("parts/fix.html.j2").render(fix=one))  # noqa: S704 - a template escapes

    remembered = functools.lru_cache(_FIXES)(rendered)

    def fix(one: Fix) -> Markup:
        """Render what to do: equal for most bundles that fail for the same reason, if that is known."""
        return rendered(one) if one.unknown else remembered(one)

    def ticket(page: BundlePage) -> str:
        """Write the summary for a ticket."""
        return rendered_plain("parts/ticket.md.j2", page=page).decode()

    made.filters |= {"headline": headline, "prose": prose, "fix": fix, "ticket": ticket}
    for name, part_of_page in (("style_digest", "parts/style.css"), ("script_digest", "parts/script.js")):
        made.globals[name] = _digest(made.get_template(part_of_page).render())
    return made


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@functools.cache
def _pages() -> "Environment":
    return environment()


def part(head: Report, bundle: Bundle, *, alone: bool) -> bytes:
    """Return the page of one bundle."""
    return _pages().get_template("report.html.j2").render(page=bundle_page(head, bundle, alone=alone)).encode()


def files(head: Report, rows: Sequence[Row], parts: Iterable[bytes]) -> Files:
    """Yield every page by its path; `report.html` is the one to open: the overview, unless there is one bundle."""
    paths = page_paths(rows)
    for path, page in zip(paths, parts, strict=True):
        yield path, [page]
    for path, pair in pair_pages(head, rows, paths):
        yield path, [_pages().get_template("pair.html.j2").render(page=pair).encode()]
    if len(rows) != 1:
        yield MAIN, _streamed("overview.html.j2", overview(head, rows, paths))


def _streamed(name: str, page: Overview) -> Iterator[bytes]:
    """Render a page piece by piece: in one piece the rows of very many bundles take ten times their size."""
    made = _pages().get_template(name).stream(page=page)
    made.enable_buffering(_PIECES)
    for text in made:
        yield text.encode()
