"""Every layout of a story has the same facts: page, ticket, text, handover, mail and terminal."""

import contextlib
import functools
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import mails
import pages
import pytest
import reports
from msgspec import structs
from places import SAMPLES
from reports import KINDS
from rich.console import Console
from running import omelog

from omelog import api
from omelog.cli.show.overview import several
from omelog.model.report import Report
from omelog.report import format_named, format_names, render, row
from omelog.wording.evidence import proving
from omelog.wording.pair import pair_stories
from omelog.wording.paths import page_paths
from omelog.wording.run import run_story
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


# --- a migration, and a run ---


@functools.cache
def pair() -> Report:
    return api.triage(SAMPLES / "migration")


@functools.cache
def run() -> Report:
    return api.triage(SAMPLES)


def whole(name: str) -> Callable[[Report], str]:
    """Render a report in a format, all its files as one text."""

    def laid(report: Report) -> str:
        files = render(report, name).values()
        return " ".join(seen(data.decode()) if name == "html" else data.decode() for data in files)

    return laid


def terminal(report: Report) -> str:
    console = Console(width=200, file=StringIO(), record=True)
    with (
        pytest.MonkeyPatch.context() as patch,
        console.capture() as shown,
        contextlib.redirect_stdout(StringIO()) as out,
    ):
        patch.setenv("COLUMNS", "200")
        several(console, report, [row(one) for one in report.bundles], Path("out/report.html"))
    return shown.get() + out.getvalue()


WHOLE = {name: whole(name) for name in LAYOUTS if not name.startswith("mail")} | {
    "mail": mails.text,
    "mail as HTML": lambda report: seen(mails.html(report)),
    "terminal": terminal,
}


def facts_of_pair(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what each reader must learn about a migration: what to do first, and each side's cause and certainty."""
    rows = [row(one) for one in report.bundles]
    [(_, story)] = pair_stories(report, rows, page_paths(rows))
    yield "verdict", story.together.verdict
    for side in (story.source, story.target):
        yield "bundle", side.name
        yield "cause", side.verdict
    for one in report.bundles:
        yield "time", to_second(one.diagnosis.paths[0].last_seen)[:16]


@pytest.mark.parametrize("layout", WHOLE)
def test_every_layout_of_a_migration_has_the_same_facts(layout: str) -> None:
    laid = flat(WHOLE[layout](pair()))
    assert [(what, words) for what, words in facts_of_pair(pair()) if flat(words) not in laid] == []


@pytest.mark.parametrize("layout", [name for name in WHOLE if name != "terminal"])
def test_every_layout_of_a_migration_asks_and_proves(layout: str) -> None:
    laid = flat(WHOLE[layout](pair()))
    bundles = pair().bundles
    proofs = [proof for one in bundles if (proof := proving(one))]
    assert [one for one in proofs if f"{one.log}:{one.line}" not in laid] == []
    assert [asked for one in bundles for asked in one.diagnosis.ask_for if flat(asked) not in laid] == []
    sure = [certainty(said.certainty, len(said.candidates), "analyzed") for said in (one.diagnosis for one in bundles)]
    assert [words for words in sure if flat(words) not in laid] == []


@pytest.mark.parametrize("layout", WHOLE)
def test_every_layout_of_a_run_has_the_same_facts(layout: str) -> None:
    """Which bundles, the cause of each with its last time, and those that were not read in full."""
    laid = flat(WHOLE[layout](run()))
    rows = [row(one) for one in run().bundles]
    story = run_story(structs.replace(run(), bundles=[]), rows, page_paths(rows))
    wanted = [word for line in story.rows for word in (line.name, line.verdict, line.last[:16])]
    assert [words for words in wanted if flat(words) not in laid] == []
    assert [one.name for one in run().bundles if one.status == "partial" and "read in part" not in laid] == []


@pytest.mark.parametrize("layout", ["html", "markdown", "text", "mail", "mail as HTML"])
def test_every_overview_counts_on_one_basis(layout: str) -> None:
    laid = flat(seen(render(run(), "html")["report.html"].decode()) if layout == "html" else WHOLE[layout](run()))
    rows = [row(one) for one in run().bundles]
    story = run_story(structs.replace(run(), bundles=[]), rows, page_paths(rows))
    for cause in story.causes:
        place = laid.index(flat(cause.title), laid.index(flat("causes")))
        assert re.search(rf"(?<!\d){cause.bundles}(?!\d)", laid[place : place + 200]), cause.title


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
