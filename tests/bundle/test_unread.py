"""What cannot be read is said: folders that may not be entered, entries that vanish, logs that change on the way."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bundles import EVENING, LOG, MORNING, written
from programs import needed

from omelog.bundle import Source, open_logs
from omelog.bundle.source import Opened
from omelog.limits import Limits
from omelog.records import holds_records

# Root may enter every folder, unless this is taken away.
_DROPPED = ("--bounding-set", "-dac_override,-dac_read_search")


def omelog(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as somebody to whom permissions apply."""
    plainly = [needed("setpriv"), *_DROPPED] if os.geteuid() == 0 else []
    command = [*plainly, sys.executable, "-m", "omelog", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """Return a folder; what is closed in it is opened at the end, so that it can be taken away."""
    yield tmp_path
    for folder, subfolders, _ in os.walk(tmp_path):
        for name in subfolders:
            (Path(folder) / name).chmod(0o777)


@pytest.mark.parametrize("mode", [0o000, 0o444])
@pytest.mark.parametrize("shut", ["tomcat", "tomcat/2024-01", "."])
def test_a_folder_that_may_not_be_entered_is_damage(place: Path, shut: str, mode: int) -> None:
    share = place / "share"
    written(share / "good.log", MORNING)
    written(share / "case" / LOG, EVENING)
    written(share / "case" / "tomcat" / "2024-01" / "application-2024-01-24-1.log", MORNING)
    (share / "case" / shut).chmod(mode)
    run = omelog("triage", share, "-o", place / "out", "--store", "none", folder=place)
    assert run.returncode == 1, run.stderr
    assert "cannot be read" in run.stderr
    assert "Traceback" not in run.stderr
    report = json.loads((place / "out" / "report.json").read_text())
    assert "good.log" in [bundle["name"] for bundle in report["bundles"]]
    assert omelog("grep", "SSLController", share, folder=place).returncode == 1


@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_logs_in_a_folder_without_tomcat_that_may_not_be_entered(place: Path, mode: int) -> None:
    written(place / "share" / "good.log", MORNING)
    written(place / "share" / "shut" / "application.log", EVENING)
    (place / "share" / "shut").chmod(mode)
    for command in (("triage", "share", "-o", "out", "--store", "none"), ("grep", "SSLController", "share")):
        run = omelog(*command, folder=place)
        assert (run.returncode, run.stderr.count("cannot be read")) == (1, 1), run.stderr


def read(path: Path, kind: str, act: Callable[[], object]) -> list[str]:
    """Read a source, and do something to it once its first log is in hand; return the damages."""
    opened = Opened()
    source = Source("x", "x", "folder" if kind == "folder" else "file", path)
    damages: list[str] = []
    for number, log in enumerate(open_logs(source, Limits(), opened, holds_records)):
        chunks = iter(log.chunks)
        next(chunks)
        if not number:
            act()
        for _ in chunks:
            pass
        damages += [problem.code for problem in log.problems if problem.severity == "damage"]
    return damages + [problem.code for problem in opened.problems if problem.severity == "damage"]


LARGE = EVENING.encode() * 20_000


@pytest.mark.parametrize("kind", ["folder", "file"])
@pytest.mark.parametrize("act", ["shrinks", "is replaced"])
def test_a_log_that_changes_is_damage(tmp_path: Path, kind: str, act: str) -> None:
    path = written(tmp_path / "case" / LOG, LARGE)
    other = written(tmp_path / "other", MORNING)
    source = path if kind == "file" else tmp_path / "case"
    damages = read(source, kind, lambda: os.truncate(path, 99) if act == "shrinks" else other.replace(path))
    assert damages == ["changed"]


def test_a_log_that_grows_is_none(tmp_path: Path) -> None:
    path = written(tmp_path / "case" / LOG, LARGE)

    def grow() -> None:
        with path.open("ab") as file:
            file.write(MORNING.encode())

    assert read(tmp_path / "case", "folder", grow) == []


def test_a_log_that_vanishes_before_its_turn_is_damage(tmp_path: Path) -> None:
    written(tmp_path / f"{LOG}.1", MORNING)
    written(tmp_path / LOG, EVENING)
    assert read(tmp_path, "folder", (tmp_path / f"{LOG}.1").unlink) == ["unreadable"]
