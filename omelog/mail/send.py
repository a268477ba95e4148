"""Handing a letter to a mail server: what is worth another try is tried again, and every recipient is accounted for."""

import smtplib
import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple

from omelog.mail.letter import Letter
from omelog.mail.reasons import answer, final, later, passing, reason
from omelog.mail.server import Server, ServerError
from omelog.mail.session import EndedError, EndlessAnswerError, Leash, session

_TAKEN = (250, 251)
_BYTES_A_SECOND = 100_000  # of a slow line: a large letter has more time
_UTF8_NEEDED = "the server accepts no addresses with non-ASCII letters (SMTPUTF8)"


class Patience(NamedTuple):
    """How long an answer and all tries together may take, and the pauses between tries, in seconds."""

    answer: float = 60
    whole: float = 120
    pauses: tuple[float, ...] = (2, 8, 30)


USUAL = Patience()


class Outcome(NamedTuple):
    """Who did not get the letter and why: `refused` never will, `waiting` may later. The others have it.

    `offline`: it did not come to handing the letter over.
    """

    refused: Mapping[str, str]
    waiting: Mapping[str, str]
    offline: bool = False


class _Try(NamedTuple):
    outcome: Outcome
    again: bool


def send(
    letter: Letter,
    server: Server,
    patience: Patience = USUAL,
    sleep: Callable[[float], None] | None = None,
    ends: threading.Event | None = None,
) -> Outcome:
    """Send a letter. Tries again after a passing refusal or a lost connection, for those who do not have it yet.

    Gives up when `patience` is at its end, or when `ends` is set: who has no answer by then waits.
    """
    refused: dict[str, str] = {}
    recipients = letter.recipients
    leash = Leash(patience.whole + len(letter.data) / _BYTES_A_SECOND, ends)
    for pause in (*patience.pauses, None):
        outcome, again = _attempt(letter, recipients, server, patience, leash)
        refused |= outcome.refused
        recipients = tuple(outcome.waiting)
        if not recipients or not again or pause is None or leash.left <= pause:
            break
        (sleep or leash.sleep)(pause)
    return Outcome(refused, outcome.waiting, outcome.offline)


def _attempt(letter: Letter, recipients: tuple[str, ...], server: Server, patience: Patience, leash: Leash) -> _Try:
    begun = False
    try:
        with session(server, patience.answer, leash) as smtp:
            begun = True
            return _handed_over(smtp, letter, recipients)
    except (OSError, ServerError, UnicodeError, EndlessAnswerError) as error:  # smtplib's own are OSErrors
        met = _cause(error, leash)
        waiting = dict.fromkeys(recipients, reason(met, server))
        return _Try(Outcome({}, waiting, offline=not begun), passing(met))


def _cause(error: Exception, leash: Leash) -> Exception:
    """Return what was met: smtplib takes an answer that is late for a connection that broke off."""
    if leash.ended:
        return EndedError()
    if not leash.left or isinstance(error.__context__, TimeoutError):
        return TimeoutError()
    return error


def _handed_over(smtp: smtplib.SMTP, letter: Letter, recipients: tuple[str, ...]) -> _Try:
    """Go through MAIL, RCPT and DATA; smtplib's own way forgets who was refused when DATA fails."""
    sender = letter.sender or ""
    options: tuple[str, ...] = ()
    if not all(address.isascii() for address in (sender, *letter.recipients)):
        if not smtp.has_extn("smtputf8"):
            return _Try(Outcome(dict.fromkeys(recipients, _UTF8_NEEDED), {}), again=False)
        smtp.command_encoding = "utf-8"
        options = ("SMTPUTF8", "BODY=8BITMIME")
    said: tuple[int, bytes | str] = smtp.mail(sender, options)
    if said[0] not in _TAKEN:
        return _answered(dict.fromkeys(recipients, said))
    answers: dict[str, tuple[int, bytes | str]] = {recipient: smtp.rcpt(recipient) for recipient in recipients}
    accepted = [recipient for recipient, (code, _) in answers.items() if code in _TAKEN]
    if accepted:
        try:
            said = smtp.data(letter.data)
        except smtplib.SMTPDataError as error:
            said = (error.smtp_code, error.smtp_error)
        answers |= dict.fromkeys(accepted, said)
    return _answered(answers)


def _answered(answers: Mapping[str, tuple[int, bytes | str]]) -> _Try:
    bad = {recipient: said for recipient, said in answers.items() if said[0] not in _TAKEN}
    refused = {recipient: answer(*said) for recipient, said in bad.items() if final(said[0])}
    waiting = {recipient: answer(*said) for recipient, said in bad.items() if not final(said[0])}
    return _Try(Outcome(refused, waiting), again=any(later(code) for code, _ in bad.values()))
