"""Small bundles are read and judged together; what one of them costs, the others do not pay."""

import os
import signal
from pathlib import Path

import make_samples as make
import pytest
from bundles import EVENING, LOG, MORNING, NOON, written, zipped
from failing import fail_on_boom
from msgspec import structs
from running import Running, report

from omelog.analysis import Settings
from omelog.api import triage
from omelog.bundle import Source
from omelog.causes import load
from omelog.run.chunks import chunks
from omelog.run.job import Job
from omelog.run.names import Names, redaction_of
from omelog.run.plan import Plan, plan
from omelog.run.task import Question, answers

LOGS = (MORNING, NOON, EVENING, make.filler("2024-01-25 06:00:00", 12), MORNING + NOON + EVENING)


def folder(at: Path, count: int) -> Path:
    """Write small bundles, some without an error."""
    for number in range(count):
        text = make.filler("2024-01-25 05:00:00", number + 1) + LOGS[number % len(LOGS)]
        written(at / f"{number:03}.zip", zipped({LOG: text.encode()}))
    return at


def statuses(out: Path) -> dict[str, str]:
    """Return the first damage of each bundle."""
    return {
        bundle["name"]: next((one["code"] for one in bundle["problems"] if one["severity"] == "damage"), "")
        for bundle in report(out)["bundles"]
    }


def work_of(at: Path) -> tuple[Plan, list[Question]]:
    job = Job((str(at),), Settings(load()), ("html", "json"))
    planned = plan(job)
    head = structs.replace(planned.head, generated="2026-11-28T06:00:00Z")
    names = Names(planned.sources, job.naming, redaction_of("none", None, job.settings.catalogue))
    return planned.for_each._replace(head=head), [
        Question(place, one, names.of(place)) for place, one in enumerate(planned.sources)
    ]


def test_a_chunk_says_of_each_bundle_what_it_says_alone(tmp_path: Path) -> None:
    work, questions = work_of(folder(tmp_path, 20))
    together = list(answers(work, questions))
    alone = [answer for one in questions for answer in answers(work, [one])]
    assert together == alone
    assert [answer.place for answer in together] == list(range(20))


def test_large_readings_are_judged_before_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work, questions = work_of(folder(tmp_path, 6))
    expected = list(answers(work, questions))
    monkeypatch.setattr("omelog.run.task._HELD", 0)
    read: list[int] = []
    given = answers(work, (read.append(one.place) or one for one in questions))  # type: ignore[arg-type, func-returns-value]  # asked one by one
    for number, answer in enumerate(given):
        assert answer == expected[number]
        assert len(read) <= number + 2  # one without a record to judge is held with the next


def test_chunks_hold_all_places_in_order_and_no_large_one_with_others(tmp_path: Path) -> None:
    sources = [Source(f"{number}", "x", "file", tmp_path / f"{number}") for number in range(200)]
    for number, source in enumerate(sources):
        with source.path.open("wb") as file:
            file.truncate(33 * 2**20 if number == 100 else 1000)
    made = chunks(range(200), sources, 2)
    assert [place for chunk in made for place in chunk] == list(range(200))
    assert [100] in made
    assert {len(chunk) for chunk in made if chunk != [100]} <= set(range(1, 26))
    assert len(chunks(range(3), sources, 2)) == 3  # few are divided among the processes
    assert chunks([], sources, 2) == []


def test_a_bug_in_one_bundle_of_a_chunk_is_told_and_the_others_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        text = make.chain_error("2024-01-25 10:00:00.000", "boom" if number == 7 else make.EKU)
        (tmp_path / f"{number:02}.log").write_text(text)
    fail_on_boom(monkeypatch)
    bundles = triage(tmp_path).bundles
    assert {one.name: one.status for one in bundles if one.status != "analyzed"} == {"07.log": "rejected"}
    assert [problem.code for problem in bundles[7].problems] == ["internal-error"]
    assert all(one.diagnosis.blocker == "missing-eku" for one in bundles if one.name != "07.log")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_the_guilty_one_of_a_chunk_alone_is_rejected(tmp_path: Path, how: signal.Signals) -> None:
    count, guilty = 60, "031.zip"
    big = zipped({LOG: MORNING.encode() + make.filler("2024-01-25 11:00:00", 600).encode() * 2500})
    share = folder(tmp_path / "share", count)
    written(share / guilty, big)
    assert len(big) < 16 * 2**20
    run = Running(share, "--jobs", "1", "--limit", "seconds=2", cwd=tmp_path)
    hit: set[int] = set()
    while (number := run.reader_of(share / guilty, hit)) is not None:
        hit.add(number)
        os.kill(number, how)
    code, lines = run.end()
    found = statuses(tmp_path / "omelog-report")
    code_of = {signal.SIGKILL: "worker-died", signal.SIGSTOP: "timed-out"}[how]
    assert (code, len(hit), len(lines)) == (1, 2, 1)
    assert found.pop(guilty) == code_of
    assert len(found) == count - 1
    assert set(found.values()) == {""}


def test_each_bundle_of_a_chunk_is_named_as_it_is_reported(tmp_path: Path) -> None:
    run = Running(folder(tmp_path / "share", 64), "--jobs", "1", "--verbose", cwd=tmp_path)
    code, lines = run.end()
    named = [line for line in lines if line.startswith("omelog: reading ")]
    assert (code, len(named)) == (0, 64)
