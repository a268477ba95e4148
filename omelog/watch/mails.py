"""The mails of an inbox: each content once to each address, by way of the outbox."""

import threading
from contextlib import AbstractContextManager, suppress

from omelog.mail.courier import Courier, Say
from omelog.mail.mailed import Mailed
from omelog.mail.outbox import OutboxError
from omelog.mail.posting import Posting, flush, lay
from omelog.model.report import Report
from omelog.watch.status import Board


class Mails:
    """Lays the mail of what is new into the outbox; a thread sends what lies there."""

    def __init__(self, posting: Posting, board: Board, says: Say, *, from_now_on: bool = False) -> None:
        """Read what was mailed before. Raises OutboxError.

        `from_now_on` mails nothing of the first report. `board` and `says` hear of what does not go out.
        """
        self._posting = posting
        self._mailed = Mailed(posting.outbox)
        self._board = board
        self._courier = Courier(self._send, says)
        self._from_now_on = from_now_on

    def running(self) -> AbstractContextManager[None]:
        """Send while this lasts."""
        return self._courier.running()

    def lay(self, report: Report, content: str | None, says: Say) -> None:
        """Put the mail of a bundle into the outbox, for those who were not mailed its content before."""
        to = self._posting.to if content is None else self._mailed.missing(content, self._posting.to)
        laid = to and (self._from_now_on or lay(report, self._posting._replace(to=to), says))
        if laid and content is not None:
            try:
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
