"""Mails of an inbox by case, and one for all of a day or week: none is lost, and none goes out twice."""

import datetime as dt
import email
import shutil
from email import policy
from pathlib import Path
from typing import Literal

import pytest
from bundles import EVENING, LOG, MORNING, NOON, written, zipped
from inside import inside

from omelog.analysis import Settings
from omelog.bundle import within
from omelog.bundle.stamp import stamp
from omelog.causes import load
from omelog.limits import Limits
from omelog.mail.address import mailboxes
from omelog.mail.posting import Posting
from omelog.mail.server import server
from omelog.mail.style import PLAIN
from omelog.records import holds_records
from omelog.run import Job, Where
from omelog.watch import Arrivals, Board, Later, Listener, Look, Mails, Route

TEXTS = {"SR-1/a.zip": MORNING, "SR-1/b.zip": NOON, "SR-2/c.zip": EVENING}


class Inbox:
    """An inbox with mails, and the day that it is there."""

    def __init__(self, folder: Path, every: Literal["bundle", "day", "week"] = "day", to: str = "") -> None:
        self.inbox, self.out, self.store, self.outbox = (folder / name for name in ("in", "out", "store", "outbox"))
        self.out.mkdir(exist_ok=True)
        self.inbox.mkdir(exist_ok=True)
        self.today = dt.date(2026, 11, 27)  # a Friday
        self.said: list[str] = []
        (sender,) = mailboxes(["omelog@example.com"])
        at = server("smtp://mail.example.com:587", ca_file=None, login=None)
        posting = Posting(tuple(mailboxes([to])), sender, at, "none", self.outbox, "customer", None, PLAIN)
        owners = {"^SR-1": "anna@example.com", "^SR-2": "bert@example.com"}
        routes = [Route(pattern, tuple(mailboxes([owner]))) for pattern, owner in owners.items()]
        later = None if every == "bundle" else Later(self.outbox, every, lambda: self.today)
        self.mails = Mails(posting, Board(self.out, None, str), self.said.append, routes=routes, later=later)
        job = Job((str(self.inbox),), Settings(load(), Limits()), ("json",))
        self._arrivals = Arrivals(job, Where(), self.out, self.store, Listener(), mails=self.mails)

    def arrive(self, *names: str) -> None:
        """Put bundles into the inbox, and look at it."""
        for name in names:
            written(self.inbox / name, zipped({LOG: TEXTS[name].encode()}))
        found = within(self.inbox, holds_records)
        self._arrivals.take(Look(found, {one: made.value for one in found.sources if (made := stamp(one))}))

    def mailed(self) -> list[tuple[str, list[str]]]:
        """Return each mail of the outbox: to whom, and which bundles it speaks of."""
        found = []
        for path in self.outbox.glob("*.eml"):
            _, _, data = path.read_bytes().rpartition(b"X-Omelog-Envelope-To: ")
            message = email.message_from_bytes(data.partition(b"\r\n")[2], policy=policy.default)
            text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # every mail has one
            found.append((str(message["To"]), [name for name in TEXTS if name.rpartition("/")[2] in text]))
        return sorted(found)


def test_a_mail_goes_to_whom_the_case_belongs(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path, "bundle", to="team@example.com")
    inbox.arrive(*TEXTS)
    assert sorted({to for to, _ in inbox.mailed()}) == [
        "team@example.com, anna@example.com", "team@example.com, bert@example.com",
    ]  # fmt: skip
    assert len(inbox.mailed()) == len(TEXTS)


@pytest.mark.parametrize(("every", "days"), [("day", 1), ("week", 3)])
def test_one_mail_has_all_of_a_day_or_week(tmp_path: Path, every: Literal["day", "week"], days: int) -> None:
    inbox = Inbox(tmp_path, every)
    inbox.arrive("SR-1/a.zip")
    inbox.arrive("SR-1/b.zip", "SR-2/c.zip")
    inbox.today += dt.timedelta(days - 1)
    inbox.arrive()
    assert inbox.mailed() == []
    again = Inbox(tmp_path, every)  # after a restart
    again.arrive()
    again.today = inbox.today + dt.timedelta(1)
    again.arrive()
    assert again.mailed() == [("anna@example.com", ["SR-1/a.zip", "SR-1/b.zip"]), ("bert@example.com", ["SR-2/c.zip"])]
    again.arrive()
    assert (len(again.mailed()), again.said, list((tmp_path / "outbox" / "later").iterdir())) == (2, [], [])


@pytest.mark.parametrize("killed", ["before", "when it was noted", "when it was written", "when they went"])
def test_a_process_that_was_killed_loses_and_doubles_nothing(tmp_path: Path, killed: str) -> None:
    inbox = Inbox(tmp_path)
    inbox.arrive("SR-1/a.zip", "SR-1/b.zip")
    (group,) = (tmp_path / "outbox" / "later").glob("*/*")
    inbox.today += dt.timedelta(1)
    if killed == "before":  # and before it was written down that it was to be
        (tmp_path / "outbox" / "mailed").unlink()
        shutil.rmtree(tmp_path / "out")
        (tmp_path / "store").unlink()
    elif killed != "when it was noted":
        waiting = {path: path.read_bytes() for path in group.glob("*.json")}
        inbox.mails.due(inbox.said.append)
        (mail,) = (tmp_path / "outbox").glob("*.eml")
        group.mkdir(parents=True)
        mail.rename(group / "letter")
        for path, data in waiting.items():
            if killed == "when it was written":
                path.write_bytes(data)
    again = Inbox(tmp_path)
    again.today = inbox.today
    again.arrive()
    again.arrive()
    assert again.mailed() == [("anna@example.com", ["SR-1/a.zip", "SR-1/b.zip"])]
    again.today += dt.timedelta(1)
    again.arrive()
    assert (len(again.mailed()), again.said) == (1, [])


def test_a_mail_that_cannot_be_made_waits(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.arrive("SR-1/a.zip")
    (waiting,) = (tmp_path / "outbox" / "later").glob("*/*/*.json")
    whole = waiting.read_bytes()
    waiting.write_bytes(whole[:-9])
    inbox.today += dt.timedelta(1)
    inbox.mails.due(inbox.said.append)
    assert (inbox.mailed(), len(inbox.said)) == ([], 1)
    waiting.write_bytes(whole)
    inbox.mails.due(inbox.said.append)
    assert len(inbox.mailed()) == 1


@pytest.mark.parametrize("wrong", ["anna@example.com", "(=anna@example.com", "SR-1=anna"])
def test_who_gets_what_is_checked_before_anything_is_watched(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "in").mkdir()
    mail = ("--from", "omelog@example.com", "--smtp", "smtp://mail.example.com:587")
    ended = inside("watch", "in", "-o", "out", "--mail-for", wrong, *mail, cwd=tmp_path)
    assert (ended.code, ended.stderr.count(b"\n")) == (2, 1)


def test_who_gets_what_may_stand_in_the_settings(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "settings").write_text('[mail]\nfrom = "a@example.com"\n[mail.to]\n"SR-(" = "anna@example.com"\n')
    ended = inside("watch", "in", "-o", "out", "--config", "settings", cwd=tmp_path)
    assert ended.code == 2
    assert b"--smtp" in ended.stderr or b"not a valid pattern" in ended.stderr
