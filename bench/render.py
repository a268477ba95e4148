"""What a page costs: rendering it, against writing the same report as JSON; opening it, against a bare page.

And the overview over 5,000 bundles: its size, and how long it takes to open, filter and sort.

    python bench/render.py

Needs playwright and Debian's chromium.
"""

import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

import reports

from omelog.model.report import Report
from omelog.report import render

FINDINGS = 1000
BUNDLES = 5000
PAIRS = 7
FRAME = "new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))"
TYPED = f"(field, text) => {{ field.value = text; field.dispatchEvent(new Event('input')); return {FRAME}; }}"
PRESSED = f"button => {{ button.click(); return {FRAME}; }}"


class Compared(NamedTuple):
    """Medians of both in seconds, and of the ratios pair by pair."""

    ours: float
    theirs: float
    ratio: float


def rendering() -> Compared:
    """Render 1,000 distinct findings to HTML, against json.dumps of the same report. Wanted: at most 10 times."""
    report = _report()
    tree = msgspec.to_builtins(report, enc_hook=str)
    return _paired(lambda: _seconds(lambda: render(report, "html")), lambda: _seconds(lambda: json.dumps(tree)))


def opening() -> Compared:
    """Open the page of 1,000 findings, against a bare page with the same text. Wanted: at most twice the time."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        ours, bare = Path(folder) / "report.html", Path(folder) / "bare.html"
        ours.write_bytes(render(_report(), "html")["report.html"])
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(ours.as_uri())
        text = str(page.evaluate("document.body.textContent")).replace("&", "&amp;").replace("<", "&lt;")
        page.close()
        bare.write_text(f'<!doctype html><meta charset="utf-8"><title>bare</title><pre>{text}</pre>', encoding="utf-8")
        compared = _paired(lambda: _opened(browser, ours), lambda: _opened(browser, bare))
        browser.close()
        return compared


def overview() -> dict[str, float]:
    """Return the size of an overview in KB, and the median milliseconds of what is done with it, each with a frame."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        report = _many()
        rendered = _seconds(lambda: path.write_bytes(render(report, "html")["report.html"]))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        runs = [_used(browser, path) for _ in range(PAIRS)]
        browser.close()
        size = path.stat().st_size
    medians = {name: statistics.median(run[name] for run in runs) * 1000 for name in runs[0]}
    return {"KB": size / 1000, "rendered with its pages": rendered * 1000} | medians


def _used(browser: Browser, path: Path) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    found = {"opened": _seconds(lambda: (page.goto(path.as_uri()), page.evaluate(FRAME)))}
    field = page.get_by_label("Filter bundles").element_handle()
    for name, text in (("filtered", "case-1"), ("one key more", "case-12"), ("cleared", "")):
        found[name] = _seconds(partial(field.evaluate, TYPED, text))
    heads = page.locator("#bundles thead button").element_handles()
    for name, at in (("sorted by name", 0), ("sorted by errors", 4)):
        found[name] = _seconds(partial(heads[at].evaluate, PRESSED))
    page.close()
    return found


def _many() -> Report:
    """Return 5,000 small bundles, three to a case, some of them copies, over two years."""
    slugs = ("missing-eku", "invalid-chain", "wrong-encoding")
    bundles = []
    for number in range(BUNDLES):
        cause = slugs[number % len(slugs)]
        time = f"{2024 + number % 2}-{number % 12 + 1:02}-{number % 28 + 1:02}T10:{number % 60:02}:00.123"
        bundles.append(
            reports.bundle(
                name=f"case-{number // 3}/bundle-{number}.zip",
                case=f"case-{number // 3}",
                role=None,
                page=f"bundles/{number}.html",
                sha256=f"{number - number % 20 // 19}",
                incidents=[reports.incident(cause=cause, last_seen=time)],
                findings=[reports.finding(cause=cause, count=number * 37 % 1013 + 1)],
                diagnosis=reports.diagnosis(blocker=cause, paths=[reports.path(blocker=cause, last_seen=time)]),
            )
        )
    return reports.report(*bundles)


def _report() -> Report:
    findings = [
        reports.finding(number, message_args=[f"Reason {number}"], raw=reports.raw(f"Reason {number}"))
        for number in range(FINDINGS)
    ]
    return reports.report(reports.bundle(findings=findings))


def _paired(ours: Callable[[], float], theirs: Callable[[], float]) -> Compared:
    """Measure both in turn, after one warm-up."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(PAIRS)]
    medians = [statistics.median(pair[side] for pair in pairs) for side in (0, 1)]
    return Compared(medians[0], medians[1], statistics.median(our / their for our, their in pairs))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _opened(browser: Browser, path: Path) -> float:
    """Return the time until the page is loaded and its first frame drawn."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    seconds = _seconds(
        lambda: (
            page.goto(path.as_uri()),
            page.evaluate(FRAME),
        )
    )
    page.close()
    return seconds


if __name__ == "__main__":
    for name, measure, wanted in (("rendering", rendering, 10), ("opening", opening, 2)):
        ours, theirs, ratio = measure()
        print(f"{name}: {ours * 1000:.0f} ms against {theirs * 1000:.0f} ms, {ratio:.2f} (wanted: at most {wanted})")
    for name, value in overview().items():
        print(f"overview of {BUNDLES:,} bundles, {name}: {value:.0f}{'' if name == 'KB' else ' ms'}")
