"""The status of a watch: what a monitor reads beside the report."""

import shutil
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest
from bundles import LOG, MORNING, zipped
from inside import inside
from typer.testing import CliRunner

from omelog.analysis import Settings
from omelog.bundle import within
from omelog.bundle.stamp import stamp
from omelog.causes import load
from omelog.cli import app
from omelog.cli.commands.watch import _shown
from omelog.cli.redaction import Asked
from omelog.cli.show.arrivals import Lines
from omelog.limits import Limits
from omelog.records import holds_records
from omelog.redact import Profile
from omelog.run import Job, Where
from omelog.watch import Arrivals, Board, Look, is_taken

LINE = "mail to jane@example.com: not sent: password=geheim"


def status(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode((folder / "status.json").read_bytes())
    return found


class Watch:
    """An inbox, and who looks at it."""

    def __init__(self, folder: Path) -> None:
        self.inbox, self.out, store = folder / "inbox", folder / "out", folder / "store"
        self.inbox.mkdir()
        self.out.mkdir()
        job = Job((str(self.inbox),), Settings(load(), Limits()), ("json",))
        board = Board(self.out, None, _shown(Asked("none")))
        lines = Lines(threading.Event(), quiet=True, verbose=False, names=True)
        self._arrivals = Arrivals(job, Where(0), self.out, store, lines, board=board)

    def looks(self) -> None:
        """Look at the inbox once."""
        found = within(self.inbox, holds_records)
        self._arrivals.take(Look(found, {one: made.value for one in found.sources if (made := stamp(one))}))


def test_each_look_is_told_with_what_the_report_holds(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    watch.looks()
    found = status(watch.out)
    assert list(found) == ["schema", "started", "looked", "arrivals", "outbox", "failure"]
    assert (found["arrivals"], found["outbox"], found["failure"]) == (0, None, None)
    assert found["started"] <= found["looked"]
    (watch.inbox / "a.zip").write_bytes(zipped({LOG: MORNING.encode()}))
    watch.looks()
    (watch.inbox / "a.zip").unlink()
    watch.looks()
    assert status(watch.out)["arrivals"] == 1


def test_a_report_that_cannot_be_written_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watch = Watch(tmp_path)
    (watch.out / "report.json").mkdir()
    watch.looks()
    assert not (watch.out / "status.json").exists()  # alone it would keep a restart from using the folder
    (watch.out / "report.json").rmdir()
    watch.looks()
    assert f"omelog: {status(watch.out)['failure']['text']}\n" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watch = Watch(tmp_path)
    watch.looks()
    shutil.rmtree(watch.out)
    watch.out.write_bytes(b"")
    (watch.inbox / "a.zip").write_bytes(zipped({LOG: MORNING.encode()}))
    for _ in range(3):
        watch.looks()
    watch.out.unlink()
    watch.looks()
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert status(watch.out)["arrivals"] == 1


def test_an_inbox_that_is_gone_is_a_failure(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    watch.looks()
    watch.inbox.rmdir()
    watch.looks()
    assert str(watch.inbox) in status(watch.out)["failure"]["text"]


def test_mails_that_wait_are_counted_when_the_status_is_written(tmp_path: Path) -> None:
    waiting = [2, 1]
    board = Board(tmp_path, waiting.pop, str)
    board.write()
    assert not (tmp_path / "status.json").exists()
    board.looked(3)
    assert status(tmp_path)["outbox"] == 1
    board.write()
    assert status(tmp_path)["outbox"] == 2


@pytest.mark.parametrize(
    ("profile", "text"),
    [
        ("none", "mail to jane@example.com: not sent: password=[password removed]"),
        ("customer", "mail to mail-1: not sent: password=[password removed]"),
    ],
)
def test_a_failure_is_told_as_complaints_are_and_redacted_as_the_report(
    tmp_path: Path,
    profile: Profile,
    text: str,
) -> None:
    board = Board(tmp_path, None, _shown(Asked(profile)))
    board.failed(LINE)
    board.looked(0)
    assert status(tmp_path)["failure"]["text"] == text


def test_a_status_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    watch.looks()
    assert not is_taken(watch.out)
    (watch.out / "status.json").write_text('{"schema": "theirs/1"}')
    made = CliRunner().invoke(app, ["watch", str(watch.inbox), "-o", str(watch.out)])
    assert made.exit_code == 2
    assert "status.json: is not a status of omelog watch and would be replaced" in made.stderr


def test_a_triage_into_the_folder_takes_the_status_away_and_nothing_else(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    bundle = tmp_path / "a.zip"
    bundle.write_bytes(zipped({LOG: MORNING.encode()}))
    watch.looks()
    triage = ("triage", bundle, "-o", watch.out, "-f", "json")
    assert inside(*triage, cwd=tmp_path).code == 0
    assert not (watch.out / "status.json").exists()
    (watch.out / "status.json").write_text('{"of": "somebody else"}')
    assert inside(*triage, cwd=tmp_path).code == 0
    assert (watch.out / "status.json").exists()
