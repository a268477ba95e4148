"""Runs the command line in this process: quick, where what is tested is no process."""

import contextlib
from pathlib import Path
from typing import NamedTuple

import pytest
from bundles import LOG, written, zipped
from running import Run, environment
from typer.testing import CliRunner

from omelog.cli import app
from omelog.run import Where


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    stdout: bytes
    stderr: bytes

    @property
    def text(self) -> str:
        """Return standard output as text."""
        return self.stdout.decode()


def inside(
    *arguments: str | Path, cwd: Path, data: bytes = b"", charset: str = "utf-8", **variables: str | None
) -> Ended:
    """Run `omelog` in a folder; nothing but an exit code may come out of it."""
    runner = CliRunner(charset=charset, env=environment(cwd) | variables)
    with contextlib.chdir(cwd):
        done = runner.invoke(app, [str(one) for one in arguments], input=data)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Ended(done.exit_code, done.stdout_bytes, done.stderr_bytes)


def share_read_here(folder: Path, patch: pytest.MonkeyPatch, texts: dict[str, str]) -> Path:
    """Write bundles of these logs below a folder, and have runs read them in this process: others take seconds."""
    patch.setattr("omelog.run.Where", lambda *_: Where())
    for name, text in texts.items():
        written(folder / "share" / name, zipped({LOG: text.encode()}))
    return folder / "share"


def omelog(*arguments: str | Path, cwd: Path, stdin: bytes = b"", **variables: str) -> Run:
    """Run `omelog` as `running.omelog` does, in this process."""
    done = inside(*arguments, cwd=cwd, data=stdin, **variables)
    return Run(done.code, done.stdout.decode(), done.stderr.decode())
