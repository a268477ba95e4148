"""Chunks of a log to windows of whole lines, the same ones however the chunks came."""

import re
from collections.abc import Iterable, Iterator

from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import limit_hit
from omelog.records.mention import Mentions

WINDOW = 256 * 1024  # bytes: larger ones take pages from the system anew for each copy, at twice the time
_SEAM = 256  # bytes: more than a mention has


class Windows:
    """Windows of whole lines; knows afterwards what was left out of lines that are too long.

    `size` counts the bytes taken in so far, `lost` the lines whose only mention was left out.
    """

    def __init__(self, limits: Limits, mentions: Mentions) -> None:
        self._room = limits.line_bytes
        self._too_long = re.compile(rb"([^\n]{%d})([^\n]+)" % self._room)
        self._mentions = mentions
        self._dropped = 0
        self._seam: bytes | None = None  # the last bytes left out of the line that is being read
        self._spoken_for = False  # what is kept of that line holds a mention
        self._loses = False  # that line has lost its only mention
        self.size = 0
        self.lost = 0

    def of(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the windows; a line that is too long is cut. The last one may end without a line end."""
        line = b""  # the beginning of a line
        for piece in _even(chunks):
            self.size += len(piece)
            end = piece.rfind(b"\n") + 1
            if end:
                first_end = piece.find(b"\n")
                first = self._beginning(line, piece[:first_end])
                self._end_line()
                yield self._shortened(b"".join((first, memoryview(piece)[first_end:end])))
                line = b""
            line = self._beginning(line, piece[end:])
        self._end_line()
        if line:
            yield line

    def problem(self, where: str) -> Problem | None:
        """Report lines that were cut."""
        if not self._dropped:
            return None
        what = f"left out {self._dropped} bytes of it"
        return limit_hit("line_bytes", self._room, "a line is too long", what, where=where)

    def _beginning(self, line: bytes, more: bytes) -> bytes:
        """Put more to a line, up to the limit."""
        kept = line + more[: max(0, self._room - len(line))]
        left_out = more[len(kept) - len(line) :]
        if left_out:
            self._leave_out(kept, left_out)
        return kept

    def _leave_out(self, kept: bytes, left_out: bytes) -> None:
        self._dropped += len(left_out)
        if self._seam is None:
            self._loses = False
            self._seam = kept[-_SEAM:]
            self._spoken_for = self._mentions.count(kept) > 0
        text = self._seam + left_out
        self._loses = self._loses or (not self._spoken_for and self._mentions.count(text) > 0)
        self._seam = text[-_SEAM:]

    def _end_line(self) -> None:
        self.lost += self._loses
        self._seam, self._loses = None, False

    def _shortened(self, lines: bytes) -> bytes:
        """Cut the lines that are too long."""
        if len(lines) <= self._room:
            return lines
        return self._too_long.sub(self._short, lines)

    def _short(self, match: re.Match[bytes]) -> bytes:
        self._leave_out(match[1], match[2])
        self._end_line()
        return match[1]


def _even(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of one size."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        start = 0
        while size + len(chunk) - start >= WINDOW:
            end = start + WINDOW - size
            held.append(chunk[start:end])
            yield b"".join(held)
            held, size, start = [], 0, end
        if start < len(chunk):
            held.append(chunk[start:])
            size += len(chunk) - start
    if held:
        yield b"".join(held)
