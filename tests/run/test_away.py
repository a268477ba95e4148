"""What a run is compared with: bundles that were away are not new, nor is a folder that lies elsewhere now."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from bundles import EVENING, LOG, MORNING, NOON, written, zipped
from inside import inside, share_read_here
from running import report

from omelog.model.report import Report
from omelog.run import alone

TEXTS = {"SR-1/a.zip": MORNING, "SR-2/b.zip": NOON, "SR-3/c.zip": EVENING}


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return share_read_here(tmp_path, monkeypatch, TEXTS)


def changes(share: Path, *options: str, code: int = 0) -> Any:  # noqa: ANN401 - decoded JSON
    ended = inside("triage", share, "-f", "json", "-o", "out", *options, cwd=share.parent)
    assert ended.code == code, ended.stderr
    return report(share.parent / "out")["changes"]


def test_a_share_that_was_mounted_by_half_does_not_make_everything_new(share: Path) -> None:
    changes(share)
    (share / "SR-3").rename(share.parent / "SR-3")
    away = changes(share)
    assert [(one["case"], one["cause"]) for one in away["gone"]] == [("SR-3", "invalid-csr-key")]
    (share.parent / "SR-3").rename(share / "SR-3")
    back = changes(share)
    assert (back["new"], back["gone"], back["same"], back.get("new_bundles", 0)) == ([], [], 3, 0)


def test_a_folder_that_moved_is_compared_with_the_run_over_it(share: Path) -> None:
    changes(share)
    moved = share.rename(share.with_name("moved"))
    written(moved / "SR-4" / "d.zip", zipped({LOG: f"{MORNING}d".encode()}))
    found = changes(moved)
    assert ([one["case"] for one in found["new"]], found["gone"], found["same"], found["moved"]) == (
        ["SR-4"], [], 3, True,
    )  # fmt: skip
    assert "moved" not in changes(moved)


def test_other_inputs_and_other_ways_to_look_are_compared_with_nothing(share: Path) -> None:
    changes(share)
    assert changes(share, "--case-from", "SR-.") is None
    other = share.with_name("other")
    written(other / "SR-9" / "a.zip", zipped({LOG: MORNING.encode()}))
    written(other / "SR-9" / "x.zip", zipped({LOG: f"{NOON}x".encode()}))
    written(other / "SR-9" / "y.zip", zipped({LOG: f"{NOON}y".encode()}))
    assert changes(other) is None


def test_numbers_of_a_case_show_it_as_the_report_does_and_go_with_no_bundle_alone(share: Path) -> None:
    changes(share)
    made = inside("render", "out/report.json", "-f", "json", "-o", "-", "--redact", "share", cwd=share.parent)
    found = json.loads(made.stdout)
    assert {one["case"] for one in found["cases"]} == {bundle["case"] for bundle in found["bundles"]}
    assert b"SR-1" not in made.stdout
    whole = msgspec.json.decode((share.parent / "out" / "report.json").read_bytes(), type=Report)
    assert alone(whole, whole.bundles[0]).cases == []
