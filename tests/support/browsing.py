"""A real browser that opens pages from disk, and hears whatever they say or ask for."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright
from programs import needed

# What decides the looks of a letter, beside the font: the same on every machine.
LOOKS = ["--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"]


@contextmanager
def started() -> Iterator[Browser]:
    """Start the browser."""
    needed("libatomic")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=needed("chromium"), args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars", *LOOKS]
        )
        yield browser
        browser.close()


def opened(
    browser: Browser, path: Path, *, width: int = 1280, scripts: bool = True, scheme: Literal["light", "dark"] = "light"
) -> Page:
    """Open a page; any console message, error, dialog or request beside the page itself fails the test."""
    page = browser.new_page(
        viewport={"width": width, "height": 800},
        java_script_enabled=scripts,
        color_scheme=scheme,
        locale="en-GB",
        timezone_id="UTC",
        reduced_motion="reduce",
    )
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: heard.append(request.url) if request.url != path.as_uri() else None)
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    page.goto(path.as_uri())
    page.wait_for_load_state()
    assert heard == []
    return page
