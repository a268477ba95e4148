"""An automatic mail of a report: made, put into the outbox, and sent from there."""

import datetime as dt
import threading
from pathlib import Path
from typing import NamedTuple

from omelog.mail import outbox
from omelog.mail.address import Mailbox
from omelog.mail.attachment import Attach
from omelog.mail.body import MailError
from omelog.mail.courier import Say
from omelog.mail.message import Mail, Order, case_of, mail
from omelog.mail.send import Outcome, send
from omelog.mail.server import Server
from omelog.mail.style import Style
from omelog.model.report import Report
from omelog.redact import Profile, redacted

LEFT_OUT = "the report is too large to be attached; the mail says so; pass it on in another way"


class Posting(NamedTuple):
    """An automatic send: who gets it, from whom and by which server, and how what is mailed is redacted."""

    to: tuple[Mailbox, ...]
    sender: Mailbox
    server: Server
    attach: Attach
    outbox: Path
    profile: Profile
    key: bytes | None
    style: Style


def lay(report: Report, ready: Posting, says: Say, path: Path | None = None) -> Mail | None:
    """Put the mail of a report into the outbox, or at a path; None if that cannot be done.

    `says` hears why, or that the report is not in it.
    """
    shown = redacted(report, ready.profile, ready.key).report  # or more, as the report itself is
    order = Order(
        report=shown,
        to=ready.to,
        sender=ready.sender,
        case=case_of(shown),
        attach=ready.attach,
        automatic=True,
        style=ready.style,
    )
    try:
        made = mail(order, dt.datetime.now(dt.UTC))
        outbox.put(ready.outbox, made.letter, path)
    except (MailError, outbox.OutboxError) as error:
        says(f"not mailed: {error}")
        return None
    if made.attached.left_out:
        says(LEFT_OUT)
    return made


def flush(ready: Posting, says: Say, ends: threading.Event | None = None) -> bool:
    """Send what waits in the outbox; `says` hears of what does not go out. Returns whether all of it went out.

    `ends` ends a send that goes on; what it was about waits.
    """
    whole = True
    try:
        for path, outcome in outbox.flush(ready.outbox, lambda letter: send(letter, ready.server, ends=ends)):
            if outcome is None:
                says(f"{path}: another run is sending this mail")
            else:
                whole = _told(outcome, ready.outbox, says) and whole
            if ends is not None and ends.is_set():
                break
    except OSError as error:
        says(f"{ready.outbox}: the outbox cannot be used: {error.strerror}; what waits there stays")
        whole = False
    return whole


def _told(outcome: Outcome, folder: Path, says: Say) -> bool:
    """Name each recipient who did not get a mail. Returns whether all did."""
    for recipient, reason in outcome.refused.items():
        says(f"mail to {recipient}: refused: {reason}; it is kept in {folder / outbox.REFUSED}")
    for recipient, reason in outcome.waiting.items():
        says(f"mail to {recipient}: not sent: {reason}; it waits in {folder} for the next send")
    return not outcome.refused and not outcome.waiting
