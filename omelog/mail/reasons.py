"""Why a letter was not taken, in words for the one who sends it. What a server answers may hold anything."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from typing import Any

from omelog.mail.server import Server
from omelog.mail.session import EndedError, EndlessAnswerError
from omelog.text.visible import one_line

_SHOWN = 200  # characters of a server's answer
_LATER, _NEVER = 400, 500
_OURS = (530, 534, 535, 538)  # login or encryption is missing: about us, and not about the letter

# What OpenSSL found wrong with a certificate (x509_vfy.h), where another file of authorities would not help.
_DISTRUST = {
    9: "is not trusted: it is not valid yet; check the clock of this machine, then ask whoever runs the server",
    10: "is not trusted: it has expired; check the clock of this machine, then ask whoever runs the server to renew it",
    23: "is not trusted: it was revoked; ask whoever runs the server",
    62: "is not trusted: it is for another host name; give the name in it with --smtp",
    64: "is not trusted: it is for another address; give the name in it with --smtp",
}

# The first that fits is used.
_WORDS: tuple[tuple[type[Exception], Callable[[Any, str], str]], ...] = (
    (EndedError, lambda _, where: f"the run was ended before {where} had answered"),
    (EndlessAnswerError, lambda _, where: f"{where} answers without end; check that a mail server listens there"),
    (smtplib.SMTPAuthenticationError, lambda error, where: f"{where} did not take the login: {_code(error)}"),
    (smtplib.SMTPResponseException, lambda error, where: f"{where} answered {_code(error)}"),
    (smtplib.SMTPNotSupportedError, lambda error, where: f"{where} {_lacking(error)}"),
    (ssl.SSLCertVerificationError, lambda error, where: f"the certificate of {where} {_distrust(error)}"),
    (ssl.SSLError, lambda _, where: f"{where} does not speak TLS like this; smtps:// begins with TLS, smtp:// asks"),
    (socket.gaierror, lambda _, where: f"{where}: no such host"),
    (TimeoutError, lambda _, where: f"{where} did not answer in time"),
    (smtplib.SMTPServerDisconnected, lambda _, where: f"{where} broke off the connection"),
    (OSError, lambda error, where: f"{where}: {one_line(error.strerror or type(error).__name__)}"),
    (UnicodeError, lambda _, where: f"{where}: is not a host name"),
    (Exception, lambda error, where: f"{where}: {one_line(str(error))[:_SHOWN]}"),
)


def reason(error: Exception, server: Server) -> str:
    """Write an error met on the way to a server, or in talking to it."""
    words = next(words for kind, words in _WORDS if isinstance(error, kind))
    return words(error, f"{server.host}:{server.port}")


def passing(error: Exception) -> bool:
    """Return whether another try after a pause has a chance: a 4xx answer, a connection that was lost."""
    if isinstance(error, smtplib.SMTPResponseException):
        return later(error.smtp_code)
    return isinstance(error, smtplib.SMTPServerDisconnected | ConnectionResetError | BrokenPipeError)


def later(code: int) -> bool:
    """Return whether an answer may be another one after a pause."""
    return _LATER <= code < _NEVER


def final(code: int) -> bool:
    """Return whether an answer refuses this letter for good."""
    return not later(code) and code not in _OURS


def answer(code: int, text: bytes | str) -> str:
    """Quote a server's answer."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
    return f"{code} {one_line(data.decode('utf-8', 'backslashreplace'))[:_SHOWN]}".strip()


def _code(error: smtplib.SMTPResponseException) -> str:
    return answer(error.smtp_code, error.smtp_error)


def _distrust(error: ssl.SSLCertVerificationError) -> str:
    """Write why a server's certificate is not taken; only of one whose issuer is not known does --ca-file help."""
    words = _DISTRUST.get(error.verify_code)
    if words is not None:
        return words
    return f"is not trusted: {one_line(error.verify_message)}; name its authority's file with --ca-file"


def _lacking(error: smtplib.SMTPNotSupportedError) -> str:
    if "STARTTLS" in str(error):
        return "offers no STARTTLS; smtps:// is for TLS from the start, smtp+plaintext:// sends without encryption"
    return "takes no login in this way"
