"""The report as HTML pages: each a single file that needs no network, no script and nothing beside it.

A page names the digest of its one style sheet in its content security policy: nothing else in it can style,
run, load or submit anything, whatever a log contained.
"""

import base64
import hashlib

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from omelog import resources
from omelog.model.report import Report
from omelog.report.page import bundle_page, headline, overview, page_paths, prose, show
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


def render(report: Report) -> dict[str, bytes]:
    """Return every page by its path relative to the report's folder; `report.html` is the one to open."""
    pages = environment()
    template = pages.get_template("report.html.j2")
    made = {
        path: template.render(page=bundle_page(report, position, path)).encode()
        for position, path in enumerate(page_paths(report))
    }
    if len(report.bundles) != 1:
        made[MAIN] = pages.get_template("overview.html.j2").render(page=overview(report)).encode()
    return made
