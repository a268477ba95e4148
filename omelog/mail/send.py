"""Handing a letter to a mail server: what is worth another try is tried again, and every recipient is accounted for."""

import base64
import contextlib
import smtplib
import time
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from omelog.mail.letter import Letter
from omelog.mail.reasons import answer, final, later, passing, reason
from omelog.mail.server import Login, Server, ServerError, trust

_TAKEN = (250, 251)
_LOGGED_IN = 235
_UTF8_NEEDED = "the server takes no addresses with letters beyond ASCII (SMTPUTF8)"


class Patience(NamedTuple):
    """How long an answer may take, and the pauses between tries, in seconds."""

    answer: float = 60
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
    letter: Letter, server: Server, patience: Patience = USUAL, sleep: Callable[[float], None] = time.sleep
) -> Outcome:
    """Send a letter. Tries again after a passing refusal or a lost connection, for those who do not have it yet."""
    refused: dict[str, str] = {}
    recipients = letter.recipients
    for pause in (*patience.pauses, None):
        outcome, again = _attempt(letter, recipients, server, patience)
        refused |= outcome.refused
        recipients = tuple(outcome.waiting)
        if not recipients or not again or pause is None:
            break
        sleep(pause)
    return Outcome(refused, outcome.waiting, outcome.offline)


def _attempt(letter: Letter, recipients: tuple[str, ...], server: Server, patience: Patience) -> _Try:
    begun = False
    try:
        with _session(server, patience) as smtp:
            begun = True
            return _handed_over(smtp, letter, recipients)
    except (smtplib.SMTPException, OSError, ServerError, UnicodeError) as error:
        waiting = dict.fromkeys(recipients, reason(error, server))
        return _Try(Outcome({}, waiting, offline=not begun), passing(error))


@contextlib.contextmanager
def _session(server: Server, patience: Patience) -> Iterator[smtplib.SMTP]:
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=patience.answer, context=trust(server))
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=patience.answer)
    try:
        if server.security == "starttls":
            smtp.starttls(context=trust(server))
        smtp.ehlo_or_helo_if_needed()
        if server.login:
            _log_in(smtp, server.login)
        yield smtp
    finally:
        # What was taken stays taken, however the goodbye goes.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def _log_in(smtp: smtplib.SMTP, login: Login) -> None:
    """Log in; smtplib's own way knows ASCII alone, where the standard has UTF-8."""
    if f"{login.user}{login.password}".isascii():
        smtp.login(login.user, login.password)
        return
    if "PLAIN" not in smtp.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("no way to log in with letters beyond ASCII")
    given = f"\0{login.user}\0{login.password}".encode()
    code, text = smtp.docmd("AUTH", f"PLAIN {base64.b64encode(given).decode()}")
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, text)


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
