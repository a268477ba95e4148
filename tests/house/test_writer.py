"""Files are written whole or not at all, by one run at a time, and take the place of nothing that is not ours."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import reports
from bundles import EVENING, LOG, NOON, written, zipped
from running import environment, omelog, report

from omelog.report import render
from omelog.run import OutputError, prepare, write
from omelog.writer import NotReplacedError, held, replacing
from omelog.writer import write as put

_WRITER = """
import sys
from pathlib import Path
from omelog.writer import replacing
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
    with pytest.raises(OutputError, match="holds things other than"):
        prepare(folder, ["html"])
    theirs.rename(folder / "report.html")
    (folder / f".omelog-{'0' * 16}").symlink_to(folder / "report.html")
    with pytest.raises(OutputError, match="holds things other than"):
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


def test_of_runs_at_once_one_stands(tmp_path: Path) -> None:
    """Whichever is the last: every page that the report names is there, and no other."""
    for number in range(4):
        for name in ("a", "b"):
            archive = zipped({LOG: (NOON if number % 2 else EVENING).encode()})
            written(tmp_path / f"in{number}" / f"{name}{number}.zip", archive)
    command = [sys.executable, "-m", "omelog", "triage", "-o", "out", "--jobs", "1", "--store", "none"]
    runs = [
        subprocess.Popen(
            [*command, f"in{number}"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=environment(tmp_path),
        )
        for number in range(4)
    ]  # fmt: skip
    assert [(run.communicate()[1], run.returncode) for run in runs] == [(b"", 0)] * 4
    made = report(tmp_path / "out")
    pages = {bundle["page"] for bundle in made["bundles"]}
    assert len({bundle["name"][1] for bundle in made["bundles"]}) == 1
    assert {path for path in everything(tmp_path / "out") if path.startswith("bundles/")} == pages


def test_a_run_waits_for_another_that_writes_there(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with held(tmp_path / "out", 0):
        with pytest.raises(NotReplacedError, match="another run"), held(tmp_path / "out", 0.1):
            pass
        prepare(tmp_path / "out", ["html"])
    with held(tmp_path / "out", 0):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of processes")
def test_a_disk_that_fills_leaves_the_report_that_was_there(tmp_path: Path) -> None:
    """A limit on the size of a file stands for the disk: some pages can be written, and the overview cannot."""
    for name in ("a.zip", "b.zip"):
        written(tmp_path / "in" / name, zipped({LOG: NOON.encode()}))
    assert omelog("triage", "in", "-o", "out", cwd=tmp_path).code == 0
    before = everything(tmp_path / "out")
    written(tmp_path / "in" / "c.zip", zipped({LOG: EVENING.encode()}))
    sizes = {path: len(data) for path, data in before.items()}
    most = (min(sizes["report.html"], sizes["report.json"]) - 1000) // 512
    command = [f"ulimit -f {most}; exec {sys.executable} -m omelog triage in -o out --store none --format html"]
    run = subprocess.run(
        ["/bin/sh", "-c", *command],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert "cannot be written" in run.stderr
    assert everything(tmp_path / "out") == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFOs, and links need a right")
@pytest.mark.parametrize("kind", ["link", "dangling", "fifo", "folder", "file"])
def test_a_map_replaces_nothing_but_an_earlier_map(tmp_path: Path, kind: str) -> None:
    written(tmp_path / "a.zip", zipped({LOG: NOON.encode()}))
    theirs, place = written(tmp_path / "theirs.txt", "mine"), tmp_path / "map.json"
    if kind in ("link", "dangling"):
        place.symlink_to(theirs if kind == "link" else tmp_path / "nothing")
    elif kind == "fifo":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place.write_text("mine")
    was = place.lstat()
    asked = ["triage", "a.zip", "--redact", "share", "--redact-map", "map.json", "-o", "out"]
    run = omelog(*asked, cwd=tmp_path)
    assert run.code == 2, run.stderr
    assert len(run.lines) == 1
    assert (place.lstat().st_mode, place.lstat().st_ino, theirs.read_text()) == (was.st_mode, was.st_ino, "mine")
    assert not (tmp_path / "nothing").exists()
    place.rmdir() if kind == "folder" else place.unlink()
    assert [omelog(*asked, cwd=tmp_path).code for _ in range(2)] == [0, 0]
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_what_exists_is_replaced_only_where_that_was_said(tmp_path: Path) -> None:
    put(tmp_path / "one", [b"a", b"b"], replace=False)
    with pytest.raises(FileExistsError):
        put(tmp_path / "one", [b"c"], replace=False)
    assert everything(tmp_path) == {"one": b"ab"}
    put(tmp_path / "one", [b"c"], replace=True)
    assert everything(tmp_path) == {"one": b"c"}
