"""The report as HTML pages: each a single file that needs no network, no script and nothing beside it.

A page names the digest of its one style sheet in its content security policy: nothing else in it can style,
run, load or submit anything, whatever a log contained.
"""

import base64
import functools
import hashlib
from collections.abc import Iterable, Sequence

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from omelog import resources
from omelog.model.report import Bundle, Report, Row
from omelog.report import Files
from omelog.report.page import bundle_page, headline, overview, page_paths, pair_pages, prose, show
from omelog.report.page.paths import MAIN


def environment() -> Environment:
    """Make the environment of the pages: every value escaped and made visible, every unknown name an error."""
    made = Environment(
        loader=FileSystemLoader(resources.folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=show,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"headline": headline, "prose": prose}
    style = made.get_template("parts/style.css").render().encode()
    made.globals["style_digest"] = "sha256-" + base64.b64encode(hashlib.sha256(style).digest()).decode()
    return made


@functools.cache
def _pages() -> Environment:
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
        yield MAIN, [_pages().get_template("overview.html.j2").render(page=overview(head, rows, paths)).encode()]
