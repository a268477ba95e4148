"""The order in which rotations are read, by names and times, and what is told where both contradict each other."""

from pathlib import Path

import pytest
from bundles import LOG, analyzed, causes, codes, only, written
from hypothesis import given
from hypothesis import strategies as st
from make_samples import CSR_KEY, EKU, chain_error

from omelog.bundle import Source
from omelog.limits import Limits
from omelog.records.order import ReadingOrder, reading_order
from omelog.search import Pattern, Query, SourceSearch


def order(times: dict[str, str]) -> ReadingOrder[str]:
    return reading_order(list(times), str, lambda path: times[path])


@given(st.permutations([f"{LOG}.{number}" for number in range(1, 8)] + [LOG]))
def test_numbers_count_backwards_whatever_order_they_come_in(paths: list[str]) -> None:
    times = {path: f"2024-01-{20 - int(path.removeprefix(LOG).lstrip('.') or 0):02}" for path in paths}
    assert order(times).logs == [*(f"{LOG}.{number}" for number in range(7, 0, -1)), LOG]
    assert order(times).problems == []


def test_numbers_that_count_forwards_are_read_forwards() -> None:
    times = {f"{LOG}.{number}": f"2024-01-{number:02}" for number in range(1, 5)} | {LOG: "2024-01-09"}
    found = order(times)
    assert found.logs == [*(f"{LOG}.{number}" for number in range(1, 5)), LOG]
    assert found.problems == []
    assert found.follows(f"{LOG}.4", LOG)


def test_most_neighbours_decide_and_the_others_are_named() -> None:
    times = {f"{LOG}.4": "2024-01-01", f"{LOG}.3": "2024-01-09", f"{LOG}.2": "2024-01-03", f"{LOG}.1": "2024-01-04"}
    found = order(times | {LOG: "2024-01-10"})
    assert found.logs == [f"{LOG}.4", f"{LOG}.3", f"{LOG}.2", f"{LOG}.1", LOG]
    [problem] = found.problems
    assert problem.code == "rotation-order"
    assert f"{LOG}.2 begins before {LOG}.3" in problem.message


def test_the_log_itself_is_the_last_whatever_its_time() -> None:
    found = order({LOG: "2024-01-01", f"{LOG}.1": "2024-01-02", "tomcat/application.log.old": "2024-01-03"})
    assert found.logs == [f"{LOG}.1", "tomcat/application.log.old", LOG]
    assert [problem.code for problem in found.problems] == ["rotation-order"]


def test_a_log_without_a_time_keeps_its_place() -> None:
    assert order({f"{LOG}.3": "2024-01-01", f"{LOG}.2": "", f"{LOG}.1": "2024-01-03", LOG: ""}).logs == [
        f"{LOG}.3",
        f"{LOG}.2",
        f"{LOG}.1",
        LOG,
    ]


@pytest.mark.parametrize(
    ("older", "newer", "missing"),
    [
        (f"{LOG}.5", f"{LOG}.2.gz", "3, 4"),
        (f"{LOG}.3", LOG, "1, 2"),
        (f"{LOG}.2", f"{LOG}.1", None),
        (f"{LOG}.1", LOG, None),
        ("tomcat/application-2024-01-24-1.log", "tomcat/application-2024-01-24-4.log", "2, 3"),
        ("tomcat/2024-01/application-2024-01-24-1.log.gz", "tomcat/application-2024-01-25-1.log", None),
    ],
)
def test_missing_numbers_are_told_and_nothing_is_joined_over_them(older: str, newer: str, missing: str | None) -> None:
    found = order({older: "2024-01-24", newer: "2024-01-25"})
    assert found.follows(older, newer) is (missing is None)
    assert [f"(number {missing})" in problem.message for problem in found.problems] == [True] * (missing is not None)


def test_logs_of_other_names_are_families_of_their_own() -> None:
    times = {"tomcat/application-access.log": "2024-01-02", f"{LOG}.1": "2024-01-01", LOG: "2024-01-03"}
    found = order(times)
    assert found.logs == [f"{LOG}.1", "tomcat/application-access.log", LOG]
    assert found.families == [["tomcat/application-access.log"], [f"{LOG}.1", LOG]]
    assert found.follows(f"{LOG}.1", LOG)


def test_findings_stand_in_reading_order(tmp_path: Path) -> None:
    written(tmp_path / f"{LOG}.1", chain_error("2024-02-25 10:00:00.000", EKU))
    written(tmp_path / LOG, chain_error("2024-01-25 10:00:00.000", CSR_KEY))
    bundle = only(analyzed(str(tmp_path))[0])
    assert causes(bundle) == ["missing-eku", "invalid-csr-key"]
    assert codes(bundle, "notice") == ["rotation-order"]


def test_grep_reads_in_the_same_order(tmp_path: Path) -> None:
    for number, day in ((1, 23), (2, 24), (3, 22)):
        written(tmp_path / f"{LOG}.{number}", chain_error(f"2024-01-{day} 10:00:00.000", EKU))
    written(tmp_path / LOG, chain_error("2024-01-21 10:00:00.000", CSR_KEY))
    search = SourceSearch(Source("x", "x", "folder", tmp_path), Query(Pattern("SSLController"), Limits()))
    shown = [one.log for one in search.shown()]
    assert shown == [log.path for log in only(analyzed(str(tmp_path))[0]).logs]
    assert "rotation-order" in [problem.code for answer in search.answers for problem in answer.problems]
