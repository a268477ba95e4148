"""What tests need beyond Python: found where it may lie, installed by root alone, named where it is missing."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT
from running import Run

SCRIPT = ROOT / "tools" / "system-packages"
TEST = """\
from programs import needed

def test_of_a_page():
    assert needed("chromium")

def test_of_nothing():
    pass
"""


def bare(*command: str | Path, folder: Path, **variables: str) -> Run:
    """Run Python on a PATH with nothing on it, apt neither, in a home without a browser."""
    (folder / "bin").mkdir(exist_ok=True)
    own = {"PATH": str(folder / "bin"), "HOME": str(folder), "PYTHONPATH": str(ROOT / "tests" / "support")} | variables
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=own, capture_output=True, text=True, timeout=60, check=False
    )
    return Run(done.returncode, done.stdout, done.stderr)


def test_what_is_missing_is_one_line_with_the_way_to_get_it(tmp_path: Path) -> None:
    run = bare(SCRIPT, folder=tmp_path)
    assert run.code == 0
    assert run.stdout == ""
    assert len(run.lines) == 1
    assert "missing " in run.stderr
    assert all(name in run.stderr for name in ("chromium", "apt-get install ", "poppler-utils", "brew install "))


def test_what_is_missing_ends_ci(tmp_path: Path) -> None:
    assert bare(SCRIPT, folder=tmp_path, CI="true").code == 1


def test_a_browser_of_playwright_is_found_the_newest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (999, 1187, 1054):
        program = tmp_path / f"chromium-{number}" / "chrome-linux64" / "chrome"
        program.parent.mkdir(parents=True)
        program.touch(mode=0o755)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    where = runpy.run_path(str(SCRIPT))["chromium"]()
    assert where == str(tmp_path / "chromium-1187" / "chrome-linux64" / "chrome")


def test_a_program_on_the_path_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "chromium"
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + os.environ["PATH"])
    assert runpy.run_path(str(SCRIPT))["chromium"]() == str(program)


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_test_without_its_program_is_skipped_and_named_at_the_end(tmp_path: Path, workers: str) -> None:
    (tmp_path / "test_page.py").write_text(TEST, encoding="ascii")
    run = bare("-m", "pytest", "-p", "programs", "-n", workers, "test_page.py", folder=tmp_path)
    assert run.code == 0, run.stdout
    closing = run.stdout.partition("not tested: ")[2]
    assert "chromium" in closing
    assert "test_page.py::test_of_a_page" in closing
    assert "test_of_nothing" not in closing


def test_a_test_without_its_program_fails_in_ci(tmp_path: Path) -> None:
    (tmp_path / "test_page.py").write_text(TEST, encoding="ascii")
    run = bare("-m", "pytest", "-p", "programs", "-n", "0", "test_page.py", folder=tmp_path, CI="1")
    assert run.code == 1
    assert "this machine lacks chromium" in run.stdout
