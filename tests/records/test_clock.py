"""A clock that goes back within a log: a notice with the line, and reading order stays that of the text."""

import pytest
from bundles import LOG, causes, of_bytes, only, zipped
from hypothesis import given
from hypothesis import strategies as st
from make_samples import CSR_KEY, EKU, chain_error

from omelog.records.clock import Clock


def info(time: str) -> str:
    return f"[INFO ] {time} [main] JobController - done\n"


def stepped(text: str) -> list[int | None]:
    bundle = only(of_bytes(zipped({LOG: text.encode()})))
    assert bundle.status == "analyzed"
    return [problem.line for problem in bundle.problems if problem.code == "clock-back"]


def test_the_line_is_told_and_the_text_decides() -> None:
    late, early = chain_error("2024-01-25 10:00:00.000", EKU), chain_error("2024-01-25 09:30:00.000", CSR_KEY)
    line = 2 + late.count("\n")
    text = info("2024-01-25 08:00:00.000") + late + early
    bundle = only(of_bytes(zipped({LOG: text.encode()})))
    assert causes(bundle) == ["missing-eku", "invalid-csr-key"]
    assert stepped(text) == [line]


def test_among_records_that_do_not_matter() -> None:
    before = "".join(info(f"2024-01-25 10:{minute:02}:00.000") for minute in range(30))
    after = "".join(info(f"2024-01-25 09:{minute:02}:00.000") for minute in range(30))
    assert stepped(before + after) == [31]
    assert stepped(before + after + chain_error("2024-01-25 11:00:00.000", EKU)) == [31]


def test_threads_that_write_a_little_late_are_no_step() -> None:
    assert (
        stepped("".join(info(f"2024-01-25 10:00:{second}") for second in ("01.900", "01.200", "02.100", "01.950")))
        == []
    )


@given(st.lists(st.integers(0, 59), min_size=1, max_size=20))
def test_the_first_step_back_is_named(minutes: list[int]) -> None:
    clock = Clock()
    for line, minute in enumerate(minutes, 1):
        clock.see(b"2024-01-25 10:%02d:00.000" % minute, line)
    steps = [line for line in range(2, len(minutes) + 1) if minutes[line - 1] < minutes[line - 2]]
    problem = clock.problem(LOG)
    assert (problem.line if problem else None) == (steps[0] if steps else None)


@pytest.mark.parametrize("time", [b"2024-13-45 10:00:00.000", b"2024-01-25 25:61:00", b""])
def test_what_names_no_moment_is_no_step(time: bytes) -> None:
    clock = Clock()
    clock.see(b"2024-14-25 10:00:00.000", 1)
    clock.see(time, 2)
    assert clock.problem(LOG) is None
