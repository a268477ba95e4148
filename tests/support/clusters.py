"""A real Dask cluster on loopback: a scheduler and workers, each a process of its own, as a user starts them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from distributed import Client
from places import ROOT

_START_SECONDS = 60


@contextmanager
def cluster(folder: Path, workers: int, **environment: str) -> Iterator[str]:
    """Start a scheduler and so many workers of one thread; give the scheduler's address."""
    file = folder / "scheduler.json"
    env = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(Path(__file__).parent)))}
    processes = [_dask(["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"], file, folder, env)]
    try:
        for _ in range(workers):
            arguments = ["worker", "--nthreads", "1", "--nworkers", "1", "--no-dashboard", "--host", "127.0.0.1"]
            processes.append(_dask(arguments, file, folder, env | environment))
        yield _address(file)
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)  # a worker is a process of its nanny
            process.wait()


def _dask(arguments: list[str], file: Path, folder: Path, env: dict[str, str]) -> "subprocess.Popen[bytes]":
    with (folder / f"{arguments[0]}.log").open("ab") as log:
        command = [sys.executable, "-m", "dask", *arguments, "--scheduler-file", str(file)]
        return subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def _address(file: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if file.exists() and (text := file.read_text()):
            return str(json.loads(text)["address"])
        time.sleep(0.1)
    message = "the scheduler did not start"
    raise TimeoutError(message)


def workers_of(address: str) -> list[int]:
    """Return the process ids of the workers."""
    with Client(address, set_as_default=False, timeout=_START_SECONDS) as client:
        return sorted(client.run(os.getpid).values())


def scheduler_of(address: str) -> int:
    """Return the process id of the scheduler."""
    with Client(address, set_as_default=False, timeout=_START_SECONDS) as client:
        return int(client.run_on_scheduler(os.getpid))
