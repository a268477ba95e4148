"""A conversation with a mail server, bounded in length and in time, whatever the server does."""

import base64
import contextlib
import errno
import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

from omelog.mail.server import Login, Server, trust

_LOGGED_IN = 235
_LONGEST_ANSWER = 65_536  # bytes; a greeting and a list of what a server can do are some hundred
_PULSE = 0.2  # seconds between looks at the clock


class EndlessAnswerError(Exception):
    """The server's answer goes on beyond what any answer has.

    No OSError, which smtplib would take for a lost connection.
    """


class EndedError(Exception):
    """The run was told to end while the conversation went on."""


class Leash:
    """Cuts a connection off when its time is over, or when the run is told to end."""

    def __init__(self, seconds: float, ends: threading.Event | None = None) -> None:
        """Allow so many seconds from now on."""
        self._due = time.monotonic() + seconds
        self._ends = ends
        self._held: socket.socket | None = None
        self._lock = threading.Lock()

    @property
    def left(self) -> float:
        """The seconds that are left; none once the run is told to end."""
        return 0.0 if self.ended else max(0.0, self._due - time.monotonic())

    @property
    def ended(self) -> bool:
        """Whether the run was told to end."""
        return self._ends is not None and self._ends.is_set()

    def hold(self, connection: socket.socket) -> None:
        """Watch over a connection; what TLS makes of it later is the same one."""
        with self._lock:
            self._held = connection.dup()

    def sleep(self, seconds: float) -> None:
        """Pause; no longer than the run goes on."""
        if self._ends is None:
            time.sleep(seconds)
        else:
            self._ends.wait(seconds)

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Look at the clock while a conversation goes on."""
        over = threading.Event()
        watch = threading.Thread(target=self._watch, args=(over,), daemon=True)
        try:
            watch.start()
        except RuntimeError as error:  # without it a server could hold the run for ever
            raise OSError(errno.EAGAIN, "the system cannot start another thread") from error
        try:
            yield
        finally:
            over.set()
            watch.join()
            self._let_go()

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(_PULSE):
            if not self.left:
                with self._lock, contextlib.suppress(OSError):
                    if self._held is not None:
                        self._held.shutdown(socket.SHUT_RDWR)

    def _let_go(self) -> None:
        with self._lock:
            if self._held is not None:
                self._held.close()
            self._held = None


class _Lines:
    """The lines of a server's answers."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._taken = 0

    def begin(self) -> None:
        """Count anew: an answer begins."""
        self._taken = 0

    def readline(self, most: int) -> bytes:
        """Read a line of an answer. Raises EndlessAnswerError."""
        line = self._file.readline(most)
        self._taken += len(line)
        if self._taken > _LONGEST_ANSWER:
            raise EndlessAnswerError
        return line

    def close(self) -> None:
        """Close the file below."""
        self._file.close()


class _Held(smtplib.SMTP):
    """Hands the connection to the leash before TLS begins on it."""

    _leash: Leash

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        hook = super()._get_socket  # type: ignore[misc]  # smtplib's own hook for TLS; its stubs leave it out
        made: socket.socket = hook(host, port, min(timeout, self._leash.left) or _PULSE)
        self._leash.hold(made)
        return made


class _Answers(smtplib.SMTP):
    """Bounds the answers."""

    def __init__(self, server: Server, seconds: float, leash: Leash, **more: Any) -> None:  # noqa: ANN401 - smtplib's
        self._leash = leash
        super().__init__(server.host, server.port, timeout=seconds, **more)

    def getreply(self) -> tuple[int, bytes]:
        """Read an answer."""
        if self.file is None and self.sock is not None:
            self.file = _Lines(self.sock.makefile("rb"))
        if self.file is not None:
            self.file.begin()
        try:
            return super().getreply()
        except EndlessAnswerError:
            self.close()
            raise


class _Clear(_Answers, _Held):
    """A client that begins in the clear."""


class _TLS(_Answers, smtplib.SMTP_SSL, _Held):
    """A client that speaks TLS from the start."""


@contextlib.contextmanager
def session(server: Server, seconds: float, leash: Leash) -> Iterator[smtplib.SMTP]:
    """Open a session with a server, encrypted and logged in as the server is to be spoken to.

    `seconds` is how long one answer may take. Raises what smtplib raises, OSError, ServerError, UnicodeError.
    """
    with leash.watching():
        smtp = _connected(server, seconds, leash)
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


def _connected(server: Server, seconds: float, leash: Leash) -> smtplib.SMTP:
    if server.security == "tls":
        return _TLS(server, seconds, leash, context=trust(server))
    return _Clear(server, seconds, leash)


def _log_in(smtp: smtplib.SMTP, login: Login) -> None:
    """Log in; smtplib's own way knows ASCII alone, where the standard has UTF-8."""
    if f"{login.user}{login.password}".isascii():
        smtp.login(login.user, login.password)
        return
    if "PLAIN" not in smtp.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("no way to log in with non-ASCII letters")
    given = f"\0{login.user}\0{login.password}".encode()
    code, text = smtp.docmd("AUTH", f"PLAIN {base64.b64encode(given).decode()}")
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, text)
