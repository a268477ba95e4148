"""The Python interface: the example of its page runs, and the frame says what the report says."""

import re

import pandas as pd
import pytest
from places import ROOT

from omelog.api import findings_frame, triage

PAGE = ROOT / "docs" / "python.md"


def test_the_example_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    [example] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(ROOT)
    exec(compile(example, str(PAGE), "exec"), {})  # noqa: S102 - the example of our own page
    said = capsys.readouterr().out
    assert "The last certificate chain upload" in said
    assert "invalid-csr-key" in said


def test_the_frame_has_a_row_for_each_finding_and_the_documented_types() -> None:
    report = triage(ROOT / "samples" / "history", ROOT / "samples" / "clean.zip")
    frame = findings_frame(report)
    findings = [finding for bundle in report.bundles for finding in bundle.findings]
    assert frame["finding"].tolist() == [finding.id for finding in findings]
    assert frame["message_args"].tolist() == [finding.message_args for finding in findings]
    assert frame["count"].sum() == report.totals.findings
    assert pd.api.types.is_datetime64_any_dtype(frame["time"])
    assert frame["time"].dt.tz is None
    assert str(frame["line"].dtype) == "Int64"


def test_a_report_without_findings_is_an_empty_frame_of_the_same_columns() -> None:
    empty, full = (findings_frame(triage(ROOT / "samples" / name)) for name in ("clean.zip", "one-blocker.zip"))
    assert len(empty) == 0
    assert empty.columns.tolist() == full.columns.tolist()
