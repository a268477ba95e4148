"""Some weeks of a support team, in a small size: every number against the truth. In a large size: tools/quarter.py."""

from pathlib import Path

import pytest
import quarter
from inside import inside

from omelog.run import Where


def test_every_number_of_a_played_quarter_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omelog.run.Where", lambda *_: Where())  # bundles are read here: processes would take seconds

    def run(arguments: list[str]) -> bytes:
        return inside(*arguments, cwd=tmp_path).stdout

    assert list(quarter.play(tmp_path, run, cases=12, weeks=5, seed=7)) == []
