"""Runs of omelog that begin where all that is slow to import is imported: forked from a process that has done so.

Each is a process of its own, with the streams, folder, environment and exit code that a user's has. Nothing is imported
beforehand that looks at the environment or the terminal.

python forking.py FD serves the socket FD: a request of JSON comes with the three streams, its answer is the exit code.
"""

import contextlib
import functools
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from places import SAMPLES

_IMPORTED = ("cryptography.x509", "jinja2", "pandas", "typer", "omelog.api", "omelog.mail.message")
_LARGEST = 1 << 20


class Server:
    """The process that the others are forked from, and the way to it."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        )
        theirs.close()

    def run(
        self, arguments: list[str], cwd: Path, environment: dict[str, str], stdin: bytes, seconds: float
    ) -> tuple[int, bytes, bytes]:
        """Run `omelog`; return its exit code, standard output and standard error. Raises TimeoutError."""
        read, written = zip(os.pipe(), os.pipe(), os.pipe(), strict=True)
        asked = json.dumps({"arguments": arguments, "cwd": str(cwd), "environment": environment}).encode()
        theirs = [read[0], written[1], written[2]]
        socket.send_fds(self._socket, [asked], theirs)
        for stream in theirs:
            os.close(stream)
        with ThreadPoolExecutor(3) as threads:
            threads.submit(_write, written[0], stdin)
            out, errors = threads.submit(_read, read[1]), threads.submit(_read, read[2])
            code = self._answer(seconds)
            return code, out.result(), errors.result()

    def _answer(self, seconds: float) -> int:
        self._socket.settimeout(seconds)
        process = int(self._socket.recv(64))
        try:
            return int(self._socket.recv(64))
        except TimeoutError:
            os.kill(process, signal.SIGKILL)
            self._socket.settimeout(None)
            self._socket.recv(64)
            raise


@functools.cache
def server() -> Server:
    """Return the one of this process."""
    return Server()


def _write(stream: int, data: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), open(stream, "wb") as file:  # it may not want all of it
        file.write(data)


def _read(stream: int) -> bytes:
    with open(stream, "rb") as file:
        return file.read()


def _serve(connection: socket.socket) -> None:
    """Fork for each request. Returns in the process that is to run omelog, and ends in the other with the last one."""
    for name in _IMPORTED:
        importlib.import_module(name)
    _warm_up()
    gc.freeze()
    while True:
        asked, streams, _, _ = socket.recv_fds(connection, _LARGEST, 3)
        if not asked:
            sys.exit()
        process = os.fork()
        if process == 0:
            connection.close()
            _become(json.loads(asked), streams)
            return
        for stream in streams:
            os.close(stream)
        connection.send(b"%d" % process)
        _, status = os.waitpid(process, 0)
        connection.send(b"%d" % os.waitstatus_to_exitcode(status))


def _warm_up() -> None:
    """Have patterns, grammar and templates compiled once."""
    api = importlib.import_module("omelog.api")
    report = api.triage(SAMPLES / "one-blocker.zip")  # one is read in this process
    for profile in ("none", "share"):
        for kind in ("html", "text", "markdown"):
            api.render(api.redact(report, profile), kind)


def _become(asked: dict[str, Any], streams: list[int]) -> None:
    """Take over what a process is given."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    tempfile.tempdir = None
    time.tzset()
    sys.argv[1:] = asked["arguments"]


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module("omelog", run_name="__main__", alter_sys=True)
