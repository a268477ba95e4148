"""What somebody has deleted from the store, or what is too old, is in the report of an inbox no more."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from bundles import EVENING, LOG, MORNING, NOON, zipped
from running import report
from typer.testing import CliRunner

from omelog.analysis import Settings
from omelog.bundle import within
from omelog.bundle.stamp import stamp
from omelog.causes import load
from omelog.cli import app
from omelog.limits import Limits
from omelog.records import holds_records
from omelog.run import Job, Where
from omelog.store import open_store
from omelog.watch import Arrivals, Listener, Look

TEXTS = {"a.zip": MORNING, "b.zip": NOON, "c.zip": EVENING}


class Inbox:
    """An inbox, who looks at it, and the report that is made of it."""

    def __init__(self, folder: Path, *, days: int | None = None) -> None:
        self.inbox, self.out, self.store = folder / "inbox", folder / "out", folder / "store"
        self.inbox.mkdir(exist_ok=True)
        self.out.mkdir(exist_ok=True)
        job = Job((str(self.inbox),), Settings(load(), Limits()), ("json", "html"))
        self._arrivals = Arrivals(job, Where(0), self.out, self.store, Listener(), days=days)

    def looks(self) -> dict[str, str]:
        """Look at the inbox once; return the bundles of the report, each with its status."""
        found = within(self.inbox, holds_records)
        self._arrivals.take(Look(found, {one: made.value for one in found.sources if (made := stamp(one))}))
        return {bundle["name"]: bundle["status"] for bundle in report(self.out)["bundles"]}

    def pages(self) -> set[str]:
        """Return the names of the bundles that have a page."""
        return {page.name.rpartition("-")[0] for page in (self.out / "bundles").glob("*.html")}

    def deletes(self, *how: str) -> str:
        """Delete from the store, and return what is said of it."""
        made = CliRunner().invoke(app, ["history", *how, "--store", str(self.store)])
        assert made.exit_code == 0
        return made.output


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    made = Inbox(tmp_path)
    for name, text in TEXTS.items():
        (made.inbox / name).write_bytes(zipped({LOG: text.encode()}))
    assert made.looks() == dict.fromkeys(TEXTS, "analyzed")
    return made


def age(store: Path, days: int) -> None:
    """Make all that has arrived so many days older."""
    opened = open_store(store).store
    assert opened is not None
    day = (dt.datetime.now(dt.UTC).date() - dt.timedelta(days)).isoformat()
    with opened.transaction() as connection:
        for row, data in connection.execute("SELECT rowid, data FROM kept WHERE kind = 'arrival'").fetchall():
            *rest, _ = msgspec.msgpack.decode(data)
            connection.execute("UPDATE kept SET data = ? WHERE rowid = ?", (msgspec.msgpack.encode([*rest, day]), row))
    opened.close()


def test_what_was_taken_away_stays_until_it_is_deleted(inbox: Inbox) -> None:
    (inbox.inbox / "a.zip").unlink()
    assert inbox.looks() == dict.fromkeys(TEXTS, "analyzed")
    said = inbox.deletes("--forget", "a.zip")
    assert f"{inbox.out}: holds it until omelog watch looks again" in said
    assert inbox.looks() == {"b.zip": "analyzed", "c.zip": "analyzed"}
    assert inbox.pages() == {"b.zip", "c.zip"}
    assert b"a.zip" not in b"".join(path.read_bytes() for path in inbox.out.rglob("*") if path.is_file())


def test_what_was_deleted_while_nobody_watched_is_gone_at_the_next_start(inbox: Inbox, tmp_path: Path) -> None:
    (inbox.inbox / "a.zip").unlink()
    inbox.deletes("--forget", "a.zip")
    assert Inbox(tmp_path).looks() == {"b.zip": "analyzed", "c.zip": "analyzed"}


def test_what_no_run_has_seen_for_long_is_deleted_with_its_arrival(inbox: Inbox) -> None:
    (inbox.inbox / "a.zip").unlink()
    (inbox.inbox / "b.zip").unlink()
    inbox.deletes("--older-than", "0")
    assert inbox.looks() == {"c.zip": "analyzed"}


def test_what_is_gone_from_the_inbox_and_too_old_leaves_report_and_store(inbox: Inbox, tmp_path: Path) -> None:
    (inbox.inbox / "a.zip").unlink()
    age(inbox.store, 8)
    (inbox.inbox / "d.zip").write_bytes(zipped({LOG: (MORNING + NOON).encode()}))
    (inbox.inbox / "d.zip").touch()
    assert len(inbox.looks()) == 4
    (inbox.inbox / "d.zip").unlink()
    assert Inbox(tmp_path, days=8).looks() == dict.fromkeys(["a.zip", "b.zip", "c.zip", "d.zip"], "analyzed")
    assert Inbox(tmp_path, days=7).looks() == dict.fromkeys(["b.zip", "c.zip", "d.zip"], "analyzed")
    assert "Deleted 0 bundles" in inbox.deletes("--forget", "a.zip")
