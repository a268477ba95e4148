"""Chunks of a log to blocks of whole lines."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import limit_hit
from omelog.records.header import unfinished


class Block(NamedTuple):
    """Whole lines. Those from `end` on only show how a wrapped header goes on: they come again in the next block."""

    text: bytes
    end: int


class Blocks:
    """Blocks of whole lines; knows afterwards what was left out of lines that are too long.

    `size` counts the bytes taken in so far.
    """

    def __init__(self, limits: Limits) -> None:
        self._room = limits.line_bytes
        self._too_long = re.compile(rb"([^\n]{%d})[^\n]+" % self._room)
        self._dropped = 0
        self.size = 0

    def of(self, chunks: Iterable[bytes]) -> Iterator[Block]:
        """Yield the blocks; a line that is too long is cut. The last block may end without a line end."""
        held = b""  # whole lines that may open a wrapped header
        line = b""  # the beginning of a line
        for chunk in chunks:
            self.size += len(chunk)
            end = chunk.rfind(b"\n") + 1
            if end:
                block = self._cut(b"".join((held, line, memoryview(chunk)[:end])))
                split = unfinished(block)
                held, line = block[split:], b""
                if split:
                    yield Block(block, split)
            line = self._beginning(line + chunk[end:])
        if held or line:
            yield Block(held + line, len(held) + len(line))

    def problem(self, where: str) -> Problem | None:
        """Tell of lines that were cut."""
        if not self._dropped:
            return None
        what = f"left out {self._dropped} bytes of it"
        return limit_hit("line_bytes", self._room, "a line is too long", what, where=where)

    def _cut(self, block: bytes) -> bytes:
        if len(block) <= self._room:
            return block
        cut = self._too_long.sub(rb"\1", block)
        self._dropped += len(block) - len(cut)
        return cut

    def _beginning(self, line: bytes) -> bytes:
        self._dropped += max(0, len(line) - self._room)
        return line[: self._room]
