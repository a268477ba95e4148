"""Pages full of hostile text, in a real browser: nothing runs, nothing is loaded, nothing of theirs is an element."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import opened, started
from playwright.sync_api import Browser
from poison import HOSTILE, poisoned

from omelog.report import render

pytestmark = pytest.mark.browser

# What an element of theirs would be: none of these stands in a template, or in these numbers alone.
THEIRS = (
    "img, iframe, object, embed, base, form, link, svg:not(.timeline, .rungs, .strip, .bar), "
    "[onload], [onerror], [onclick], [style]"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_stays_text(browser: Browser, tmp_path: Path, number: int) -> None:
    for path, made in render(poisoned(HOSTILE[number]), "html").items():
        target = tmp_path / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(made)
        page = opened(browser, target)
        assert page.locator(THEIRS).count() == 0
        assert page.locator("script").count() == page.locator("style").count() == 1
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()
