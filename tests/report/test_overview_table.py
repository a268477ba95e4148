"""The table over thousands of bundles: filtered and sorted by the script, whole without it."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
import reports
from browsing import opened, started
from playwright.sync_api import Browser, Page, expect

from omelog.report import render

pytestmark = pytest.mark.browser

ROWS = 120


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bundles = [
        reports.bundle(
            name=f"case-{number}.zip",
            page=f"bundles/{number}.html",
            findings=[reports.finding(1, count=number * 37 % 1013 + 1)],
        )
        for number in range(ROWS)
    ]
    made = tmp_path_factory.mktemp("table") / "report.html"
    made.write_bytes(render(reports.report(*bundles, reports.clean()), "html")["report.html"])
    return made


def names(page: Page) -> list[str]:
    heads = page.locator("#bundles tbody tr:not([hidden]) th").all_text_contents()
    return [head.split()[0] for head in heads]


def test_rows_stand_in_blocks_of_fifty(browser: Browser, path: Path) -> None:
    page = opened(browser, path)
    blocks = page.locator("#bundles tbody")
    assert [blocks.nth(number).locator("tr").count() for number in range(blocks.count())] == [50, 50, 21]
    style = "one => getComputedStyle(one).contentVisibility + ' ' + getComputedStyle(one).display"
    assert blocks.first.evaluate(style) == "auto block"
    page.close()


def test_a_filter_keeps_rows_with_all_words_and_says_how_many(browser: Browser, path: Path) -> None:
    page = opened(browser, path)
    field = page.get_by_label("Filter bundles")
    field.fill("CASE-11 zip")
    assert names(page) == ["case-11.zip", *(f"case-{number}.zip" for number in range(110, 120))]
    assert page.get_by_role("status").text_content() == f"11 of {ROWS + 1} shown"
    field.fill("")
    assert len(names(page)) == ROWS + 1
    page.close()


def test_columns_sort_as_numbers_and_as_names_both_ways(browser: Browser, path: Path) -> None:
    page = opened(browser, path)
    errors = page.locator("#bundles").get_by_role("button", name="Errors")
    for wanted in (False, True):
        errors.click()
        numbers = [int(text.replace(",", "")) for text in page.locator("#bundles tbody td.number").all_text_contents()]
        assert numbers == sorted(numbers, reverse=wanted)
        assert len(numbers) == ROWS + 1
    assert page.locator("#bundles th[aria-sort]").get_attribute("aria-sort") == "descending"
    page.locator("#bundles").get_by_role("button", name="Bundle").click()
    assert names(page) == [*(f"case-{number}.zip" for number in range(ROWS)), "clean.zip"]
    assert page.locator("#bundles th[aria-sort]").count() == 1
    page.locator("#bundles").get_by_role("button", name="Last seen").click()
    assert names(page)[-1] == "clean.zip"  # what is empty comes last
    page.close()


def test_certainty_sorts_and_the_lines_between_cases_go_with_their_order(browser: Browser, tmp_path: Path) -> None:
    made = tmp_path / "report.html"
    made.write_bytes(render(reports.several(), "html")["report.html"])
    page = opened(browser, made)
    first = page.locator("#bundles tbody tr.first")
    style = "one => getComputedStyle(one).borderTopWidth"
    assert first.evaluate(style) == "1px"
    page.locator("#bundles").get_by_role("button", name="Certainty").click()
    cells = page.locator("#bundles td[data-label=Certainty]").all_text_contents()
    assert cells == ["As far as read", "Not settled", "Unknown", "", ""]  # what is empty comes last
    assert first.evaluate(style) == "0px"
    page.close()


def test_the_case_in_a_name_is_read_out_and_found_but_not_shown_twice(browser: Browser, tmp_path: Path) -> None:
    bundles = [reports.bundle(name=f"SR {number}/bundle.zip", case=f"SR {number}") for number in range(3)]
    made = tmp_path / "report.html"
    made.write_bytes(render(reports.report(*bundles), "html")["report.html"])
    page = opened(browser, made)
    assert page.locator("#bundles").get_by_role("link", name="SR 1/ bundle.zip", exact=True).count() == 1
    assert page.locator("#bundles .heard").first.evaluate("one => one.offsetWidth * one.offsetHeight") <= 1
    page.get_by_label("Filter bundles").fill("sr 2/bundle")
    assert page.locator("#bundles tbody tr:visible").count() == 1
    page.close()


@pytest.fixture
def several(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    made = tmp_path / "report.html"
    made.write_bytes(render(reports.several(), "html")["report.html"])
    page = opened(browser, made)
    yield page
    page.close()


def shown(page: Page, what: str) -> list[str]:
    rows = page.locator("#bundles tbody tr:not([hidden])")
    found: list[str] = rows.evaluate_all("(rows, what) => rows.map(row => row.dataset[what])", what)
    return found


def test_a_cause_and_a_count_show_their_bundles_and_the_address_says_so(several: Page) -> None:
    several.locator("#causes tbody").get_by_role("link").first.click()
    assert "#cause=" in several.url
    cause = several.url.rpartition("=")[2]
    assert shown(several, "causes")
    assert all(cause in causes.split() for causes in shown(several, "causes"))
    several.goto(several.url.partition("#")[0] + "#status=rejected")
    assert shown(several, "status") == ["rejected"]
    several.get_by_role("link", name="All 5").click()
    assert len(shown(several, "status")) == 5


def test_chips_say_how_many_and_which_is_chosen_and_go_together(several: Page) -> None:
    chips = several.locator(".filters a")
    for chip in chips.all()[1:]:
        chip.click()
        expect(chip).to_have_attribute("aria-current", "true")  # the address is heard of a moment later
        assert len(shown(several, "status")) == int((chip.text_content() or "").split()[-1])
        chip.click()  # again: it is taken off
        expect(chip).not_to_have_attribute("aria-current", "true")
        assert len(shown(several, "status")) == 5
    several.get_by_role("link", name="Read in part 1").click()
    several.get_by_label("Filter bundles").fill("nothing of the kind")
    assert shown(several, "status") == []
    several.wait_for_url("**#status=partial&q=nothing+of+the+kind")


def test_an_address_that_nobody_made_shows_nothing_or_all_and_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    made = tmp_path / "report.html"
    made.write_bytes(render(reports.several(), "html")["report.html"])
    for address, left in (("cause=%22%3E%3Cb%3E", 0), ("colour=red", 5), ("q=%3Cb%3E", 0), ("status=", 5)):
        page = browser.new_page()
        page.goto(f"{made.as_uri()}#{address}")
        assert len(shown(page, "status")) == left
        assert page.locator("#bundles b").count() == 0
        page.close()


def test_keys_lead_to_the_filter_and_from_one_failing_bundle_to_the_next(several: Page) -> None:
    failing = [causes for causes in shown(several, "causes") if causes]
    focused = "document.activeElement.closest('tr')?.dataset.causes"
    for causes in [*failing, failing[0]]:
        several.keyboard.press("n")
        assert several.evaluate(focused) == causes
    several.keyboard.press("p")
    assert several.evaluate(focused) == failing[-1]
    several.keyboard.press("/")
    assert several.evaluate("document.activeElement.type") == "search"
    several.keyboard.type("n/p")
    assert several.get_by_label("Filter bundles").input_value() == "n/p"


def test_the_rows_that_are_shown_go_out_as_csv(browser: Browser, tmp_path: Path) -> None:
    made = tmp_path / "report.html"
    made.write_bytes(
        render(
            reports.report(reports.bundle(name="=cmd()"), reports.bundle(name='a "b".zip'), reports.clean()), "html"
        )["report.html"]
    )
    page = opened(browser, made)
    page.get_by_label("Filter bundles").fill("missing")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV of these rows").click()
    rows = list(csv.reader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert [row[0].split()[0] for row in rows] == ["Bundle", "'=cmd()", "a"]
    assert rows[1][rows[0].index("Errors")] == "1"
    assert len({len(row) for row in rows}) == 1
    page.close()


def test_a_case_stands_once_over_its_bundles_until_the_order_changes(browser: Browser, tmp_path: Path) -> None:
    bundles = [
        reports.bundle(name=f"SR {n % 2}/b{n}.zip", case=f"SR {n % 2}", page=f"bundles/{n}.html") for n in range(4)
    ]
    made = tmp_path / "report.html"
    made.write_bytes(render(reports.report(*bundles), "html")["report.html"])
    page = opened(browser, made)
    cases = "cells => cells.filter(cell => getComputedStyle(cell).visibility === 'visible').length"
    cells = page.locator("#bundles td[data-label=Case]")
    assert cells.evaluate_all(cases) == 2
    page.locator("#bundles").get_by_role("button", name="Errors").click()
    assert cells.evaluate_all(cases) == 4
    page.close()


def test_without_a_script_the_table_is_whole_and_has_no_dead_controls(browser: Browser, path: Path) -> None:
    page = opened(browser, path, scripts=False)
    assert len(names(page)) == ROWS + 1
    assert page.locator("button, input, .filters").count() == 0
    page.close()


def test_a_table_keeps_its_meaning_for_screen_readers(browser: Browser, path: Path) -> None:
    page = opened(browser, path)
    table = page.get_by_role("table", name="Each bundle with its verdict")
    assert table.get_by_role("columnheader").count() == 7
    assert table.get_by_role("row").count() == ROWS + 2
    assert table.get_by_role("rowheader").count() == ROWS + 1
    page.close()


def test_evidence_is_filtered_and_opened(browser: Browser, tmp_path: Path) -> None:
    made = tmp_path / "report.html"
    made.write_bytes(render(reports.report(reports.full()), "html")["report.html"])
    page = opened(browser, made)
    page.get_by_label("Filter records").fill("CGEN6002")
    assert page.locator(".group .record:visible").count() == 1
    assert page.locator("details.group:visible").count() == 1
    page.get_by_label("Filter records").fill("")
    assert page.locator("details.group:visible").count() == 5
    page.get_by_role("button", name="Close all").click()
    assert page.locator("details.group[open]").count() == 0
    page.get_by_role("button", name="Open all").click()
    assert page.locator("details.group[open]").count() == 5
    page.close()


def test_a_link_to_an_error_that_shares_its_text_opens_what_it_is_folded_in(browser: Browser, tmp_path: Path) -> None:
    made = tmp_path / "report.html"
    findings = [reports.finding(number) for number in range(5)]
    made.write_bytes(render(reports.report(reports.bundle(findings=findings)), "html")["report.html"])
    page = opened(browser, made)
    page.evaluate("location.hash = 'finding-f3'")
    page.locator("#finding-f3").wait_for(state="visible")
    page.close()
