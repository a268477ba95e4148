"""Why a letter was not taken, in words for the one who sends it. What a server answers may hold anything."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from typing import Any

from omelog.mail.server import Server
from omelog.text.visible import one_line

_SHOWN = 200  # characters of a server's answer
_LATER, _NEVER = 400, 500
_OURS = (530, 534, 535, 538)  # login or encryption is missing: about us, and not about the letter

# The first that fits tells.
_WORDS: tuple[tuple[type[Exception], Callable[[Any, str], str]], ...] = (
    (smtplib.SMTPAuthenticationError, lambda error, where: f"{where} did not take the login: {_code(error)}"),
    (smtplib.SMTPResponseException, lambda error, where: f"{where} answered {_code(error)}"),
    (smtplib.SMTPNotSupportedError, lambda error, where: f"{where} {_lacking(error)}"),
    (
        ssl.SSLCertVerificationError,
        lambda error, where: (
            f"the certificate of {where} is not trusted: {one_line(error.verify_message)}; "
            "name its authority's file with --ca-file"
        ),
    ),
    (ssl.SSLError, lambda _, where: f"{where} does not speak TLS like this; smtps:// begins with TLS, smtp:// asks"),
    (socket.gaierror, lambda _, where: f"{where}: no such host"),
    (TimeoutError, lambda _, where: f"{where} did not answer in time"),
    (smtplib.SMTPServerDisconnected, lambda _, where: f"{where} broke the connection off"),
    (OSError, lambda error, where: f"{where}: {one_line(error.strerror or type(error).__name__)}"),
    (UnicodeError, lambda _, where: f"{where}: is no name of a host"),
    (Exception, lambda error, where: f"{where}: {one_line(str(error))[:_SHOWN]}"),
)


def reason(error: Exception, server: Server) -> str:
    """Word an error met on the way to a server, or in talking to it."""
    words = next(words for kind, words in _WORDS if isinstance(error, kind))
    return words(error, f"{server.host}:{server.port}")


def passing(error: Exception) -> bool:
    """Tell whether another try after a pause has a chance: a 4xx answer, a connection that was lost."""
    if isinstance(error, smtplib.SMTPResponseException):
        return later(error.smtp_code)
    return isinstance(error, smtplib.SMTPServerDisconnected | ConnectionResetError | BrokenPipeError)


def later(code: int) -> bool:
    """Tell whether an answer may be another one after a pause."""
    return _LATER <= code < _NEVER


def final(code: int) -> bool:
    """Tell whether an answer refuses this letter for good."""
    return not later(code) and code not in _OURS


def answer(code: int, text: bytes | str) -> str:
    """Quote a server's answer."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
    return f"{code} {one_line(data.decode('utf-8', 'backslashreplace'))[:_SHOWN]}".strip()


def _code(error: smtplib.SMTPResponseException) -> str:
    return answer(error.smtp_code, error.smtp_error)


def _lacking(error: smtplib.SMTPNotSupportedError) -> str:
    if "STARTTLS" in str(error):
        return "offers no STARTTLS; smtps:// is for TLS from the start, smtp+plaintext:// sends without encryption"
    return "takes no login in this way"
