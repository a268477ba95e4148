"""Processes that die or hang cost their question alone; whoever wants to stop is heard at once."""

import multiprocessing
import os
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from answering import answer

from omelog.workers import pool
from omelog.workers.worker import Lost


def asked(questions: list[str], *, jobs: int, seconds: float = 60, enough: int = 10**6) -> dict[int, str | Lost]:
    """Ask a pool, until there are answers enough."""
    found: dict[int, str | Lost] = {}
    context = pool.context([])
    results = pool.answers(
        questions,
        answer,
        "work",
        made_by=context,
        jobs=jobs,
        seconds=seconds,
        stopped=lambda: len(found) >= enough,
    )
    with closing(results):
        for place, result in results:
            assert place not in found
            found[place] = result
    return found


def words(result: str | Lost) -> str:
    """Leave out the number of the process."""
    return result.how if isinstance(result, Lost) else result.rpartition(" ")[0]


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_process_that_dies_costs_its_question_alone(jobs: int) -> None:
    found = asked(["a", "kill", "b", "exit", "memory", "c"], jobs=jobs)
    assert [words(found[place]) for place in range(6)] == [
        "work a",
        "it was ended by signal 9 (Killed), as by a system that is out of memory",
        "work b",
        "it ended with exit code 3",
        "there was not enough memory",
        "work c",
    ]
    assert {one.kind for one in found.values() if isinstance(one, Lost)} == {"died"}


def test_how_a_process_ended_is_true_while_others_start() -> None:
    """Starting a process takes away the exit codes of those that ended, which can be read once."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # threads take turns wherever they can
    try:
        found = asked(["exit"] * 60, jobs=8)
    finally:
        sys.setswitchinterval(interval)
    assert {words(one) for one in found.values()} == {"it ended with exit code 3"}


@pytest.mark.parametrize("question", ["hang", "half"])
def test_a_process_that_hangs_is_ended_wherever_it_hangs(question: str) -> None:
    found = asked(["a", question, "b"], jobs=1, seconds=2)
    assert [words(found[place]) for place in range(3)] == ["work a", "it took too long", "work b"]


def every(question: str, *, seconds: float = 60) -> list[str | Lost]:
    """Return all answers to one question."""
    context = pool.context([])
    given = pool.answers([question], answer, "work", made_by=context, jobs=1, seconds=seconds, stopped=lambda: False)
    with closing(given):
        return [result for _, result in given]


@pytest.mark.parametrize("end", ["kill", "hang"])
def test_what_was_answered_before_a_loss_stands(end: str) -> None:
    assert [words(one) for one in every("a+b")] == ["work a", "work b"]
    found = every(f"a+b+{end}+c", seconds=2)
    assert [words(one) for one in found[:2]] == ["work a", "work b"]
    assert [type(one) for one in found[2:]] == [Lost]


def test_the_time_is_for_each_answer() -> None:
    assert len(every("+".join(["second"] * 4), seconds=2)) == 4


def test_large_answers_and_more_jobs_than_questions() -> None:
    found = asked(["large", "large"], jobs=8)
    assert {place: len(result) for place, result in found.items()} == {0: 5_000_000, 1: 5_000_000}
    assert asked([], jobs=2) == {}


def test_a_process_answers_one_question_after_another() -> None:
    found = asked(["a"] * 5, jobs=1)
    assert len(set(found.values())) == 1


def test_who_stops_gets_no_more_and_leaves_no_process_behind() -> None:
    found = asked(["a", "hang", "hang", "hang", "b"], jobs=2, seconds=300, enough=1)
    assert {place: words(result) for place, result in found.items()} == {0: "work a"}
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("finished", [2, 3])
def test_who_stops_gets_what_was_answered_until_then(tmp_path: Path, finished: int) -> None:
    """Each question is asked when the one before has been answered, so the last one tells that they are."""
    begun = tmp_path / "begun"
    found: dict[int, str | Lost] = {}
    results = pool.answers(
        ["a"] * finished + [f"hang {begun}", "b"],
        answer,
        "work",
        made_by=pool.context([]),
        jobs=1,
        seconds=300,
        stopped=begun.exists,
    )
    with closing(results):
        for place, result in results:
            found[place] = result
            while len(found) == finished - 1 and not begun.exists():
                time.sleep(0.01)
    assert {place: words(result) for place, result in found.items()} == dict.fromkeys(range(finished), "work a")
    assert multiprocessing.active_children() == []


def test_a_process_that_cannot_start_is_told() -> None:
    descriptors = []
    try:
        asked(["a"], jobs=1)
        while True:
            descriptors.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        found = asked(["a"], jobs=1)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    assert [one.kind for one in found.values() if isinstance(one, Lost)] == ["unstarted"]
