"""Handing a letter to a mail server: what is worth another try is tried again, and every recipient is accounted for."""

import contextlib
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from omelog.mail.letter import Letter
from omelog.mail.server import Server, trust
from omelog.visible import one_line

_SHOWN = 200  # characters of a server's answer
_LATER, _NEVER = 400, 500
_TAKEN = (250, 251)
_UTF8_NEEDED = "the server takes no addresses with letters beyond ASCII (SMTPUTF8)"
_NO_STARTTLS = (
    "the server offers no STARTTLS; name it with smtps:// if it speaks TLS from the start; "
    "smtp+plaintext:// sends without encryption"
)


class Patience(NamedTuple):
    """How long an answer may take, and the pauses between tries, in seconds."""

    answer: float = 60
    pauses: tuple[float, ...] = (2, 8, 30)


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
    letter: Letter, server: Server, patience: Patience = Patience(), sleep: Callable[[float], None] = time.sleep
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
    except (smtplib.SMTPException, OSError) as error:
        waiting = dict.fromkeys(recipients, _reason(error, server))
        return _Try(Outcome({}, waiting, offline=not begun), _passing(error))


@contextlib.contextmanager
def _session(server: Server, patience: Patience) -> Iterator[smtplib.SMTP]:
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=patience.answer, context=trust(server)
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=patience.answer)
    try:
        if server.security == "starttls":
            smtp.starttls(context=trust(server))
        smtp.ehlo_or_helo_if_needed()
        if server.login:
            smtp.login(server.login.user, server.login.password)
        yield smtp
    finally:
        # What was taken stays taken, however the goodbye goes.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def _handed_over(smtp: smtplib.SMTP, letter: Letter, recipients: tuple[str, ...]) -> _Try:
    """Go through MAIL, RCPT and DATA; smtplib's own way forgets who was refused when DATA fails."""
    sender = letter.sender or ""
    options: tuple[str, ...] = ()
    if not all(address.isascii() for address in (sender, *letter.recipients)):
        if not smtp.has_extn("smtputf8"):
            return _Try(Outcome(dict.fromkeys(recipients, _UTF8_NEEDED), {}), again=False)
        smtp.command_encoding = "utf-8"
        options = ("SMTPUTF8", "BODY=8BITMIME")
    answer = smtp.mail(sender, options)
    if answer[0] not in _TAKEN:
        return _answered(dict.fromkeys(recipients, answer))
    answers = {recipient: smtp.rcpt(recipient) for recipient in recipients}
    accepted = [recipient for recipient, (code, _) in answers.items() if code in _TAKEN]
    if accepted:
        try:
            answer = smtp.data(letter.data)
        except smtplib.SMTPDataError as error:
            answer = (error.smtp_code, _bytes(error.smtp_error))
        answers |= dict.fromkeys(accepted, answer)
    return _answered(answers)


def _answered(answers: Mapping[str, tuple[int, bytes]]) -> _Try:
    bad = {recipient: answer for recipient, answer in answers.items() if answer[0] not in _TAKEN}
    refused = {recipient: _told(*answer) for recipient, answer in bad.items() if answer[0] >= _NEVER}
    waiting = {recipient: _told(*answer) for recipient, answer in bad.items() if answer[0] < _NEVER}
    return _Try(Outcome(refused, waiting), again=bool(waiting))


def _told(code: int, text: bytes | str) -> str:
    """Quote a server's answer: it may hold anything."""
    said = one_line(_bytes(text).decode("utf-8", "backslashreplace"))
    return f"{code} {said[:_SHOWN]}".strip()


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")


def _passing(error: Exception) -> bool:
    """Tell whether another try within this run has a chance."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _LATER <= error.smtp_code < _NEVER
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionResetError | BrokenPipeError):
        return True
    return False


def _reason(error: Exception, server: Server) -> str:
    where = f"{server.host}:{server.port}"
    match error:
        case smtplib.SMTPAuthenticationError():
            return f"{where} did not take the login: {_told(error.smtp_code, error.smtp_error)}"
        case smtplib.SMTPResponseException():
            return f"{where} answered {_told(error.smtp_code, error.smtp_error)}"
        case smtplib.SMTPNotSupportedError() if "STARTTLS" in str(error):
            return f"{where}: {_NO_STARTTLS}"
        case smtplib.SMTPNotSupportedError():
            return f"{where} takes no login" if server.login else f"{where}: {one_line(str(error))[:_SHOWN]}"
        case ssl.SSLCertVerificationError():
            why = one_line(error.verify_message)
            return f"the certificate of {where} is not trusted: {why}; name the authority's file with --ca-file"
        case ssl.SSLError():
            return f"{where} does not speak TLS in this way; smtps:// begins with TLS, smtp:// changes to it"
        case socket.gaierror():
            return f"{server.host}: no such host"
        case TimeoutError():
            return f"{where} did not answer in time"
        case smtplib.SMTPServerDisconnected():
            return f"{where} broke the connection off"
        case OSError():
            return f"{where}: {one_line(error.strerror or type(error).__name__)}"
        case _:
            return f"{where}: {one_line(str(error))[:_SHOWN]}"
