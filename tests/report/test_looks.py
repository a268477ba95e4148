"""How pages look, against pictures in `golden/` (rewrite them with `--update-golden`, then look at them).

The letters are those of fonts-dejavu-core, drawn without hinting, so that machines agree; what is left to a browser's
version (the edges of letters) is within the tolerance.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
import reports
from browsing import started
from PIL import Image, ImageChops
from places import GOLDEN
from playwright.sync_api import Browser
from programs import needed

from omelog.model.report import Report
from omelog.report import render

pytestmark = pytest.mark.browser

PINNED = (
    "*, *::before { font-family: 'DejaVu Sans' !important; } code, pre { font-family: 'DejaVu Sans Mono' !important; }"
)
FAINT, FEW = 48, 0.01  # a pixel that differs by less is the same; so many others may differ


class State(NamedTuple):
    """A page as somebody sees it."""

    report: Callable[[], Report]
    size: tuple[int, int]
    scheme: Literal["light", "dark"]
    place: str


def _full() -> Report:
    return reports.report(reports.full())


STATES = {
    "verdict-light": State(_full, (1280, 900), "light", "#verdict"),
    "steps-dark": State(_full, (1024, 900), "dark", "#fix"),
    "timeline-light": State(lambda: reports.report(reports.stormy()), (1024, 700), "light", "#happened"),
    "verdict-narrow": State(_full, (320, 900), "light", "#verdict"),
    "overview-light": State(reports.several, (1280, 900), "light", "#bundles"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    needed("dejavu")
    with started() as browser:
        yield browser


@pytest.mark.parametrize("name", STATES)
def test_a_page_looks_as_it_did(browser: Browser, tmp_path: Path, pytestconfig: pytest.Config, name: str) -> None:
    path = GOLDEN / f"{name}.png"
    shown = picture(browser, tmp_path, STATES[name])
    if pytestconfig.getoption("update_golden"):
        shown.quantize(64).save(path, optimize=True)
    golden = Image.open(path).convert("RGB")
    assert golden.size == shown.size
    assert differing(golden, shown) < FEW
    assert path.stat().st_size < 300_000


def test_another_page_looks_different(browser: Browser, tmp_path: Path) -> None:
    light, dark = (STATES["verdict-light"]._replace(scheme=scheme) for scheme in ("light", "dark"))
    assert differing(picture(browser, tmp_path, light), picture(browser, tmp_path, dark)) > FEW
    other = light._replace(report=lambda: reports.report(reports.clean()))
    assert differing(picture(browser, tmp_path, light), picture(browser, tmp_path, other)) > FEW


def picture(browser: Browser, folder: Path, state: State) -> Image.Image:
    path = folder / "report.html"
    path.write_bytes(render(state.report(), "html")["report.html"])
    width, height = state.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=state.scheme,
        device_scale_factor=1,
        locale="en-GB",
        timezone_id="UTC",
        reduced_motion="reduce",
        bypass_csp=True,  # for the style that pins the font
    )
    page = context.new_page()
    page.goto(path.as_uri())
    page.add_style_tag(content=PINNED)
    page.evaluate("place => document.querySelector(place).scrollIntoView()", state.place)
    made = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    context.close()
    return made


def differing(one: Image.Image, other: Image.Image) -> float:
    """Return the share of pixels that differ by more than a shade."""
    shades = ImageChops.difference(one, other).convert("L").histogram()
    return sum(shades[FAINT:]) / (one.width * one.height)
