"""Standard streams that are closed, full or left: what was asked for is done whether anybody listens or not."""

import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import running
from bundles import MORNING
from mailservers import Script, scripted

OMELOG = f"{shlex.quote(sys.executable)} -m omelog"


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    stderr: str


def run(command: str, folder: Path, **more: str) -> Ended:
    """Run a command of omelog with redirections, in a shell."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"{OMELOG} {command}"],
        cwd=folder, env={**running.environment(folder), **more}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return Ended(done.returncode, done.stderr)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with a log and its report."""
    made = tmp_path_factory.mktemp("streams")
    (made / "application.log").write_text(MORNING)
    assert run("triage application.log -o report", made).code == 0
    return made


COMMANDS = (
    "triage application.log -o again",
    "explain CGEN1008",
    "grep SSLController application.log",
    "render report/report.json -f text -o -",
    "mail report/report.json --to a@example.com --dry-run",
    "diff report/report.json report/report.json",
    "history",
    "causes list",
    "--help",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_output_is_one_line_and_1(folder: Path, command: str) -> None:
    ended = run(f"{command} > /dev/full", folder)
    assert ended.code == 1
    assert ended.stderr == "omelog: standard output: cannot be written: No space left on device; check where it goes\n"


@pytest.mark.parametrize("streams", ["2>&-", "2>/dev/full", "<&-"])
@pytest.mark.parametrize("command", COMMANDS)
def test_other_streams_make_no_difference(folder: Path, command: str, streams: str) -> None:
    assert run(f"{command} {streams}", folder).code == 0


@pytest.mark.parametrize("streams", [">&-", ">&- 2>&-", "<&- >&- 2>&-", ">/dev/full", ">/dev/full 2>/dev/full"])
def test_report_and_mail_do_not_depend_on_who_listens(tmp_path: Path, streams: str) -> None:
    (tmp_path / "application.log").write_text(MORNING)
    script = Script()
    with scripted(script) as port:
        to = f"--mail-to a@example.com --from s@example.com --smtp smtp+plaintext://localhost:{port} --outbox outbox"
        ended = run(f"triage application.log -o report {to} {streams}", tmp_path)
    assert ended.code == (1 if "full" in streams else 0)
    assert {path.name for path in (tmp_path / "report").iterdir()} == {"report.html", "report.json"}
    assert len(script.arrived) == 1


def test_a_report_that_was_to_go_to_a_closed_output_was_not_written(folder: Path) -> None:
    ended = run("render report/report.json -f text -o - >&-", folder)
    assert ended.code == 1
    assert ended.stderr.startswith("omelog: standard output: cannot be written: it is closed; ")
    assert ended.stderr.count("\n") == 1


def test_a_reader_that_has_seen_enough_is_no_fault(folder: Path) -> None:
    (folder / "long.log").write_text(MORNING * 3000)
    ended = run("grep SSLController long.log | head -n 1", folder)
    assert ended.stderr == ""


@pytest.mark.parametrize("command", ["triage - -o closed", "explain -", "grep x -", "render - -f text -o -"])
def test_a_closed_input_is_one_line(folder: Path, command: str) -> None:
    ended = run(f"{command} <&-", folder)
    assert ended.code == 1
    assert ended.stderr.startswith("omelog: standard input: cannot be read: it is closed; ")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("columns", ["0", "-1", "x", ""])
def test_a_terminal_without_a_width_has_80_columns(folder: Path, columns: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "omelog", "causes", "list"],
        cwd=folder, env={**running.environment(folder), "COLUMNS": columns}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert max(map(len, done.stdout.splitlines()), default=0) in range(70, 401)
