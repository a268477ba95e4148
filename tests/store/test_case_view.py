"""What the history says of a case: open or quiet, logged again, and kept where its newest copy cannot be read."""

from pathlib import Path

import pytest

from omelog.store import Failing, Seen, SeenCause, Store, complete, history, open_store

JAN, FEB, MAR = ("2026-01-05T10:00:00", "2026-02-05T10:00:00", "2026-03-05T10:00:00")


def bundle(name: str, ends: str, error: str | None = None, *, read: bool = True) -> Seen:
    found = (SeenCause("missing-eku", "certain", 1, error),) if error else ()
    return Seen(name, "4711", f"{name} {ends}", "analyzed" if read else "rejected", ends if read else None, found, name)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = open_store(tmp_path / "store").store
    assert opened is not None
    return opened


def case_after(store: Store, *runs: list[Seen]) -> Failing:
    for number, bundles in enumerate(runs, 1):
        complete(store, "scope", f"2026-04-0{number}T00:00:00Z", bundles)
    [case] = history(store).failing
    store.close()
    return case


def test_a_case_is_open_while_its_newest_log_has_errors(store: Store) -> None:
    case = case_after(store, [bundle("a", JAN, JAN), bundle("b", FEB, FEB)])
    assert (case.state, case.quiet_since, case.again, case.last_error) == ("open", None, ["missing-eku"], FEB)


def test_a_case_is_quiet_from_the_end_of_its_newest_log_on(store: Store) -> None:
    case = case_after(store, [bundle("a", JAN, JAN), bundle("b", MAR)])
    assert (case.state, case.quiet_since, case.later_without, case.again) == ("quiet", MAR, ["b"], [])


def test_a_case_stays_where_its_newest_copy_cannot_be_read(store: Store) -> None:
    case = case_after(store, [bundle("a", JAN, JAN)], [bundle("a", FEB, read=False)])
    assert (case.state, case.unread, case.causes, case.last_error) == ("open", ["a"], ["missing-eku"], JAN)
