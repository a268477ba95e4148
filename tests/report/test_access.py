"""Pages for everyone: axe, what axe does not look at, the keyboard alone, forced colours, zoom."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pytest
import reports
from browsing import opened, started
from playwright.sync_api import Browser, Page

from omelog.report import render

pytestmark = pytest.mark.browser

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KINDS = ["full", "stormy", "clean", "rejected", "overview", "pair"]
SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("pages")
    for kind in ("full", "stormy", "clean", "rejected"):
        report = reports.report(getattr(reports, kind)(), around="2024-01-25T11:00:00", redaction="customer")
        (where / f"{kind}.html").write_bytes(render(report, "html")["report.html"])
    made = render(reports.several(), "html")
    for kind, path in (("overview", "report.html"), ("pair", "pairs/one.html")):
        (where / f"{kind}.html").write_bytes(made[path])
    return where


def unfolded(page: Page) -> Page:
    """Open all that is folded, and have all of it laid out."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate("document.querySelectorAll('tbody, .record').forEach(one => one.style.contentVisibility = 'visible')")
    return page


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(browser: Browser, folder: Path, kind: str, scheme: Literal["light", "dark"]) -> None:
    page = unfolded(opened(browser, folder / f"{kind}.html", scheme=scheme))
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    faults = [(one["id"], node["html"]) for one in found["violations"] for node in one["nodes"]]
    assert faults == []
    assert len(found["passes"]) > 20
    page.close()


SMALL = """() => [...document.querySelectorAll('a, button, input, summary')]
  .filter(one => one.checkVisibility() && !one.closest('p, li, dd, .skip') )
  .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_pressed_is_no_smaller_than_24_pixels(browser: Browser, folder: Path, kind: str, width: int) -> None:
    page = unfolded(opened(browser, folder / f"{kind}.html", width=width))
    assert page.evaluate(SMALL) == []
    page.close()


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const colour = value => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = value; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = one => {
    for (; one; one = one.parentElement) {
      const found = colour(getComputedStyle(one).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255, 255];
  };
  const ratio = (one, property) => {
    const [a, b] = [light(colour(getComputedStyle(one)[property])), light(behind(one))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const drawn = [...document.querySelectorAll('svg text, svg rect')]
    .map(one => [one.outerHTML, ratio(one, 'fill'), one.tagName === 'text' ? 4.5 : 3]);
  const edges = [...document.querySelectorAll('input, .copyable button')]
    .map(one => [one.outerHTML, ratio(one, 'borderTopColor'), 3]);
  const words = [...document.querySelectorAll('body *:not(svg *)')]
    .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(one => [one.tagName + '.' + one.className, ratio(one, 'color'), 4.5]);
  return [...drawn, ...edges, ...words].filter(([, found, wanted]) => found < wanted);
}"""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_all_that_is_written_or_drawn_has_contrast(
    browser: Browser, folder: Path, kind: str, scheme: Literal["light", "dark"]
) -> None:
    page = unfolded(opened(browser, folder / f"{kind}.html", scheme=scheme))
    assert page.evaluate(CONTRAST) == []
    page.close()


FOCUS = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const name = (one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent).trim();
  return {
    tag: one.tagName, name, seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  };
}"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("kind", ["full", "overview"])
def test_a_keyboard_reaches_everything_and_shows_where_it_is(
    browser: Browser, folder: Path, kind: str, width: int
) -> None:
    page = opened(browser, folder / f"{kind}.html", width=width)
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, summary')].filter(one => one.checkVisibility()).length"
    )
    walked: list[dict[str, object]] = []
    while True:
        page.keyboard.press("Tab")
        step = page.evaluate(FOCUS)
        if step is None or len(walked) > wanted:
            break
        assert step["seen"], step
        assert step["ring"], step
        assert step["name"], step
        walked.append(step)
    assert len(walked) == wanted
    assert walked[0]["name"] == "Skip to the content"
    page.close()


def test_a_keyboard_opens_copies_and_sorts(browser: Browser, folder: Path) -> None:
    page = opened(browser, folder / "full.html")
    page.locator("details.group > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.group").first.get_attribute("open") is not None
    page.locator("#verify > summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copy the command").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Copied: the command.").wait_for(state="attached")
    page.get_by_role("button", name="Errors").focus()
    page.keyboard.press("Space")
    assert page.get_by_role("columnheader", name="Errors").first.get_attribute("aria-sort") == "ascending"
    page.close()


def test_a_timeline_has_a_name_and_the_words_of_what_it_shows(browser: Browser, folder: Path) -> None:
    page = opened(browser, folder / "stormy.html")
    assert page.get_by_role("img", name="Errors over time 304 errors of 5 causes").count() == 1
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.get_by_role("img", name="Errors over time 304 errors of 5 causes").count() == 1
    page.close()


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("kind", ["full", "stormy"])
def test_no_words_of_a_picture_are_cut_off_or_lie_on_each_other(
    browser: Browser, folder: Path, kind: str, width: int
) -> None:
    page = opened(browser, folder / f"{kind}.html", width=width)
    boxes: list[dict[str, float]] = page.evaluate(
        "[...document.querySelectorAll('svg text')].map(one => one.getBoundingClientRect().toJSON())"
        ".filter(box => box.width)"
    )
    assert len(boxes) > 10
    assert all(box["left"] >= 0 and box["right"] <= width for box in boxes)
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = one["right"] <= other["left"] or other["right"] <= one["left"]
            assert apart or one["bottom"] - 3 <= other["top"] or other["bottom"] - 3 <= one["top"]
    page.close()


def test_forced_colours_keep_marks_bars_and_rings(browser: Browser, folder: Path) -> None:
    page = opened(browser, folder / "stormy.html")
    page.emulate_media(forced_colors="active")
    drawn = "one => [getComputedStyle(one).fill, getComputedStyle(one).stroke]"
    boxes = {tuple(box.evaluate(drawn)) for box in page.locator(".rungs path").all()}
    assert len(boxes) == 1  # Canvas and CanvasText, the broken rung too: its words and its thick edge say it
    style = (
        "one => [getComputedStyle(one).outlineStyle, getComputedStyle(one).fill, getComputedStyle(document.body).color]"
    )
    assert page.locator("mark").first.evaluate(style)[0] == "solid"
    _, fill, text = page.locator("svg.wide rect").first.evaluate(style)
    assert fill == text
    page.close()


def test_zoomed_to_four_hundred_percent_nothing_scrolls_sideways(browser: Browser, folder: Path) -> None:
    """1280 px at 400 % are 320 px; letters alone at twice their size stay within as well."""
    for width, size in ((320, "100%"), (640, "200%")):
        page = unfolded(opened(browser, folder / "full.html", width=width))
        page.evaluate("size => document.documentElement.style.fontSize = size", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()
