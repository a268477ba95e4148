"""One story, many layouts: every output says the same of each cause of the catalogue."""

import re
from collections.abc import Callable

import html5lib
import mails
import pages
import pytest
from mails import CAUSE, real

from omelog.cli.show.answer import one_bundle
from omelog.model.cause import Cause
from omelog.model.report import Report
from omelog.report import render
from omelog.wording.fix import answers
from omelog.wording.text import to_second
from omelog.wording.words import certainty, title


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
TAKES = {"html", "markdown", "text"}  # which answer in three parts; the others in one sentence


def plain(text: str) -> str:
    """Return words alone: no markup, no line breaks, no dots at a margin."""
    return re.sub(r"[\s`*\\|>_.·-]+", " ", text).casefold()


@CAUSE
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_facts_stand_in_every_layout(cause: Cause, layout: str) -> None:
    report = real(cause)
    bundle, finding = report.bundles[0], report.bundles[0].findings[0]
    said = plain(LAYOUTS[layout](report))
    diagnosis = bundle.diagnosis
    wanted = [
        certainty(diagnosis.certainty, len(diagnosis.candidates), bundle.status),
        diagnosis.headline.partition(" What the fix takes")[0],
        to_second(finding.time),
        finding.log,
        str(finding.line),
        *finding.message_args,
        *diagnosis.ask_for,
    ]
    wanted += [title(cause.slug, report.catalogue.causes)] if layout != "terminal" else []
    if cause.steps and layout in TAKES:
        wanted += [fact.values[0] for fact in answers(cause)]
    elif cause.steps and layout != "handover":
        wanted += [cause.takes]
    assert [fact for fact in wanted if plain(fact).strip() not in said] == []
