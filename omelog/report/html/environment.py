"""The environment of the pages.

A page names the digests of its one style sheet and its one script in its content security policy: nothing else in it
can style, run, load or submit anything, whatever a log contained.
"""

import base64
import functools
import hashlib
import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from omelog import compiled
from omelog.report.html.ladder import ladder_drawn
from omelog.report.html.overrides import Templates
from omelog.report.html.strip import strip_drawn
from omelog.report.html.timeline import drawn
from omelog.report.plain.environment import rendered as rendered_plain
from omelog.wording.bundle import BundleStory
from omelog.wording.fix import Fix
from omelog.wording.pair import PairStory
from omelog.wording.text import heading, headline, prose, show

if TYPE_CHECKING:
    from jinja2 import Environment

_FIXES = 64  # that are worth remembering
_BETWEEN_CELLS = re.compile(r"(</t[dhr]>|<tr[^>]*>)\s+")


def environment(templates: Templates = ()) -> "Environment":
    """Make the environment of the pages: every value escaped and made visible, every unknown name an error.

    `templates` take the place of ours of the same name.
    """
    from jinja2 import (  # noqa: PLC0415 - only where pages are made
        ChoiceLoader,
        DictLoader,
        Environment,
        StrictUndefined,
    )

    made = Environment(
        loader=ChoiceLoader([DictLoader(dict(templates)), compiled.loader()]),
        undefined=StrictUndefined,
        finalize=show,
        autoescape=True,
        auto_reload=False,
        **compiled.HTML,
    )

    def rendered(one: Fix) -> Markup:
        return Markup(made.get_template("parts/fix.html.j2").render(fix=one))  # noqa: S704 - a template escapes

    remembered = functools.lru_cache(_FIXES)(rendered)

    def fix(one: Fix) -> Markup:
        """Render what to do: equal for most bundles that fail for the same reason, if that is known."""
        return rendered(one) if one.unknown else remembered(one)

    def ticket(page: BundleStory) -> str:
        """Write the summary for a ticket."""
        return rendered_plain("parts/ticket.md.j2", page=page).decode()

    def pair_ticket(page: PairStory) -> str:
        """Write the summary of a migration for a ticket."""
        return rendered_plain("parts/pair_ticket.md.j2", page=page).decode()

    made.filters |= {"pair_ticket": pair_ticket}
    made.filters |= {"heading": heading, "headline": headline, "prose": prose, "fix": fix, "ticket": ticket}
    made.filters |= {"dense": _dense}
    made.filters |= {"drawn": drawn, "ladder": ladder_drawn, "strip": strip_drawn}
    made.globals |= {"brand": "", "footer": ""}
    for name, part_of_page in (("style_digest", "parts/style.css"), ("script_digest", "parts/script.js")):
        made.globals[name] = _digest(made.get_template(part_of_page).render())
    return made


def _dense(rows: Markup) -> Markup:
    """Drop the white space between cells: thousands of rows open a sixth faster without its text nodes."""
    return Markup(_BETWEEN_CELLS.sub(r"\1", str(rows)))  # noqa: S704 - what a template has escaped


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@functools.cache
def pages(templates: Templates = ()) -> "Environment":
    """Return the environment of this process."""
    return environment(templates)
