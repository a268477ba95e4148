"""Questions to a real Dask cluster on loopback: workers that die, hang, differ, or are not there."""

from collections.abc import Iterator
from pathlib import Path

import cluster_tasks
import pytest
from clusters import cluster

from omelog.batch.cluster import answers
from omelog.batch.worker import ClusterError, Lost


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


def test_what_hangs_is_lost_and_its_worker_is_restarted(address: str) -> None:
    found = asked(address, "a", "hang", "b", "c", seconds=1)
    assert found.pop("hang") == Lost("timed-out", "it took too long")
    assert found == {one: f"so {one} {one}" for one in "abc"}


def test_what_a_worker_raises_costs_that_question(address: str) -> None:
    found = asked(address, "raise two\nlines", "full", "a")
    assert found["a"] == "so a a"
    assert found["full"] == Lost("died", "there was not memory enough")
    assert found["raise two\nlines"] == Lost("died", "the worker failed (ValueError: two lines)")


def test_it_ends_when_told_so(address: str) -> None:
    questions = [f"q{number}" for number in range(500)]
    taken: list[tuple[int, str | Lost]] = []
    taken.extend(
        answers(questions, cluster_tasks.double, "so", address=address, seconds=60, stopped=lambda: len(taken) > 3)
    )
    assert 3 < len(taken) < 500


def test_workers_with_another_version_are_refused(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import omelog\nomelog.__version__ = '9.9.9'\n")
    with (
        cluster(tmp_path, workers=1, PYTHONPATH=f"{tmp_path}:{Path(__file__).parent.parent}") as started,
        pytest.raises(
            ClusterError, match=r"here is omelog .* has omelog 9\.9\.9 on Python .*install the same versions"
        ),
    ):
        asked(started, "a")


def test_an_address_without_a_scheduler_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omelog.batch.cluster._CONNECT_SECONDS", 2)
    with pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:9: no Dask scheduler answers"):
        asked("tcp://127.0.0.1:9", "a")


def test_a_scheduler_without_workers_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omelog.batch.cluster._CONNECT_SECONDS", 5)
    with cluster(tmp_path, workers=0) as started, pytest.raises(ClusterError, match="no workers"):
        asked(started, "a")
