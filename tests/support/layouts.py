"""Every layout of a report of one bundle, as the words that a reader gets."""

import re
from collections.abc import Callable

import html5lib
import mails
import pages

from omelog.cli.show.answer import one_bundle
from omelog.model.report import Report
from omelog.report import render


def terminal(report: Report) -> str:
    said = one_bundle(report, report.bundles[0], steps=99)
    return " ".join(f"{one.label} {one.mark}{one.text}" for one in said)


def letter(report: Report) -> str:
    return pages.text(html5lib.parse(mails.html(report), namespaceHTMLElements=False))


LAYOUTS: dict[str, Callable[[Report], str]] = {
    "html": lambda report: pages.text(pages.parse(render(report, "html")["report.html"]).find("body")),
    "markdown": lambda report: render(report, "markdown")["report.md"].decode(),
    "text": lambda report: render(report, "text")["report.txt"].decode(),
    "handover": lambda report: render(report, "handover")["handover.md"].decode(),
    "terminal": terminal,
    "mail, text": mails.text,
    "mail, HTML": letter,
}


def plain(text: str) -> str:
    """Return words alone: no markup, no line breaks, no dots at a margin."""
    return re.sub(r"[\s`*\\|>_.·-]+", " ", text).casefold()
