"""How fast a reader finds the answer: where it stands on a page of 1280 x 900, how high the page is, how long on paper.

    python bench/ux.py

Needs playwright and Debian's chromium.
"""

import re
import shutil
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
    for count in (60, 1000):
        bundles = [
            msgspec.structs.replace(
                reports.bundle(), name=f"case-{n // 3}/{n}.zip", page=f"bundles/{n}.html", id=f"{n}"
            )
            for n in range(count)
        ]
        made[f"overview of {count:,}"] = reports.report(*bundles)
    return made


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


def _height(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollHeight"))


def main() -> None:
    """Print the table of docs/benchmarks.md."""
    print(f"| page | height | {' | '.join(PLACES)} | printed pages | height at 390 px |")
    print(f"|---|{'---|' * (len(PLACES) + 3)}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, report in pages().items():
            path = Path(folder) / "report.html"
            path.write_bytes(render(report, "html")["report.html"])
            print(f"| {name} | {' | '.join(measured(browser, path))} |")
        browser.close()


if __name__ == "__main__":
    main()
