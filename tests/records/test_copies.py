"""Records that stand in two logs of a bundle count once: copies, beginnings, and ends that were copied before a cut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import assert_conserved, bundle_of, header, planted

LOG = "tomcat/application.log"


def lines(first: int, count: int) -> list[str]:
    return [
        f"{header('JobController', 'INFO', minute=number % 60)}job {number} done\n"
        for number in range(first, first + count)
    ]


def text(*parts: list[str]) -> bytes:
    return "".join(line for part in parts for line in part).encode()


EKU, CSR = [planted("missing-eku") + "\n"], [planted("invalid-csr-key") + "\n"]


@pytest.mark.parametrize("size", [5, 3000])
@pytest.mark.parametrize("name", [f"{LOG}.1", f"{LOG}.old"])
def test_a_log_that_is_the_beginning_of_another_is_read_once(size: int, name: str) -> None:
    first = text(lines(0, size), EKU, lines(size, size))
    logs = {LOG: first + text(CSR, lines(9000, 5)), name: first}
    bundle = bundle_of(logs)
    assert [finding.cause for finding in bundle.findings] == ["missing-eku", "invalid-csr-key"]
    copied = [problem.where for problem in bundle.problems if problem.code == "copied-log"]
    assert copied == [name]
    assert {log.path: log.mentions.copy for log in bundle.logs} == {LOG: 0, name: 1}
    assert_conserved(bundle, logs)


def test_a_beginning_that_differs_in_one_record_is_no_copy() -> None:
    first = text(lines(0, 3000), EKU, lines(3000, 3000))
    logs = {LOG: first + text(CSR), f"{LOG}.1": text(lines(0, 3000), EKU, lines(3000, 2999), CSR)}
    bundle = bundle_of(logs)
    assert len(bundle.findings) == 4


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 30), st.booleans())
def test_ten_records_that_were_copied_count_once(again: int, with_error: bool) -> None:
    """As with copytruncate, which copies the log while records are still written to it."""
    end = [*lines(100, again // 2), *(EKU if with_error else []), *lines(200, again - again // 2)]
    logs = {f"{LOG}.1": text(lines(0, 20), end), LOG: text(end, lines(300, 5), CSR)}
    bundle = bundle_of(logs)
    copied = len(end) >= 10
    causes = ["missing-eku"] * (with_error * (1 if copied else 2))
    assert [finding.cause for finding in bundle.findings] == [*causes, "invalid-csr-key"]
    assert ("copied-records" in [problem.code for problem in bundle.problems]) == copied
    assert sum(log.mentions.copy for log in bundle.logs) == (with_error and copied)
    assert_conserved(bundle, logs)


def test_a_record_that_goes_on_behind_what_was_copied_is_the_one_of_the_newer_log() -> None:
    error = planted("missing-eku") + "\n"
    end = text(lines(100, 12), [error])
    logs = {f"{LOG}.1": text(lines(0, 5)) + end, LOG: end + b"\tat a.B.c(D.java:1)\n" + text(lines(300, 5))}
    bundle = bundle_of(logs)
    [finding] = bundle.findings
    assert (finding.log, finding.line) == (LOG, 13)
    assert finding.raw.endswith("(D.java:1)\n")
    assert_conserved(bundle, logs)
