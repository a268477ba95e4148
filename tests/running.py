"""Runs the command line as a user does: as a process, in a folder of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple


class Run(NamedTuple):
    """How a run ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def lines(self) -> list[str]:
        """Return the lines on standard error."""
        return self.stderr.splitlines()


_OWN = {"CONFIG": "no-config", "STATE": "state", "CACHE": "cache"}


def environment(cwd: Path) -> dict[str, str]:
    """Return the environment of a run: no colours, no settings and no store of whoever runs the tests."""
    own = {f"XDG_{kind}_HOME": str(cwd / name) for kind, name in _OWN.items()}
    return os.environ | {"COLUMNS": "100", "NO_COLOR": "1"} | own


def omelog(*arguments: str | Path, cwd: Path, stdin: bytes = b"", **variables: str) -> Run:
    """Run `omelog` with the arguments; it must never print a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "omelog", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        timeout=120,
        check=False,
        env=environment(cwd) | variables,
    )
    run = Run(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in run.stderr, run.stderr
    return run


def report(folder: Path) -> dict[str, Any]:
    """Read the report.json in a folder."""
    read: dict[str, Any] = json.loads((folder / "report.json").read_bytes())
    return read
