"""The table of tries of `tools/tries.py`: omelog in environments as people have them, row by row."""

import functools
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from places import ROOT
from programs import needed

TABLE: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "tries.py"))


@functools.cache
def _runs_for_others() -> bool:
    command = [*TABLE["PLAINLY"].split(), sys.executable, "-c", ""]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("row", TABLE["TRIES"], ids=lambda row: row.name)
def test_a_row_holds(row: Any, tmp_path: Path) -> None:  # noqa: ANN401 - of a script, which is no module
    if row.kind == "disk" and TABLE["mounting"]() is None:
        pytest.skip("no file system may be mounted here")  # as in most containers
    if "$N" in row.command + row.before and os.geteuid() == 0:
        needed("setpriv")
        if not _runs_for_others():
            pytest.skip("this Python lies where another user may not go")  # as below the home of root
        for folder in (tmp_path, *list(tmp_path.parents)[:-2]):
            folder.chmod(0o755)
    assert TABLE["tried"](row, tmp_path / "try") == []


def test_a_row_that_does_not_hold_is_told(tmp_path: Path) -> None:
    row = TABLE["Try"]("none", "", "echo Traceback >&2; touch $TMPDIR/left", 1, TABLE["all_read"])
    assert TABLE["tried"](row, tmp_path / "try")[:4] == [
        "exit code 0 instead of 1",
        "what must hold does not",
        "Traceback on standard error",
        "left is left",
    ]
