"""Modules come from the installation alone: bundles that somebody sent may lie beside a `pandas.py`.

Traps of the name of every module that could be imported lie in the current folder, the inputs and the report.
"""

import importlib.metadata
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from bundles import EVENING, LOG, written, zipped
from certificates import make_good
from clusters import cluster
from running import environment, report

from omelog.cli import app
from omelog.workers.modules import of_the_installation

OMELOG = Path(sys.executable).with_name("omelog")
NAMES = sorted(
    {name for name in importlib.metadata.packages_distributions() if name.isidentifier()}
    | sys.stdlib_module_names
    | {"omelog", "sitecustomize", "usercustomize"}
)
SAVED = "report/report.json"
RUNS = {
    "triage": ["triage", "in/a.zip", "-o", "alone", "-f", "json", "-f", "html", "-f", "handover", "-f", "parquet"],
    "explain": ["explain", "in/c/tomcat/application.log"],
    "grep": ["grep", "SSLController", "in/a.zip"],
    "render": ["render", SAVED, "-f", "markdown"],
    "mail": ["mail", SAVED, "--to", "a@example.com", "--from", "b@example.com", "--draft", "mail.eml"],
    "diff": ["diff", SAVED, SAVED],
    "history": ["history"],
    "causes list": ["causes", "list"],
    "causes show": ["causes", "show", "missing-eku"],
    "causes lint": ["causes", "lint"],
    "causes test": ["causes", "test"],
    "chain check": ["chain", "check", "certificates/chain.pem"],
    "chain build": ["chain", "build", "certificates/leaf.pem", "certificates/root.pem", "-o", "built.pem"],
    "chain compare": ["chain", "compare", "certificates/chain.pem", "certificates/chain.pem"],
}
BATCH = ["triage", "in", "-o", "report", "-j", "2"]
BUNDLES = 3
_SECONDS = 60


def commands(group: Any, name: str = "") -> Iterator[str]:  # noqa: ANN401 - of click, or of the one inside typer
    """Yield the full name of every command in a group."""
    for part, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name}{part} ")
        else:
            yield f"{name}{part}"


COMMANDS = set(commands(typer.main.get_command(app)))


class Place:
    """A folder full of traps, in which `omelog` runs as its users start it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fell = folder / "fell-into"
        self.lay(folder / "in")
        self.lay(folder)

    def lay(self, folder: Path) -> None:
        """Put a trap for each name: as a module, and for ours as a package too."""
        trap = f"open({str(self.fell)!r}, 'a').write(__name__ + ' ')\n"
        for name in NAMES:
            written(folder / f"{name}.py", trap.encode())
        written(folder / "omelog" / "__init__.py", trap.encode())
        written(folder / "omelog" / "__main__.py", trap.encode())

    def run(self, *command: str | Path) -> None:
        """Run a command to its end, which must be none of wrong usage, and fall into no trap."""
        done = self._done(*command)
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr
        assert self.fallen() == []

    def _done(self, *command: str | Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command, cwd=self.folder, env=self.environment(), capture_output=True, text=True, timeout=120, check=False
        )

    def read(self, folder: str) -> int:
        """Count the bundles of the report in a folder that were read."""
        made = self.folder / folder
        return int(report(made)["totals"]["analyzed"]) if (made / "report.json").exists() else 0

    def fallen(self) -> list[str]:
        """List the traps that were fallen into."""
        return self.fell.read_text().split() if self.fell.exists() else []

    def environment(self) -> dict[str, str]:
        """Return the environment of somebody who has set nothing about modules."""
        return {name: value for name, value in environment(self.folder).items() if name != "PYTHONSAFEPATH"}

    def is_a_trap(self) -> bool:
        """Find out whether Python falls into it where nobody takes care."""
        self._done(sys.executable, "-c", "import pandas")
        fell = bool(self.fallen())
        self.fell.unlink(missing_ok=True)
        return fell


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return the place, with a report of two bundles in it."""
    made = Place(tmp_path_factory.mktemp("traps"))
    for name in ("a", "b"):
        written(made.folder / "in" / f"{name}.zip", zipped({LOG: EVENING.encode()}))
    written(made.folder / "in" / "c" / LOG, EVENING)
    (made.folder / "certificates").mkdir()
    make_good(made.folder / "certificates")
    assert made.is_a_trap()
    for command in (BATCH, RUNS["triage"]):
        made.run(OMELOG, *command)
    made.lay(made.folder / "report")
    made.lay(made.folder / "alone")
    made.run(OMELOG, *BATCH, "--verify")
    assert made.read("report") == BUNDLES
    return made


def test_every_command_is_tried() -> None:
    assert COMMANDS - {"watch"} <= RUNS.keys()


@pytest.mark.parametrize("name", sorted(COMMANDS & RUNS.keys()))
def test_a_command_imports_nothing_from_the_folders_it_works_in(place: Place, name: str) -> None:
    place.run(OMELOG, *RUNS[name])


def test_an_inbox(place: Place) -> None:
    command = [str(OMELOG), "watch", "in", "-o", "watched", "--settle", "0.5", "-j", "2"]
    place.lay(place.folder / "in" / "later")
    with subprocess.Popen(command, cwd=place.folder, env=place.environment(), stdout=subprocess.PIPE) as process:
        ends = time.monotonic() + _SECONDS
        while time.monotonic() < ends and place.read("watched") < BUNDLES:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=_SECONDS)
    assert process.returncode == 0
    assert place.read("watched") == BUNDLES
    assert place.fallen() == []


def test_a_python_that_does_not_read_the_environment(place: Place) -> None:
    place.run(sys.executable, "-E", OMELOG, *BATCH, "--verify")
    assert place.read("report") == BUNDLES


def test_a_cluster_that_is_started_as_the_documents_say(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    place.lay(tmp_path)
    with cluster(tmp_path, workers=1) as address:
        place.run(OMELOG, *BATCH, "--cluster", address, "--store", "none")
    assert place.read("report") == BUNDLES


def test_as_a_module_of_python(place: Place) -> None:
    """What Python looks for by itself before omelog begins, omelog too, is up to `python -P`; all else is not."""
    folder = place.folder / "module"
    written(folder / "probe.py", "import sys; print(*sys.modules)")
    probe = subprocess.run([sys.executable, "-m", "probe"], cwd=folder, capture_output=True, text=True, check=True)
    place.lay(folder)
    (folder / "omelog").rename(folder / "another")
    for name in {"omelog"} | {module.partition(".")[0] for module in probe.stdout.split()}:
        (folder / f"{name}.py").unlink(missing_ok=True)
    command = [sys.executable, "-m", "omelog", "triage", str(place.folder / "in"), "-j", "2", "--store", "none"]
    done = subprocess.run(command, cwd=folder, env=place.environment(), capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert place.fallen() == []


@pytest.mark.parametrize("before", [None, "", "1"])
def test_the_environment_stays_as_it_was(monkeypatch: pytest.MonkeyPatch, before: str | None) -> None:
    monkeypatch.setenv("PYTHONSAFEPATH", before or "")
    if before is None:
        monkeypatch.delenv("PYTHONSAFEPATH")
    environment_before = dict(os.environ)
    with of_the_installation():
        assert os.environ["PYTHONSAFEPATH"] == "1"
    assert dict(os.environ) == environment_before
