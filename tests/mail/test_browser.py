"""The HTML part of mails in a real browser: readable at any width, in dark too, and nothing is loaded."""

import importlib.resources
from collections.abc import Iterator
from typing import Any

import mails
import pytest
from browsing import started
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

AXE = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


def opened(browser: Browser, kind: str, *, width: int = 640, dark: bool = False) -> Page:
    """Show a mail; any message or request fails the test."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light")
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("request", lambda request: heard.append(request.url))
    page.set_content(mails.html(mails.KINDS[kind]()))
    assert heard == []
    return page


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("kind", mails.KINDS)
def test_axe_finds_nothing(browser: Browser, kind: str, dark: bool) -> None:
    page = opened(browser, kind, dark=dark)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(f"axe.run({{runOnly: {RULES}}})")
    told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]]
    assert told == []
    assert "color-contrast" in [one["id"] for one in found["passes"]]
    page.close()


@pytest.mark.parametrize("width", [320, 600, 1200])
@pytest.mark.parametrize("kind", [*mails.KINDS, "wide"])
def test_nothing_is_wider_than_the_window(browser: Browser, kind: str, width: int) -> None:
    mails_of = mails.KINDS | {"wide": mails.wide}
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(mails.html(mails_of[kind]()))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("Math.max(...[...document.querySelectorAll('.sheet')].map(x => x.offsetWidth))") <= 640
    page.close()


def test_the_preheader_is_not_seen(browser: Browser) -> None:
    page = opened(browser, "certain")
    assert not page.locator(".preheader").is_visible()
    page.close()


def test_inverted_colours_keep_their_contrast(browser: Browser) -> None:
    """What a client inverts by itself: every background that is set has its text colour beside it."""
    page = opened(browser, "full")
    alone = page.evaluate(
        "[...document.querySelectorAll('[style]')].filter(one => one.style.backgroundColor && !one.style.color).length"
    )
    assert alone == 0
    page.close()
