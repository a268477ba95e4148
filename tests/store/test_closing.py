"""A closed case is in no report any more, but for what comes later; and a run is compared with the one chosen."""

import contextlib
import datetime as dt
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from bundles import EVENING, LOG, MORNING, NOON, written, zipped
from inside import Ended, inside, share_read_here
from running import report

from omelog.analysis import Settings
from omelog.bundle import within
from omelog.bundle.stamp import stamp
from omelog.causes import load
from omelog.limits import Limits
from omelog.records import holds_records
from omelog.run import Job, Where
from omelog.watch import Arrivals, Listener, Look

TEXTS = {"SR-1/a.zip": MORNING, "SR-1/b.zip": NOON, "SR-2/c.zip": EVENING, "SR-3/d.zip": f"{NOON}d"}


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return share_read_here(tmp_path, monkeypatch, TEXTS)


def triaged(share: Path, *options: str) -> dict[str, Any]:
    ended = inside("triage", share, "-f", "json", "-o", "out", "--store", "store", *options, cwd=share.parent)
    assert ended.code == 0, ended.stderr
    return report(share.parent / "out")


def history(share: Path, *options: str) -> Ended:
    return inside("history", "--store", "store", *options, cwd=share.parent)


def names(found: dict[str, Any]) -> list[str]:
    return [bundle["name"] for bundle in found["bundles"]]


def test_a_closed_case_is_left_out_until_something_new_of_it_arrives(share: Path) -> None:
    triaged(share)
    assert b"2 bundles of the case" in history(share, "--close", "SR-1").stdout
    found = triaged(share)
    assert names(found) == ["SR-2/c.zip", "SR-3/d.zip"]
    assert (found["changes"]["gone"], found["totals"]["bundles"], found["totals"]["findings"]) == ([], 2, 2)
    assert [(one["code"], one["message"]) for one in found["problems"]] == [
        ("closed-cases", "2 bundles of 1 closed case")
    ]
    again = inside("triage", share, "--store", "store", "-o", "out", cwd=share.parent)
    assert b"omelog: 2 bundles of 1 closed case: left out; " in again.stderr
    asked = history(share).text
    assert "Closed cases, of which only what came later is told: SR-1." in asked
    assert "SR-1/a.zip" not in asked
    written(share / "SR-1" / "later.zip", zipped({LOG: f"{EVENING}later".encode()}))
    found = triaged(share)
    assert names(found) == ["SR-1/later.zip", "SR-2/c.zip", "SR-3/d.zip"]
    assert [(one["bundle"], one["in_case"]) for one in found["changes"]["new"]] == [("SR-1/later.zip", "new")]
    assert history(share, "--reopen", "SR-1").code == 0
    assert len(names(triaged(share))) == 5


def test_a_watch_takes_a_closed_case_out_at_its_next_look(share: Path) -> None:
    out, store = share.parent / "out", share.parent / "store"
    out.mkdir()
    job = Job((str(share),), Settings(load(), Limits()), ("json",))
    arrivals = Arrivals(job, Where(), out, store, Listener())

    def look() -> list[str]:
        found = within(share, holds_records)
        arrivals.take(Look(found, {one: made.value for one in found.sources if (made := stamp(one))}))
        return names(report(out))

    assert len(look()) == 4
    assert history(share, "--close", "SR-1").code == 0
    assert look() == ["SR-2/c.zip", "SR-3/d.zip"]
    assert history(share, "--reopen", "SR-1").code == 0
    assert len(look()) == 4


def test_of_a_folder_that_was_read_nothing_is_left_either(share: Path) -> None:
    written(share / "SR-4" / "unpacked" / LOG, f"{MORNING}unpacked")
    time.sleep(0.2)  # what was changed just now is not kept
    triaged(share)

    def kept() -> set[str]:
        with contextlib.closing(sqlite3.connect(share.parent / "store")) as store:
            query = "SELECT content FROM kept UNION SELECT kept FROM bundle"
            return {content[:6] for (content,) in store.execute(query)}

    assert "folder" in kept()
    assert b"Deleted 1 bundle" in history(share, "--forget", "SR-4").stdout
    assert "folder" not in kept()
    triaged(share)
    assert history(share, "--older-than", "1").code == 0
    assert "folder" in kept()
    assert history(share, "--older-than", "0").code == 0
    assert kept() == set()


def test_what_is_no_case_cannot_be_closed(share: Path) -> None:
    triaged(share)
    for options, code in (
        (("--close", "SR-9"), 1),
        (("--reopen", "SR-1"), 1),
        (("--close", "SR-1", "--forget", "SR-1"), 2),
        (("--close", "SR-1", "out/report.json"), 2),
    ):
        ended = history(share, *options)
        assert (ended.code, ended.stderr.count(b"\n")) == (code, 1)


def test_a_run_is_compared_with_the_one_that_was_chosen(share: Path) -> None:
    first = triaged(share)["generated"]
    while dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") == first:
        time.sleep(0.05)  # runs are told apart by the second
    written(share / "SR-4" / "e.zip", zipped({LOG: f"{MORNING}e".encode()}))
    triaged(share)
    assert triaged(share)["changes"]["new"] == []
    for since in ("3", first, first[:-1]):
        changes = triaged(share, "--since", since)["changes"]
        assert ([one["bundle"] for one in changes["new"]], changes["since"], changes["chosen"]) == (
            ["SR-4/e.zip"], first, True,
        )  # fmt: skip
        assert changes["same"] == len(TEXTS)
    assert triaged(share, "--since", first[:10])["changes"]["new"] == []


@pytest.mark.parametrize(("since", "code"), [("2020-01-01", 1), ("99", 1), ("0", 2), ("yesterday", 2)])
def test_a_run_that_there_is_not_is_one_line(share: Path, since: str, code: int) -> None:
    triaged(share)
    ended = inside("triage", share, "--since", since, "--store", "store", "-o", "new", cwd=share.parent)
    assert (ended.code, ended.stderr.count(b"\n")) == (code, 1)
    assert not (share.parent / "new" / "report.json").exists()
