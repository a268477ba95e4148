"""The pattern: a regular expression of RE2, whose time is linear in the text whatever the pattern."""

import re
from collections.abc import Iterator
from typing import Protocol

import re2

_ENGINE_BYTES = 64 * 1024 * 1024  # what the engine may hold before it falls back to a slower way
# \A, \z and a multi-line flag that is taken back mean the edges of one record, which a longer text does not have.
_AT_EDGES = re.compile(r"\\[Az]|\(\?[A-Za-z]*-")


class Match(Protocol):
    """What is used of a match."""

    def span(self) -> tuple[int, int]:
        """Return start and end."""


class PatternError(ValueError):
    """The pattern is none; the text says what is wrong with it."""


class Pattern:
    """A compiled pattern, matched on bytes: `^` and `$` are the edges of a line, `.` is anything but a line feed.

    `by_record` says that it has to be tried on one record at a time: within a longer text it may mean something else.
    """

    def __init__(self, text: str, *, fixed: bool = False, ignore_case: bool = False) -> None:
        """Compile the text, taken as it stands where it is `fixed`. Raises PatternError."""
        options = re2.Options()
        options.log_errors = False
        options.never_capture = True
        options.max_mem = _ENGINE_BYTES
        options.literal = fixed
        options.case_sensitive = not ignore_case
        encoded = text.encode("utf-8", "surrogateescape")  # bytes that are no UTF-8 are for the engine to refuse
        try:
            self._engine = re2.compile(encoded if fixed else b"(?m)" + encoded, options)
        except re2.error as error:
            raise PatternError(_reason(error)) from None
        self.by_record = not fixed and _AT_EDGES.search(text) is not None

    def search(self, text: bytes, start: int = 0) -> Match | None:
        """Find the first match that begins at `start` or behind it; what stands before `start` is looked back at."""
        match: Match | None = self._engine.search(text, start)
        return match

    def spans(self, text: bytes) -> Iterator[tuple[int, int]]:
        """Yield where all matches stand, but for empty ones."""
        for match in self._engine.finditer(text):
            start, end = match.span()
            if end > start:
                yield start, end


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else b""
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
