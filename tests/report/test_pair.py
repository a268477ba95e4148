"""The page of a migration: its heading is the verdict, with steps, texts to copy, and the chains side by side."""

import re
from collections.abc import Iterator
from pathlib import Path

import pages
import pytest
import reports
from browsing import opened, started
from certificates import make_good
from playwright.sync_api import Browser
from running import omelog

from omelog.api import triage
from omelog.model.report import Pair
from omelog.report import render

SVG = "{http://www.w3.org/2000/svg}"
SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(scope="module")
def page() -> bytes:
    made = render(triage(SAMPLES / "migration"), "html")
    return next(data for path, data in made.items() if path.startswith("pairs/"))


def test_the_heading_is_the_verdict_and_the_steps_of_who_comes_first_lead(page: bytes) -> None:
    tree = pages.parse(page)
    assert pages.text(tree.find(".//h1")) == "Fix the source's chain first, then repeat the connection check"
    sides = [pages.text(one) for one in pages.by_id(tree, "fix").iter("h3")]
    assert sides == [
        "On the source: The certificate chain is incomplete",
        "On the target: The two appliances do not accept each other",
    ]
    assert len(list(pages.by_id(tree, "fix").iterfind("ol"))) == 2


def test_what_both_need_alike_is_told_once() -> None:
    bundles = [
        reports.bundle(name=f"{role}.zip", role=role, page=f"bundles/{role}.html") for role in ("source", "target")
    ]
    pair = Pair(case=None, source="source.zip", target="target.zip", page="pairs/one.html")
    tree = pages.parse(render(reports.report(*bundles, pairs=[pair]), "html")["pairs/one.html"])
    assert [pages.text(one) for one in pages.by_id(tree, "fix").iter("h3")] == ["On both appliances"]


def test_its_buttons_copy_the_ticket_the_request_and_the_questions(
    browser: Browser, page: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "pair.html"
    path.write_bytes(page)
    shown = opened(browser, path)
    shown.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    for name, words in {
        "Copy summary for the ticket": "**Fix the source's chain first, then repeat the connection check**",
        "Copy request to the PKI team": "each intermediate and the root",
        "Copy questions for the customer": "- The OME version of both appliances.",
    }.items():
        shown.get_by_role("button", name=name, exact=True).click()
        shown.wait_for_function("document.querySelector('.said').textContent.startsWith('Copied')")
        assert words in shown.evaluate("window.copied")
    shown.close()


def test_two_files_stand_side_by_side_level_by_level(tmp_path: Path) -> None:
    make_good(tmp_path)
    source, target = SAMPLES / "migration" / "source.zip", SAMPLES / "migration" / "target.zip"
    ran = omelog(
        "triage", source, "--cert", "chain.pem", "--peer", target, "--peer-cert", "chain.pem", "-o", "out", cwd=tmp_path
    )
    assert ran.code in (0, 1), ran.stderr
    [path] = (tmp_path / "out" / "pairs").iterdir()
    tree = pages.parse(path.read_bytes())
    drawings = list(pages.by_id(tree, "chains").iter(f"{SVG}svg"))
    assert len(drawings) == 2
    for svg in drawings:
        assert [pages.text(text) for text in svg.iter(f"{SVG}text") if text.get("class") == "mark"][:2] == [
            "= the same on both sides"
        ] * 2
    assert pages.sections(tree).index("chains") == pages.sections(tree).index("files") + 1
    signs = [pages.text(cell) for cell in pages.by_id(tree, "files").iter("td") if cell.get("data-label") == "Same"]
    assert signs[1:] == ["="] * (len(signs) - 1)
    assert re.search(r"From the root down\.", pages.text(pages.by_id(tree, "chains")))
