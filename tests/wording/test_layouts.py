"""Every layout of a story has the same facts: page, ticket, text, handover, mail and terminal."""

import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import mails
import pages
import pytest
import reports
from places import SAMPLES
from reports import KINDS
from running import omelog

from omelog import api
from omelog.model.report import Report
from omelog.report import format_named, format_names, render
from omelog.wording.evidence import proving
from omelog.wording.text import to_second
from omelog.wording.words import certainty

REAL = ("one-blocker.zip", "ambiguous.zip", "clean.zip", "damaged.zip", "history")
DATA = {"json", "csv"}  # for programs: what they hold is held by the tests of their columns and schema


def in_format(name: str) -> Callable[[Report], str]:
    def laid(report: Report) -> str:
        [data] = render(report, name).values()
        return seen(data.decode()) if name == "html" else data.decode()

    return laid


def seen(page: str) -> str:
    """Return the text of a page without its script and style."""
    return "".join(pages.parse(re.sub(r"<(script|style)[\s\S]*?</\1>", "", page).encode()).itertext())


LAYOUTS = {name: in_format(name) for name in format_names() if format_named(name).TEXT and name not in DATA} | {
    "mail": mails.text,
    "mail as HTML": lambda report: seen(mails.html(report)),
}
STORIES: dict[str, Callable[[], Report]] = {
    **{kind.__name__: functools.partial(lambda made: reports.report(made()), kind) for kind in KINDS},
    **{name: functools.partial(api.triage, SAMPLES / name) for name in REAL},
}


def facts(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what each reader must learn about the one bundle of a report: what it is, and its words."""
    [bundle] = report.bundles
    said, proof = bundle.diagnosis, proving(bundle)
    yield "verdict and cause", re.split(r"(?<=\.) (?=[A-Z])", said.headline)[0]
    if said.certainty:
        yield "certainty", certainty(said.certainty, len(said.candidates), bundle.status)
    for path in said.paths:
        yield "time", to_second(path.last_seen)
    if proof:
        yield "place", f"{proof.log}:{proof.line}"
        yield "code", proof.message_id or ""
    for asked in said.ask_for:
        yield "ask", asked


def flat(text: str) -> str:
    """Return a text without its markup, line breaks and case; a place in a log is written in one way."""
    plain = " ".join(re.sub(r"[\\`*_|]", "", text).split()).lower()
    return re.sub(r"(application\.log\S*?),? line (?=\d)", r"\1:", plain)


def missing(report: Report, laid: str) -> list[tuple[str, str]]:
    return [(what, words) for what, words in facts(report) if flat(words) not in flat(laid)]


@functools.cache
def story(name: str) -> Report:
    return STORIES[name]()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", STORIES)
def test_every_layout_has_the_same_facts(name: str, layout: str) -> None:
    report = story(name)
    assert missing(report, LAYOUTS[layout](report)) == []


@pytest.mark.parametrize("name", REAL)
def test_the_terminal_has_the_same_facts(name: str, tmp_path: Path) -> None:
    assert missing(story(name), omelog("triage", SAMPLES / name, "--store", "none", cwd=tmp_path).stdout) == []


@pytest.mark.parametrize("name", ["one-blocker.zip", "ambiguous.zip", "history", "damaged.zip"])
def test_the_verdict_that_all_have_names_the_cause(name: str) -> None:
    report = story(name)
    said, causes = report.bundles[0].diagnosis, report.catalogue.causes
    assert said.blocker is not None
    assert flat(causes[said.blocker].because) in flat(said.headline)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["full", "rejected", "damaged.zip"])
def test_every_layout_names_what_is_missing(name: str, layout: str) -> None:
    """The terminal has a line of its own for each, on standard error."""
    report = story(name)
    laid = flat(LAYOUTS[layout](report))
    damage = [problem.message for problem in report.bundles[0].problems if problem.severity == "damage"]
    assert damage
    assert [message for message in damage if flat(message) not in laid] == []
