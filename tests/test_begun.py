"""A run that is killed in the middle of a file leaves nothing behind that the next one does not take away."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import reports
from running import environment, omelog

from omelog.report import render
from omelog.run import OutputError, prepare, write
from omelog.run.begun import replacing

_WRITER = """
import sys
from pathlib import Path
from omelog.run.begun import replacing
with replacing(Path(sys.argv[1])) as file:
    file.write(b"half of it")
    file.flush()
    print("begun", flush=True)
    sys.stdin.read()
"""


@contextmanager
def writing(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that is in the middle of a file until its standard input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(path.parent),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield process


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["report.html", "report.json", "bundles/a.html", "pairs/a.html"])
@pytest.mark.parametrize("first", [True, False])
def test_what_a_killed_run_has_begun_goes_with_the_next_one(tmp_path: Path, name: str, first: bool) -> None:
    folder, small = tmp_path / "out", reports.report(reports.bundle())
    if not first:
        write(folder, ((path, [data]) for path, data in render(small, "html").items()))
    with writing(folder / name) as process:
        process.send_signal(signal.SIGKILL)
    assert [path for path in everything(folder) if ".omelog-" in path]
    prepare(folder, ["html"])
    write(folder, ((path, [data]) for path, data in render(small, "html").items()))
    assert everything(folder) == render(small, "html")
    assert [path.name for path in folder.iterdir() if path.is_dir()] == []


@pytest.mark.parametrize("name", ["report.txt", "bundles/a.html"])
def test_what_another_run_is_writing_stays(tmp_path: Path, name: str) -> None:
    with writing(tmp_path / "out" / name) as process:
        prepare(tmp_path / "out", ["html"])
        process.communicate("")
        assert process.returncode == 0
    assert everything(tmp_path / "out") == {name: b"half of it"}


def test_a_reader_sees_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(b"old")
    with replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert everything(tmp_path) == {"report.html": b"new"}
    with suppress(KeyError), replacing(path) as file:
        file.write(b"newer")
        raise KeyError
    assert everything(tmp_path) == {"report.html": b"new"}


def test_what_only_looks_like_it_stays(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    theirs = folder / ".omelog-notes"
    folder.mkdir()
    theirs.write_bytes(b"mine")
    with pytest.raises(OutputError, match="holds other things"):
        prepare(folder, ["html"])
    theirs.rename(folder / "report.html")
    (folder / f".omelog-{'0' * 16}").symlink_to(folder / "report.html")
    with pytest.raises(OutputError, match="holds other things"):
        prepare(folder, ["html"])
    assert (folder / "report.html").read_bytes() == b"mine"


def test_a_run_after_one_that_was_killed_in_its_first_file(tmp_path: Path) -> None:
    with writing(tmp_path / "out" / "report.html") as process:
        process.send_signal(signal.SIGKILL)
    log = tmp_path / "application.log"
    log.write_text("[INFO] 2024-01-25 11:10:34.735 [main] SSLController - started\n")
    run = omelog("triage", log, "-o", "out", cwd=tmp_path)
    assert run.code == 0, run.stderr
    assert sorted(everything(tmp_path / "out")) == ["report.html", "report.json"]
