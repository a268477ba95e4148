"""Hostile and broken archives through the real command line, in a process whose memory is limited."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bundles import EVENING, LOG, written, zipped
from hostile import MIB, Case, bombs, broken, floods
from running import report

PEAK = 512 * MIB  # resident bytes of the whole process, whatever the input
PEAK_OF_A_FOURTH = 256 * MIB  # the same where the bounds are a fourth of what they are; 140 MiB is omelog itself
ROOM = 1024 * MIB  # address space beyond what the process takes for a good bundle
_LIMITED = """
import resource, runpy, sys
space = int(sys.argv.pop(1))
if space:
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
try:
    runpy.run_module("omelog", run_name="__main__")
finally:
    with open("/proc/self/status") as status, open("status.txt", "w") as copy:
        copy.write(status.read())
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="address space is limited and measured as Linux does")


class Done(NamedTuple):
    """How a limited run ended."""

    code: int
    stderr: str
    peak: int  # resident bytes
    space: int  # bytes of address space


def run(folder: Path, *arguments: str | Path, space: int = 0) -> Done:
    """Run `omelog triage` with so much address space (0: what it likes)."""
    command = [sys.executable, "-c", _LIMITED, str(space), "triage", "-o", "out", "--quiet", *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    status = dict(re.findall(r"(VmPeak|VmHWM):\s+(\d+)", (folder / "status.txt").read_text()))
    return Done(done.returncode, done.stderr.decode(), int(status["VmHWM"]) * 1024, int(status["VmPeak"]) * 1024)


@pytest.fixture(scope="session")
def space(tmp_path_factory: pytest.TempPathFactory) -> int:
    """Return the address space that a run may have: what a good bundle takes, and ROOM."""
    folder = tmp_path_factory.mktemp("good")
    return run(folder, written(folder / "good.zip", zipped({LOG: EVENING.encode()}))).space + ROOM


def problems(bundles: list[dict[str, Any]]) -> Iterator[str]:
    for bundle in bundles:
        yield from (problem["code"] for problem in bundle["problems"])


def test_broken_and_forged_archives_get_the_status_that_they_should(tmp_path: Path, space: int) -> None:
    cases = list(broken())
    done = run(tmp_path, *(written(tmp_path / "in" / case.name, case.make()) for case in cases), space=space)
    assert done.code == 1
    assert "Traceback" not in done.stderr
    bundles = report(tmp_path / "out")["bundles"]
    for case in cases:
        bundle = next(bundle for bundle in bundles if bundle["name"] == case.name)
        assert (case.name, bundle["status"]) == (case.name, case.status), bundle["problems"]
        if case.code:
            assert case.code in problems([bundle]), case.name
        assert (bundle["status"] == "rejected") == (not bundle["findings"] and case.code != "empty-log"), case.name
    assert done.peak < PEAK


@pytest.mark.parametrize("case", list(bombs()), ids=lambda case: case.name)
def test_a_bomb_costs_bounded_memory_and_keeps_the_findings(tmp_path: Path, space: int, case: Case) -> None:
    _bounded(tmp_path, space, case, PEAK)


@pytest.mark.parametrize("case", list(floods()), ids=lambda case: case.name)
def test_a_flood_costs_as_much_memory_as_its_bounds_let_it(tmp_path: Path, space: int, case: Case) -> None:
    _bounded(tmp_path, space, case, PEAK_OF_A_FOURTH)


def _bounded(tmp_path: Path, space: int, case: Case, most: int) -> None:
    done = run(tmp_path, *case.options, written(tmp_path / case.name, case.make()), space=space)
    assert done.code == (0 if case.status == "analyzed" else 1), done.stderr
    assert "Traceback" not in done.stderr
    bundles = report(tmp_path / "out")["bundles"]
    assert {bundle["status"] for bundle in bundles} == {case.status}, bundles[0]["problems"]
    assert case.code is None or case.code in problems(bundles)
    assert case.status == "rejected" or any(bundle["findings"] for bundle in bundles)
    assert done.peak < most, done.peak // MIB
    for line in done.stderr.splitlines():
        assert line.startswith("omelog: "), line
