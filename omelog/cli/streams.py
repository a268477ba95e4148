"""The standard streams, whatever they are: a report is written and a mail is sent whether anybody listens or not.

A closed stream is opened on the null device first, so that no file of ours gets its number. What cannot be written is
dropped and remembered; nothing that writes has to think of it.
"""

import errno
import io
import os
import select
import sys
from typing import TextIO

_USUAL_WIDTH = "80"
_GONE = (errno.EBADF, errno.EPIPE, errno.EINVAL)  # nobody listens; Windows calls a closed pipe an invalid argument


class _Output(io.RawIOBase):
    """A stream whose failure is remembered and not raised."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self.failed: OSError | None = None

    def write(self, data: object) -> int:
        """Write data, or drop it."""
        view = memoryview(data)  # type: ignore[arg-type]  # a buffer, as RawIOBase has it
        if self.failed is None:
            try:
                return self._written(view)
            except OSError as error:
                self.failed = error
        return view.nbytes

    def _written(self, view: memoryview) -> int:
        while (written := self._raw.write(view)) is None:  # a pipe that does not block and is full
            select.select([], [self._raw], [])
        return written

    def writable(self) -> bool:
        """Return whether this can be written to."""
        return True

    def fileno(self) -> int:
        """Return the descriptor below."""
        return self._raw.fileno()

    def isatty(self) -> bool:
        """Return whether this is a terminal."""
        return self._raw.isatty()


class _Closed(io.RawIOBase):
    """A standard input that is closed."""

    def readable(self) -> bool:
        """Return whether this is made to be read."""
        return True

    def readinto(self, _buffer: object) -> int:
        """Read nothing. Raises OSError."""
        raise OSError(errno.EBADF, "it is closed")


def prepare() -> None:
    """Put streams that cannot fail in the place of the standard ones."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free: this one
    sys.stdin = sys.stdin or io.TextIOWrapper(io.BufferedReader(_Closed()), encoding="utf-8")
    sys.stdout, sys.stderr = _tolerant(sys.stdout), _tolerant(sys.stderr)
    if os.environ.get("COLUMNS") and not os.environ["COLUMNS"].strip("0"):
        os.environ["COLUMNS"] = _USUAL_WIDTH  # a terminal that does not know its width says 0


def failed() -> bool:
    """Return whether standard output could not be written so far, so that writing on is of no use."""
    return _lost() is not None


def failure() -> OSError | None:
    """Write what waits, and return why standard output could not be written; None if it could.

    That nobody reads on is a failure too: the caller knows whether it matters.
    """
    sys.stdout.flush()
    return _lost()


def _lost() -> OSError | None:
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return raw.failed if isinstance(raw, _Output) else None


def is_gone(error: OSError) -> bool:
    """Return whether a failure means that nobody listens: `>&-`, or `| head` that has seen enough."""
    return error.errno in _GONE


def is_closed(error: OSError) -> bool:
    """Return whether a failure means that there never was a listener."""
    return error.errno == errno.EBADF


def _tolerant(stream: TextIO | None) -> TextIO:
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)  # PYTHONUNBUFFERED leaves the buffer out
    if not isinstance(stream, io.TextIOWrapper) or not isinstance(raw, io.RawIOBase):
        closed = _Output(io.FileIO(os.devnull, "w"))
        closed.failed = OSError(errno.EBADF, "it is closed")
        return io.TextIOWrapper(io.BufferedWriter(closed), encoding="utf-8", errors="backslashreplace")
    return io.TextIOWrapper(
        io.BufferedWriter(_Output(raw)),
        encoding=stream.encoding,
        errors="backslashreplace",  # a terminal that lacks a character must not end the run
        line_buffering=stream.line_buffering or stream.write_through,
    )
