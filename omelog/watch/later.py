"""Bundles that wait for the mail of a day or a week: one mail for all that arrived in it, for each group of recipients.

They wait in the outbox, `later/PERIOD/RECIPIENTS/BUNDLE.json`, of a bundle the newest state. When the period is over
the mail is written beside them, then they are deleted, then the mail takes its place in the outbox: a process that is
killed anywhere in between goes on where it ended, and the mail goes out once.
"""

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct, structs

from omelog.mail.address import Mailbox
from omelog.mail.outbox import OutboxError
from omelog.model.report import CatalogueUsed, Report, Totals
from omelog.pages import page_path
from omelog.saved.identity import identified
from omelog.writer import write

Every = Literal["bundle", "day", "week"]
_FOLDER, _LETTER, _WAITING = "later", "letter", "*.json"


class Waiting(Struct, frozen=True, kw_only=True):
    """The report of one bundle, whom it is for, and the digest of its content, if known."""

    to: tuple[Mailbox, ...]
    content: str | None
    report: Report


Send = Callable[[Sequence[Waiting], Path], bool]  # lays the mail about them at a path; whether it lies there


class Later:
    """What waits in an outbox for the end of a day or a week, in local time."""

    def __init__(self, outbox: Path, every: Literal["day", "week"], now: Callable[[], dt.date] = dt.date.today) -> None:
        """Take the outbox, and what tells the day."""
        self._outbox = outbox
        self._every = every
        self._now = now

    def add(self, one: Waiting) -> None:
        """Keep a bundle for the next mail to these recipients. Raises OSError."""
        group = sha256("\n".join(sorted(box.address.casefold() for box in one.to)).encode()).hexdigest()[:16]
        folder = self._outbox / _FOLDER / self._period() / group
        name = sha256(one.report.bundles[0].id.encode()).hexdigest()[:16]
        write(folder / f"{name}.json", [msgspec.json.encode(one)], replace=True, private=True)

    def send(self, lay: Send) -> None:
        """Have the mails of periods that are over laid into the outbox.

        Raises OSError or OutboxError; the next time tries again.
        """
        for folder in sorted((self._outbox / _FOLDER).glob("*/*")):
            if folder.parent.name != self._period():
                self._send(folder, lay)

    def _send(self, folder: Path, lay: Send) -> None:
        letter = folder / _LETTER
        if not letter.exists():
            waiting = list(_read(folder))
            if waiting and not lay(waiting, letter):
                return
        for path in folder.glob(_WAITING):
            path.unlink()
        if letter.exists():
            name = sha256(f"{folder.parent.name} {folder.name}".encode()).hexdigest()[:32]
            letter.rename(self._outbox / f"{name}.eml")
        folder.rmdir()
        with contextlib.suppress(OSError):  # others wait beside it
            folder.parent.rmdir()

    def _period(self) -> str:
        today = self._now()
        year, week, _ = today.isocalendar()
        return today.isoformat() if self._every == "day" else f"{year}-W{week:02}"


def _read(folder: Path) -> Iterator[Waiting]:
    for path in sorted(folder.glob(_WAITING)):
        try:
            yield msgspec.json.decode(path.read_bytes(), type=Waiting)
        except msgspec.MsgspecError as error:
            raise OutboxError(f"{path}: waits for a mail, and cannot be read: {error}; move it away") from error


def together(reports: Sequence[Report]) -> Report:
    """Return one report of several of one bundle each."""
    if len(reports) == 1:
        return reports[0]
    bundles = [bundle for report in reports for bundle in report.bundles]
    causes: Counter[str] = Counter()
    for report in reports:
        causes.update(report.totals.by_cause)
    status = Counter(bundle.status for bundle in bundles)
    totals = Totals(
        bundles=len(bundles),
        analyzed=status["analyzed"],
        partial=status["partial"],
        rejected=status["rejected"],
        findings=causes.total(),
        by_cause=dict(sorted(causes.items())),
    )
    placed = [structs.replace(bundle, page=page_path(bundle.name, bundle.id)) for bundle in bundles]
    newest = max(reports, key=lambda report: report.generated)
    used = {slug: cause for report in reports for slug, cause in report.catalogue.causes.items()}
    catalogue: CatalogueUsed = structs.replace(newest.catalogue, causes=used)
    return identified(structs.replace(newest, totals=totals, bundles=placed, catalogue=catalogue))
