"""Runs the command line as a user does: as a process, in a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from forking import server


class Run(NamedTuple):
    """How a run ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def lines(self) -> list[str]:
        """Return the lines on standard error."""
        return self.stderr.splitlines()


_OWN = {"CONFIG": "no-config", "STATE": "state"}


def environment(cwd: Path) -> dict[str, str]:
    """Return the environment of a run: no colours, no settings and no store of whoever runs the tests."""
    own = {f"XDG_{kind}_HOME": str(cwd / name) for kind, name in _OWN.items()}
    return os.environ | {"COLUMNS": "100", "NO_COLOR": "1"} | own


_OF_THE_INTERPRETER = ("PYTHON", "LC_", "LANG", "LD_", "OPENBLAS")  # it looks at these while it starts


def omelog(*arguments: str | Path, cwd: Path, stdin: bytes = b"", **variables: str) -> Run:
    """Run `omelog` with the arguments; it must never print a traceback."""
    given, around = list(map(str, arguments)), environment(cwd) | variables
    if any(name.startswith(_OF_THE_INTERPRETER) for name in variables):
        command = [sys.executable, "-m", "omelog", *given]
        done = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, timeout=120, check=False, env=around)
        ended = done.returncode, done.stdout, done.stderr
    else:
        ended = server().run(given, cwd, around, stdin, seconds=120)
    run = Run(ended[0], ended[1].decode(), ended[2].decode())
    assert "Traceback" not in run.stderr, run.stderr
    return run


def report(folder: Path) -> dict[str, Any]:
    """Read the report.json in a folder."""
    read: dict[str, Any] = json.loads((folder / "report.json").read_bytes())
    return read


class Running:
    """A run of omelog in a group of its own, so that Ctrl-C can be sent to all of it."""

    def __init__(self, *arguments: str | Path, cwd: Path) -> None:
        command = [sys.executable, "-m", "omelog", "triage", *map(str, arguments)]
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=environment(cwd),
            # Whoever runs the tests may be deaf to it, as behind nohup, and omelog respects that.
            preexec_fn=partial(signal.signal, signal.SIGHUP, signal.SIG_DFL),  # noqa: PLW1509 - no thread runs yet
        )

    def reader_of(self, path: Path, besides: set[int]) -> int | None:
        """Wait for a process other than the first that has a file open; None if the run ends before."""
        while self.process.poll() is None:
            for number in open_by(path):
                if number not in {self.process.pid, *besides}:
                    return number
            time.sleep(0.002)
        return None

    def interrupt_at(self, path: Path, number: int) -> None:
        """Send a signal to all while another process reads a file, which is held so that it cannot come to its end."""
        reader = self.reader_of(path, set())
        assert reader is not None
        os.kill(reader, signal.SIGSTOP)
        os.killpg(self.process.pid, number)

    def end(self) -> tuple[int, list[str]]:
        """Wait for the end; give the exit code and the lines on standard error."""
        _, errors = self.process.communicate(timeout=120)
        assert "Traceback" not in errors, errors
        return self.process.returncode, errors.splitlines()


def open_by(path: Path) -> Iterator[int]:
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            try:
                if any(file.readlink() == path for file in (process / "fd").iterdir()):
                    yield int(process.name)
            except OSError:
                continue  # it has ended, or is not ours
