"""The first screen of a bundle's page: the answer in ten seconds, measured in a browser on the real samples."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pages
import pytest
import reports
from browsing import opened, started
from places import SAMPLES
from playwright.sync_api import Browser

from omelog.api import triage
from omelog.causes import load
from omelog.report import render

pytestmark = pytest.mark.browser

WIDTH, HEIGHT, WHOLE = 1280, 900, 3200
BEGINS = {"yes": ("Yes",), "no": ("No",), "depends": ("Only", "It depends")}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


def sample(name: str, folder: Path) -> Path:
    """Write the page of a sample."""
    path = folder / "report.html"
    path.write_bytes(render(triage(SAMPLES / name), "html")["report.html"])
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["one-blocker.zip", "ambiguous.zip"])
def test_the_answer_stands_on_the_first_screen(
    browser: Browser, tmp_path: Path, name: str, scheme: Literal["light", "dark"]
) -> None:
    page = opened(browser, sample(name, tmp_path), width=WIDTH, scheme=scheme)
    places = ["h1", ".chips code", ".headline", ".answers", ".line .place code", ".line mark", ".share", ".steps > li"]
    places += [".ask"] if name == "ambiguous.zip" else []
    for place in places:
        box = page.locator(place).first.bounding_box()
        assert box is not None, place
        assert box["y"] + box["height"] <= HEIGHT, place
    page.close()


def test_one_certain_error_is_a_short_page(browser: Browser, tmp_path: Path) -> None:
    page = opened(browser, sample("one-blocker.zip", tmp_path), width=WIDTH)
    assert page.evaluate("document.documentElement.scrollHeight") <= WHOLE
    page.close()


def test_a_button_copies_what_stands_behind_it(browser: Browser, tmp_path: Path) -> None:
    page = opened(browser, sample("one-blocker.zip", tmp_path), width=WIDTH)
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    for name, words in {
        "Copy summary for the ticket": "**Server or client authentication is missing**",
        "Copy request to the PKI team": "Please sign the attached certificate signing request",
        "Copy questions for the customer": "- The OME version of both appliances.",
    }.items():
        button = page.get_by_role("button", name=name, exact=True)
        button.click()
        page.wait_for_function("document.querySelector('.said').textContent.startsWith('Copied')")
        assert words in page.evaluate("window.copied")
        assert page.locator(".share").get_by_text("Copied").count() >= 1
    page.close()


def test_without_a_script_the_texts_to_pass_on_can_be_read(browser: Browser, tmp_path: Path) -> None:
    page = opened(browser, sample("one-blocker.zip", tmp_path), scripts=False)
    assert page.locator(".share a").count() == 3
    page.locator("#ticket summary").click()
    assert "New CSR: No, keep the one you have" in page.locator("#ticket pre").inner_text()
    page.close()


@pytest.mark.parametrize("slug", [slug for slug, cause in load().causes.items() if cause.steps])
def test_every_cause_answers_what_everybody_asks(slug: str) -> None:
    cause = load().causes[slug]
    assert cause.answers is not None
    for words, need in (
        (cause.answers.certificate, cause.reissue),
        (cause.answers.csr, cause.new_csr),
        (cause.answers.file, cause.rebuild_file),
    ):
        assert words.startswith(BEGINS[need]), words
        assert len(words) < 70


def test_a_certain_verdict_asks_for_nothing_before_the_steps() -> None:
    tree = pages.parse(render(reports.report(reports.bundle()), "html")["report.html"])
    assert [element for element in tree.iter() if element.get("id") == "ask"] == []
    assert pages.by_id(tree, "questions") is not None


def test_the_contents_show_where_the_reader_is_and_headings_are_addresses(browser: Browser, tmp_path: Path) -> None:
    page = opened(browser, sample("history", tmp_path), width=WIDTH)
    page.locator("#checklist").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('checklist').scrollIntoView()")
    page.wait_for_selector(".contents a[aria-current]:text('Checklist')")
    assert page.locator(".contents [aria-current]").count() == 1
    page.locator("#fix > h2").hover()
    page.locator("#fix > h2 > a").click()
    assert page.url.endswith("#fix")
    page.close()


def test_the_search_opens_what_it_finds_and_shuts_what_it_leaves(browser: Browser, tmp_path: Path) -> None:
    page = opened(browser, sample("history", tmp_path), width=WIDTH)
    page.keyboard.press("/")
    page.keyboard.type("without a wildcard")
    assert page.locator(".found").is_visible()
    assert page.locator(".found").evaluate("one => one.closest('details').open")
    assert page.get_by_role("status").text_content() == "1 of 2 places"
    page.keyboard.press("Enter")
    assert page.get_by_role("status").text_content() == "2 of 2 places"
    page.get_by_label("Find in this page").fill("")
    assert page.locator(".found").count() == 0
    assert page.locator("#fix details[open]").count() == 0
    page.close()


def test_a_heading_is_cut_and_a_value_is_folded() -> None:
    long = reports.finding(cause="unknown", message_id="CGEN9", message_args=["x" * 5000], raw="y" * 5000)
    bundle = reports.bundle(findings=[long], diagnosis=reports.unknown().diagnosis)
    fix = pages.by_id(pages.parse(render(reports.report(bundle), "html")["report.html"]), "fix")
    assert [len(pages.text(one)) for one in fix.iter("h4")] == [120]
    values = [one for one in fix.iter("dd") if "xxx" in pages.text(one)]
    assert [[len(pages.text(part)) for part in one.iter("bdi")] for one in values] == [[600, 4400]]
    assert [pages.text(one) for one in fix.iterfind(".//article/details/summary")] == ["Raw record"]
