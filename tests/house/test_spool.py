"""What is held until its turn: in memory, on disk, and where the disk does not take it."""

import subprocess
import sys
from pathlib import Path
from random import Random

import make_samples as make
import pytest
from bundles import LOG, written, zipped
from hypothesis import given
from hypothesis import strategies as st
from running import environment

from omelog.spool import Place, Spool

MIB = 1024 * 1024


@given(st.lists(st.binary(max_size=40), max_size=20), st.integers(1, 100), st.randoms())
def test_what_was_put_in_comes_back(parts: list[bytes], in_memory: int, order: Random) -> None:
    with Spool(in_memory=in_memory) as spool:
        places = [spool.put(part) for part in parts]
        asked = [*zip(places, parts, strict=True)]
        order.shuffle(asked)
        assert [spool.get(place) for place, _ in asked] == [part for _, part in asked]
        assert spool.get(Place(0, spool.end)) == b"".join(parts)


def limited(arguments: str, folder: Path, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run `omelog` where no file may be larger than a MB."""
    command = ["bash", "-c", f"ulimit -f 1000; exec {sys.executable} -m omelog {arguments}"]
    around = environment(folder) | {"TMPDIR": str(folder)}
    return subprocess.run(command, cwd=folder, input=data, capture_output=True, check=False, env=around, timeout=120)


@pytest.fixture(scope="module")
def long() -> bytes:
    """Return more than is held in memory: a log with one error at its beginning."""
    text = make.chain_error("2024-01-25 10:00:00.000", make.EKU)
    return (text + make.header("2024-01-25 11:00:00.000", logger="FillerController") + "x" * MIB + "\n").encode() * 70


def told(done: subprocess.CompletedProcess[bytes], folder: Path) -> str:
    assert done.returncode == 1
    (line,) = (line for line in done.stderr.decode().splitlines() if "cannot be held" in line)
    assert f"{folder}: cannot be written: File too large; make room on the disk" in line
    assert "bug" not in line
    return line


def test_of_standard_input_the_beginning_is_used(tmp_path: Path, long: bytes) -> None:
    done = limited("triage - -f json -o - -q", tmp_path, long)
    assert told(done, tmp_path).endswith("; give a file in its place")
    assert b'"missing-eku"' in done.stdout


def test_what_a_search_has_found_is_shown_or_its_lack_is_told(tmp_path: Path, long: bytes) -> None:
    written(tmp_path / "long.zip", zipped({LOG: long}))
    told(limited("grep . long.zip", tmp_path), tmp_path)
