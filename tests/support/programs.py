"""Programs that tests need beyond Python: where they are, and what happens to a test whose program is missing.

A test without its program is skipped, and the run closes with the list of them; where `CI` is set it fails.
"""

import os
import runpy
from collections.abc import Callable
from typing import Any

import pytest
from places import ROOT

_SCRIPT = ROOT / "tools" / "system-packages"
_KNOWN: dict[str, Any] = runpy.run_path(str(_SCRIPT))
_how_to_get: Callable[..., str] = _KNOWN["how_to_get"]
_MARK = "this machine lacks "


def needed(name: str) -> str:
    """Return the path of a program (or font) that `tools/system-packages` knows; skip or fail the test without it."""
    path: str | None = _KNOWN["NEEDED"][name].where()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{_MARK}{name}")
    return path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Close the run with the tests that were skipped for want of a program, by name."""
    lacking: dict[str, list[str]] = {}
    for report in terminalreporter.getreports("skipped"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        if _MARK in reason:
            lacking.setdefault(reason.partition(_MARK)[2], []).append(report.nodeid)
    for name, tests in sorted(lacking.items()):
        terminalreporter.section(f"not tested: {_MARK}{name} ({_how_to_get(name)})")
        terminalreporter.write("".join(f"{test}\n" for test in tests))
