"""The mails of an inbox: each content once to each address, by way of the outbox."""

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from omelog.mail.address import Mailbox
from omelog.mail.courier import Courier, Say
from omelog.mail.mailed import Mailed
from omelog.mail.outbox import OutboxError
from omelog.mail.posting import Posting, flush, lay
from omelog.model.report import Report
from omelog.run.cases import searched
from omelog.watch.later import Later, Waiting, together
from omelog.watch.status import Board


class Route(NamedTuple):
    """Who gets the mails of the cases that a pattern is found in; of what has no case, "" is searched."""

    pattern: str
    to: tuple[Mailbox, ...]


class Mails:
    """Lays the mail of what is new into the outbox, at once or for a day or week; a thread sends what lies there."""

    def __init__(
        self,
        posting: Posting,
        board: Board,
        says: Say,
        *,
        routes: Sequence[Route] = (),
        later: Later | None = None,
        from_now_on: bool = False,
    ) -> None:
        """Read what was mailed before. Raises OutboxError.

        `routes` have mails of some cases sent to more than all of them get, `later` has one sent for many bundles.
        `from_now_on` mails nothing of the first report. `board` and `says` hear of what does not go out.
        """
        self._posting = posting
        self._routes = routes
        self._later = later
        self._mailed = Mailed(posting.outbox)
        self._board = board
        self._courier = Courier(self._send, says)
        self._from_now_on = from_now_on

    def running(self) -> AbstractContextManager[None]:
        """Send while this lasts."""
        return self._courier.running()

    def lay(self, report: Report, content: str | None, says: Say) -> None:
        """Put the mail of a bundle into the outbox, for those who were not mailed its content before."""
        to = self._recipients(report.bundles[0].case or "")
        to = to if content is None else self._mailed.missing(content, to)
        if to and (self._from_now_on or self._laid(Waiting(to=to, content=content, report=report), says)):
            self._add(content, to, says)

    def due(self, says: Say) -> None:
        """Put the mails of days or weeks that are over into the outbox."""
        if self._later is not None:
            try:
                self._later.send(partial(self._laid_together, says))
            except (OSError, OutboxError) as error:
                says(f"{self._posting.outbox}: what waits there for a mail stays: {error}")

    def _recipients(self, case: str) -> tuple[Mailbox, ...]:
        to = [*self._posting.to]
        for route in self._routes:
            if searched(route.pattern, case) is not None:
                to += route.to
        return tuple({box.address.casefold(): box for box in reversed(to)}.values())[::-1]

    def _laid(self, one: Waiting, says: Say) -> bool:
        if self._later is None:
            return lay(one.report, self._posting._replace(to=one.to), says) is not None
        try:
            self._later.add(one)
        except OSError as error:
            says(f"not mailed: {self._posting.outbox}: cannot be used as outbox: {error.strerror}")
            return False
        return True

    def _laid_together(self, says: Say, waiting: Sequence[Waiting], path: Path) -> bool:
        for one in waiting:  # of one that was killed before it did: it is not to go out twice
            self._add(one.content, one.to, says)
        report = together([one.report for one in waiting])
        return lay(report, self._posting._replace(to=waiting[0].to), says, path) is not None

    def _add(self, content: str | None, to: Sequence[Mailbox], says: Say) -> None:
        try:
            if content is not None:
                self._mailed.add(content, to)
        except OutboxError as error:
            says(str(error))

    def reported(self) -> None:
        """Note that the first report is written."""
        self._from_now_on = False

    def wake(self) -> None:
        """Send soon."""
        self._courier.wake()

    def _send(self, says: Say, ends: threading.Event) -> None:
        """Send what waits in the outbox, and have the status tell what came of it."""

        def fails(line: str) -> None:
            self._board.failed(line)
            says(line)

        flush(self._posting, fails, ends)
        with suppress(OSError):  # the next look tells of it
            self._board.write()
