"""Many bundles: one that makes omelog fail costs itself alone."""

from pathlib import Path

import pytest
from failing import fail_on_boom
from make_samples import EKU, chain_error

from omelog.api import triage


def test_a_bug_in_one_bundle_is_told_and_the_others_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.log").write_text(chain_error("2024-01-25 10:00:00.000", "boom"))
    (tmp_path / "good.log").write_text(chain_error("2024-01-25 10:00:00.000", EKU))

    fail_on_boom(monkeypatch)
    report = triage(tmp_path)
    status = {bundle.name: bundle.status for bundle in report.bundles}
    assert status == {"bad.log": "rejected", "good.log": "analyzed"}
    assert [problem.code for problem in report.bundles[0].problems] == ["internal-error"]
    assert "a bug" in report.bundles[0].problems[0].message
    assert report.totals.by_cause == {"missing-eku": 1}
