"""The record that is being read."""

import re

from omelog.limits import Limits


class OpenRecord:
    """The record that is being read, or the text before the first one."""

    def __init__(self, limits: Limits, first_line: int) -> None:
        self._room = limits.record_bytes
        self._pieces: list[bytes] = []
        self._size = 0
        self.header: re.Match[bytes] | None = None
        self.broken = False  # it began with a header that is none
        self.line = first_line
        self.next_line = first_line
        self.dropped = 0

    def begin(self, header: re.Match[bytes] | None, line: int) -> None:
        """Begin a record at its header, or at one that is broken."""
        self.header, self.broken, self.line = header, header is None, line
        self._pieces, self._size, self.dropped = [], 0, 0

    def add(self, piece: bytes) -> None:
        """Add text to it, up to the limit."""
        kept = piece[: self._room - self._size]
        self.dropped += len(piece) - len(kept)
        if kept:
            self._pieces.append(kept)
            self._size += len(kept)

    def text(self) -> bytes:
        """Give the text so far."""
        return b"".join(self._pieces)
