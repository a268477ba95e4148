"""The fuzz targets, for a fixed and short count of inputs; `make fuzz` runs them longer."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from make_samples import samples
from places import ROOT

FUZZ = ROOT / "tests" / "fuzz"


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has wheels for Linux on x86-64 only")
@pytest.mark.parametrize(
    ("target", "runs"), [("fuzz_records.py", 4000), ("fuzz_archives.py", 1500), ("fuzz_chain.py", 1500)]
)
def test_no_input_raises(target: str, runs: int, tmp_path: Path) -> None:
    for name, data in samples().items():
        (tmp_path / name.replace("/", "-")).write_bytes(data)
    command = [
        sys.executable,
        str(FUZZ / target),
        f"-runs={runs}",
        "-seed=1",
        "-max_len=4096",
        "-verbosity=0",
        str(tmp_path),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
