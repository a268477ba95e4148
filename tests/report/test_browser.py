"""The HTML report in a real browser, opened from disk: quiet, self-contained, readable at any width and on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import reports
from browsing import opened, started
from playwright.sync_api import Browser

from omelog.model.report import Pair
from omelog.report import render

pytestmark = pytest.mark.browser

KINDS = ["full", "ambiguous", "unknown", "clean", "rejected", "overview", "pair", "wide"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("pages")
    kinds = {kind: getattr(reports, kind)() for kind in KINDS[:-3]}
    word = "w" * 5000
    wide = reports.finding(message_args=[word], thread=word, log=word, raw=word)
    kinds["wide"] = reports.bundle(name=word, source=word, case=word, findings=[wide])
    for kind, bundle in kinds.items():
        report = reports.report(bundle, around="2024-01-25T11:00:00")
        (where / f"{kind}.html").write_bytes(render(report, "html")["report.html"])
    for path, made in render(reports.several(), "html").items():
        target = where / "run" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(made)
    migration = Pair(case=word, source=word, target="clean.zip", page="pairs/one.html")
    both = reports.report(kinds["wide"], reports.clean(), pairs=[migration])
    (where / "pair.html").write_bytes(render(both, "html")["pairs/one.html"])
    (where / "overview.html").write_bytes((where / "run" / "report.html").read_bytes())
    return where


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [320, 768, 1280, 3840])
def test_nothing_is_loaded_and_nothing_scrolls_sideways(browser: Browser, folder: Path, kind: str, width: int) -> None:
    page = opened(browser, folder / f"{kind}.html", width=width)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_without_scripts_every_error_can_be_read(browser: Browser, folder: Path) -> None:
    page = opened(browser, folder / "full.html", scripts=False)
    assert page.locator("article[id]").count() == len(reports.full().findings)
    for number in range(page.locator("details.group > summary").count()):
        page.locator("details.group > summary").nth(number).click()
    for fold in page.locator("article[id] details > summary").all():
        fold.click()
    assert all(one.is_visible() for one in page.locator("article[id] pre").all())
    page.close()


def test_a_link_to_an_error_opens_its_group(browser: Browser, folder: Path) -> None:
    page = opened(browser, folder / "full.html", scripts=False)
    page.locator(".line a").first.click()
    assert page.locator("#finding-f3").is_visible()
    page.close()


def test_pages_lead_to_each_other(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "run" / "report.html").as_uri())
    page.locator("#bundles th a").first.click()
    assert page.url.endswith("/run/bundles/0.html")
    page.get_by_role("link", name="All bundles").click()
    assert page.url.endswith("/run/report.html")
    page.close()


def test_print_shows_the_records_that_prove_it(browser: Browser, folder: Path) -> None:
    page = opened(browser, folder / "full.html")
    page.emulate_media(media="print")
    assert page.locator("#proof pre").first.bounding_box() is not None
    assert page.pdf(format="A4", tagged=True).startswith(b"%PDF-")
    page.close()
