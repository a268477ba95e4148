"""Questions to a real Dask cluster on loopback: workers that die, hang, differ, or are not there."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cluster_tasks
import msgspec
import pytest
from bundles import EVENING, LOG, MORNING, NOON, written, zipped
from clusters import cluster, scheduler_of, workers_of
from distributed import get_client
from places import ROOT
from running import environment, omelog

from omelog.saved import read
from omelog.workers.cluster import answers
from omelog.workers.worker import ClusterError, Lost

pytestmark = pytest.mark.cluster

_TIME = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9:]{8} UTC")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with cluster(tmp_path_factory.mktemp("cluster"), workers=2) as started:
        yield started


def asked(address: str, *questions: str, seconds: float = 60) -> dict[str, str | Lost]:
    found = answers(questions, cluster_tasks.double, "so", address=address, seconds=seconds, stopped=lambda: False)
    return {questions[place]: answer for place, answer in found}


def test_every_question_is_answered_once(address: str) -> None:
    questions = [f"q{number}" for number in range(30)]
    assert asked(address, *questions) == {one: f"so {one} {one}" for one in questions}


def test_a_worker_that_dies_costs_a_try_and_no_answer(address: str, tmp_path: Path) -> None:
    once = f"kill-once {tmp_path / 'died'}"
    found = asked(address, "a", once, "b", "c")
    assert (tmp_path / "died").exists()
    assert found == {"a": "so a a", once: "so kill-once kill-once", "b": "so b b", "c": "so c c"}


def test_what_kills_every_worker_is_lost_and_the_others_are_not(address: str) -> None:
    found = asked(address, "a", "b", "kill", "c", "d", "e", "f")
    assert found.pop("kill") == Lost("died", "4 workers that read it did not survive")
    assert found == {one: f"so {one} {one}" for one in "abcdef"}
    assert asked(address, "again") == {"again": "so again again"}


def test_what_hangs_is_lost_and_its_worker_is_restarted(tmp_path: Path) -> None:
    with cluster(tmp_path, workers=2) as started:
        assert asked(started, "warm") == {"warm": "so warm warm"}
        found = asked(started, "a", "hang", "b", "c", seconds=6)
        assert found.pop("hang") == Lost("timed-out", "it took too long")
        assert found == {one: f"so {one} {one}" for one in "abc"}
        assert asked(started, "d", "e") == {one: f"so {one} {one}" for one in "de"}


def test_what_a_worker_raises_costs_that_question(address: str) -> None:
    found = asked(address, "raise two\nlines", "full", "a")
    assert found["a"] == "so a a"
    assert found["full"] == Lost("memory", "there was not enough memory")
    assert found["raise two\nlines"] == Lost("failed", "ValueError: two lines")


def test_it_ends_when_told_so(address: str) -> None:
    questions = [f"q{number}" for number in range(500)]
    taken: list[tuple[int, str | Lost]] = []
    taken.extend(
        answers(questions, cluster_tasks.double, "so", address=address, seconds=60, stopped=lambda: len(taken) > 3)
    )
    assert 3 < len(taken) < 500


def test_what_is_answered_when_it_is_told_to_end_is_kept(address: str, tmp_path: Path) -> None:
    go = tmp_path / "go"
    questions = ["a", f"wait {go}", "b"]
    taken: list[tuple[int, str | Lost]] = []
    results = answers(
        questions, cluster_tasks.double, "so", address=address, seconds=60, stopped=lambda: len(taken) > 0
    )
    for result in results:
        taken.append(result)
        go.touch()
        while any(future.status == "pending" for future in list(get_client().futures.values())):
            time.sleep(0.01)
    assert sorted(taken) == [(0, "so a a"), (1, "so wait wait")]


def test_workers_with_another_version_are_refused(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import omelog\nomelog.__version__ = '9.9.9'\n")
    with (
        cluster(tmp_path, workers=1, PYTHONPATH=f"{tmp_path}:{ROOT}") as started,
        pytest.raises(
            ClusterError, match=r"here is omelog .* has omelog 9\.9\.9 on Python .*install the same versions"
        ),
    ):
        asked(started, "a")


def test_an_address_without_a_scheduler_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omelog.workers.cluster._CONNECT_SECONDS", 2)
    with pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:9: no Dask scheduler answers"):
        asked("tcp://127.0.0.1:9", "a")


@pytest.mark.parametrize(("wrong", "why"), [("nonsense", "missing port"), ("tls://127.0.0.1:9", "TLS"), ("", "port")])
def test_an_address_that_is_none_is_refused_in_one_line(wrong: str, why: str, tmp_path: Path, share: Path) -> None:
    run = omelog("triage", share, "-o", "out", "--store", "none", "--cluster", wrong, cwd=tmp_path)
    assert (run.code, len(run.lines)) == (1, 1)
    assert run.lines[0].startswith(f"omelog: {wrong}: no Dask scheduler answers there")
    assert why in run.lines[0]


def test_a_scheduler_without_workers_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omelog.workers.cluster._CONNECT_SECONDS", 5)
    with cluster(tmp_path, workers=0) as started, pytest.raises(ClusterError, match="no workers"):
        asked(started, "a")


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("share")
    for number, text in enumerate((MORNING, NOON, EVENING, MORNING + EVENING)):
        written(folder / f"case-{number}" / "bundle.zip", zipped({LOG: text.encode()}))
    written(folder / "case-1" / "cut.zip", zipped({LOG: EVENING.encode()})[:-50])
    written(folder / "case-2" / "extracted" / LOG, NOON)
    return folder


def _bundles(folder: Path) -> list[object]:
    """Read the bundles of a report without their source, and what is made of it."""
    return [
        msgspec.structs.replace(bundle, source="", id="", page=None)
        for bundle in read((folder / "report.json").read_bytes()).bundles
    ]


def test_a_cluster_writes_the_report_that_processes_here_write(address: str, share: Path, tmp_path: Path) -> None:
    here = omelog("triage", share, "-o", "here", "--store", "none", cwd=tmp_path)
    there = omelog("triage", share, "-o", "there", "--store", "none", "--cluster", address, cwd=tmp_path)
    assert (there.code, there.lines) == (here.code, here.lines) == (1, here.lines)
    pages = [path.relative_to(tmp_path / "here") for path in (tmp_path / "here").rglob("*.html")]
    assert len(pages) == 7
    for page in pages:
        mine, theirs = ((tmp_path / side / page).read_text() for side in ("here", "there"))
        assert _TIME.sub("", mine) == _TIME.sub("", theirs)
    assert _bundles(tmp_path / "here") == _bundles(tmp_path / "there")


def test_addresses_are_read_by_the_workers(address: str, share: Path, tmp_path: Path) -> None:
    omelog("triage", share, "-o", "paths", "--store", "none", cwd=tmp_path)
    run = omelog("triage", share.as_uri(), "-o", "addresses", "--cluster", address, cwd=tmp_path)
    assert run.code == 1
    assert len(_bundles(tmp_path / "paths")) == 6
    assert _bundles(tmp_path / "paths") == _bundles(tmp_path / "addresses")


def test_a_single_input_is_read_by_the_workers(address: str, share: Path, tmp_path: Path) -> None:
    bundle = share / "case-0" / "bundle.zip"
    here = omelog("triage", bundle, "-o", "here", cwd=tmp_path)
    there = omelog("triage", bundle, "-o", "there", "--store", "none", "--cluster", address, cwd=tmp_path)
    assert (there.code, there.lines) == (here.code, here.lines) == (0, [])
    assert _bundles(tmp_path / "here") == _bundles(tmp_path / "there")
    refused = omelog(
        "triage", bundle, "-o", "refused", "--store", "none", "--cluster", "tls://127.0.0.1:9", cwd=tmp_path
    )
    assert (refused.code, len(refused.lines)) == (1, 1)


def test_a_worker_killed_in_mid_run_costs_no_bundle(tmp_path: Path) -> None:
    for number in range(12):
        written(tmp_path / "many" / f"{number}.zip", zipped({LOG: (MORNING + NOON * 400 + EVENING).encode()}))
    with cluster(tmp_path, workers=2) as started:
        command = [sys.executable, "-m", "omelog", "triage", "many", "-o", "out", "--cluster", started]
        process = subprocess.Popen(command, cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.DEVNULL)
        time.sleep(4)
        victim = workers_of(started)[0]
        os.kill(victim, signal.SIGKILL)
        assert process.wait(timeout=120) == 0
    report = read((tmp_path / "out" / "report.json").read_bytes())
    assert [bundle.status for bundle in report.bundles] == ["analyzed"] * 12


def test_a_scheduler_killed_in_mid_run_leaves_a_report_of_what_is_finished(tmp_path: Path) -> None:
    for number in range(40):
        written(tmp_path / "many" / f"{number:02}.zip", zipped({LOG: (MORNING + NOON * 900 + f"{number}").encode()}))
    with cluster(tmp_path, workers=1) as started:
        command = [sys.executable, "-m", "omelog", "triage", "many", "-o", "out", "-v", "--cluster", started]
        scheduler = scheduler_of(started)
        with subprocess.Popen(command, cwd=tmp_path, env=environment(tmp_path), stderr=subprocess.PIPE) as process:
            assert process.stderr is not None
            assert process.stderr.readline() == b"omelog: reading 00.zip\n"
            os.kill(scheduler, signal.SIGKILL)
            lines = process.stderr.read().decode().splitlines()
    assert process.returncode == 1
    assert all(line.startswith("omelog: ") for line in lines), lines
    assert sum("the scheduler of the cluster is gone" in line for line in lines) == 1, lines
    finished = read((tmp_path / "out" / "report.json").read_bytes()).totals.bundles
    assert 0 < finished < 40
    again = omelog("triage", "many", "-o", "out", "-v", cwd=tmp_path)
    assert again.code == 0
    assert sum("reading" in line for line in again.lines) == 40 - finished


def test_a_cluster_that_cannot_be_used_is_told_in_one_line(share: Path, tmp_path: Path) -> None:
    run = omelog("triage", share, "-o", "out", "--cluster", "tcp://127.0.0.1:9", cwd=tmp_path)
    assert run.code == 1
    assert len(run.lines) == 1
    assert run.lines[0].startswith("omelog: tcp://127.0.0.1:9: no Dask scheduler answers there")
    assert not (tmp_path / "out" / "report.json").exists()


def test_a_worker_that_lacks_what_a_format_needs_is_told_so(share: Path, tmp_path: Path) -> None:
    (tmp_path / "pyarrow.py").write_text("raise ImportError('not on this worker')\n")
    with cluster(tmp_path, workers=1, PYTHONPATH=f"{tmp_path}:{ROOT}") as started:
        asked = ("triage", share / "case-0", "-o", "out", "-f", "parquet", "-f", "json", "--cluster", started)
        run = omelog(*asked, "--store", "none", cwd=tmp_path)
    assert (run.code, len(run.lines)) == (1, 1)
    assert "not on this worker" in run.stderr
    assert "install on every worker what is installed here" in run.stderr
    assert "memory" not in run.stderr
