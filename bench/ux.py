"""How fast a reader finds the answer: where it is on a page of 1280 x 900, how high the page is, how long on paper.

And how fast the table of 5,000 bundles opens, and answers a key in its filter.

    python bench/ux.py

Needs playwright and Debian's chromium.
"""

import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

import msgspec
import reports

from omelog.api import triage
from omelog.model.report import Report
from omelog.report import render

ROOT = Path(__file__).parent.parent
TRIES, ROWS = 5, 5_000
KEYS = ("1", "12", "123", "1234", "123", "")
KEY = """(typed) => new Promise((done) => {
  const field = document.querySelector(".tools input"), begun = performance.now();
  field.value = typed;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun), 0));
})"""
OPENED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
PLACES = {
    "first step": ".steps > li",
    "log line": ".line mark",
    "answers": ".answers",
    "ask for": ".ask",
    "causes": "#causes",
}


def pages() -> dict[str, Report]:
    """Return the report of each row."""
    samples = {
        "one certain error": "one-blocker.zip",
        "history of five": "history",
        "CSEC9002": "ambiguous.zip",
        "connection check": "migration/target.zip",
    }
    made = {name: triage(ROOT / "samples" / sample) for name, sample in samples.items()}
    word = "w" * 8192
    long = reports.bundle(findings=[reports.finding(message_args=[word], raw=reports.raw(word))])
    made["an argument of 8 KB"] = reports.report(long)
    return made | {f"overview of {count:,}": overview(count) for count in (60, 1000)}


def overview(count: int) -> Report:
    """Return a report of so many bundles, three of each case."""
    bundles = [
        msgspec.structs.replace(reports.bundle(), name=f"case-{n // 3}/{n}.zip", page=f"bundles/{n}.html", id=f"{n}")
        for n in range(count)
    ]
    return reports.report(*bundles)


def measured(browser: Browser, path: Path) -> list[str]:
    """Return the height, where each place begins, and how many pages it prints on; a telephone's height last."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(path.as_uri())
    numbers = [f"{_height(page):,}"]
    for place in PLACES.values():
        box = page.locator(place).first.bounding_box() if page.locator(place).count() else None
        numbers.append(f"{box['y']:,.0f}" if box else "")
    numbers.append(str(len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))))
    page.set_viewport_size({"width": 390, "height": 844})
    numbers.append(f"{_height(page):,}")
    page.close()
    return numbers


def table(browser: Browser, path: Path) -> tuple[float, float]:
    """Return the milliseconds in which a table opens, and answers a key: medians, with what is drawn after the key."""
    opened, keys = [], []
    for _ in range(TRIES):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.as_uri())
        opened.append(float(page.evaluate(OPENED)))
        page.locator(".tools input").first.scroll_into_view_if_needed()
        keys += [float(page.evaluate(KEY, typed)) for typed in KEYS]
        page.close()
    return statistics.median(opened), statistics.median(keys)


def _height(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollHeight"))


def main() -> None:
    """Print the table of docs/benchmarks.md, and the sentence below it."""
    print(f"| page | height | {' | '.join(PLACES)} | printed pages | height at 390 px |")
    print(f"|---|{'---|' * (len(PLACES) + 3)}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, report in pages().items():
            path = Path(folder) / "report.html"
            path.write_bytes(render(report, "html")["report.html"])
            print(f"| {name} | {' | '.join(measured(browser, path))} |")
        path.write_bytes(render(overview(ROWS), "html")["report.html"])
        opened, key = table(browser, path)
        print(f"\nA table of {ROWS:,} rows opens in {opened:.0f} ms, and answers a key in its filter in {key:.0f} ms.")
        browser.close()


if __name__ == "__main__":
    main()
