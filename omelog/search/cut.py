"""Cuts a log into blocks of whole records, without a look at each of them.

What a record is, `records.cutter` says: where a block holds a header in mid-line or in an envelope, its records are
yielded one by one.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from omelog.bundle import ahead
from omelog.limits import Limits
from omelog.records.cutter import has_inner_headers, spans
from omelog.records.header import BOUNDARY, mended

# Small enough that a pattern which looks far ahead at each match stays cheap, large enough that calls do not count.
_BLOCK = 128 * 1024


class Block(NamedTuple):
    """Whole records, each with its line feed; or the text before the first record of a log, or its last record.

    `line` is the line of its first byte. `dropped` counts the bytes that a limit left out of its only record.
    """

    text: bytes
    line: int
    dropped: int = 0

    @property
    def record(self) -> bytes:
        """Give the text of a block that is one record, without its last line feed."""
        return self.text.removesuffix(b"\n")


def header_at(text: bytes, position: int = 0) -> re.Match[bytes] | None:
    """Give the header that begins here, one that was wrapped as it was before; None if none does."""
    match = BOUNDARY.match(text, position)
    if match is None or match["broken"] is None:
        return match
    whole = mended(text, position)
    return whole.match if whole else None


def first_header(text: bytes) -> re.Match[bytes] | None:
    """Return the header of a record, plain or in an envelope."""
    return header_at(text) or (spans(text)[0].header if has_inner_headers(text) else None)


def record_start(text: bytes, position: int) -> int:
    """Give where the record begins in which `position` lies; the text begins with a record."""
    found = text.rfind(b"\n[", 0, position + 1)
    while found >= 0:
        if header_at(text, found + 1):
            return found + 1
        found = text.rfind(b"\n[", 0, found + 1)
    return 0


def record_end(text: bytes, position: int) -> int:
    """Give where the next record begins behind `position`; the end of the text if none does."""
    found = text.find(b"\n[", position)
    while found >= 0:
        if header_at(text, found + 1):
            return found + 1
        found = text.find(b"\n[", found + 1)
    return len(text)


def records(text: bytes, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield where each record begins and ends; `start` and `stop` are such places themselves."""
    while start < stop:
        end = record_end(text, start)
        yield start, end
        start = end


def records_of(text: bytes) -> list[tuple[int, int]]:
    """Return where each record of a text begins and ends."""
    if has_inner_headers(text):
        return [(span.start, span.end) for span in spans(text)]
    return list(records(text, 0, len(text)))


class Cutter:
    """One log on its way through. What is known of it as a whole stands here once its blocks were taken."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._too_long = re.compile(rb"([^\n]{%d})[^\n]+" % limits.line_bytes)
        self._digest = hashlib.sha256()
        self._open = _Open(1, limits.record_bytes)
        self.size = 0
        self.lines = 0
        self.dropped_of_lines = 0
        self.head = Block(b"", 1)  # the text before the first record
        self.tail: Block | None = None  # the last record; None if there is no record at all
        self.first_time: bytes | None = None

    @property
    def digest(self) -> bytes:
        """Give the hash of all bytes."""
        return self._digest.digest()

    def blocks(self, chunks: Iterable[bytes]) -> Iterator[Block]:
        """Yield all records but the last one, in blocks in their order."""
        for lines in self._whole_lines(chunks):
            last = _last_header(lines)
            if last is None:
                self._open.add(lines)
            else:
                yield from self._to_last_header(lines, last)
            self.lines += lines.count(b"\n", last or 0) + (not lines.endswith(b"\n"))
        if self.first_time is None:
            self.head = self._open.rest()
        else:
            self.tail = self._open.rest()

    def take_edges(self) -> tuple[Block, Block | None]:
        """Give head and tail, and let go of them."""
        edges = self.head, self.tail
        self.head, self.tail, self._open = Block(b"", 1), None, _Open(1, 0)
        return edges

    def _to_last_header(self, lines: bytes, last: int) -> Iterator[Block]:
        """Yield what is whole before the last header in these lines, and open the record that begins with it."""
        first = 0
        if self.first_time is None or self._open.dropped:  # text that may not be one with the records behind it
            first = _first_header(lines)
            self._open.add(lines[:first])
            if self.first_time is None:
                self.head = self._open.rest()
                self.first_time = first_header(lines[first:last] or lines[first:])["time"]  # type: ignore[index]  # there is a header
            else:
                yield self._open.block()
            self.lines += lines.count(b"\n", 0, first)
            self._open = _Open(self.lines + 1, self._limits.record_bytes)
        if block := self._open.with_more(lines, first, last):
            yield from self._bounded(block)
        self.lines += lines.count(b"\n", first, last)
        self._open = _Open(self.lines + 1, self._limits.record_bytes)
        self._open.add(lines[last:])

    def _bounded(self, block: Block) -> Iterator[Block]:
        """Yield the block as it is, unless a record in it is too long, or none where one is looked for."""
        room = self._limits.record_bytes
        if has_inner_headers(block.text) or not block.text.endswith(b"\n"):
            yield from self._one_by_one(block)
            return
        if len(block.text) <= room:
            yield block
            return
        line = block.line
        for start, end in records(block.text, 0, len(block.text)):
            one = _Open(line, room)
            one.add(block.text[start:end])
            yield one.block()
            line += block.text.count(b"\n", start, end)

    def _one_by_one(self, block: Block) -> Iterator[Block]:
        line = block.line
        for span in spans(block.text):
            one = _Open(line, self._limits.record_bytes)
            one.add(block.text[span.start : span.end])
            yield one.block()
            line += block.text.count(b"\n", span.start, span.end)

    def _whole_lines(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield blocks of whole lines; a line that is too long is cut, and counted."""
        held = b""
        room = self._limits.line_bytes
        for chunk in _even(ahead(self._measured(chunks))):
            end = chunk.rfind(b"\n") + 1
            if end:
                lines = b"".join((held, memoryview(chunk)[:end]))
                if len(lines) > room:
                    lines = self._shortened(lines)
                yield lines
                held = b""
            rest = chunk[end:]
            self.dropped_of_lines += max(0, len(held) + len(rest) - room)
            held += rest[: room - len(held)]
        if held:
            yield held

    def _measured(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.size += len(chunk)
            self._digest.update(chunk)
            yield chunk

    def _shortened(self, lines: bytes) -> bytes:
        shortened = self._too_long.sub(rb"\1", lines)
        self.dropped_of_lines += len(lines) - len(shortened)
        return shortened


class _Open:
    """A record that is not known to be whole yet, or the text before the first one."""

    def __init__(self, line: int, room: int) -> None:
        self._line = line
        self._left = room
        self._pieces: list[bytes] = []
        self.dropped = 0

    def add(self, text: bytes) -> None:
        """Add text up to the limit, and count the rest."""
        kept = text if len(text) <= self._left else text[: self._left]
        self.dropped += len(text) - len(kept)
        self._left -= len(kept)
        if kept:
            self._pieces.append(kept)

    def with_more(self, lines: bytes, start: int, end: int) -> Block | None:
        """Give what is open, and the lines behind it, as one block; None if there is nothing."""
        text = b"".join((*self._pieces, memoryview(lines)[start:end]))
        return Block(text, self._line) if text else None

    def block(self) -> Block:
        """Give what is open as a block of its own, ending with a line feed."""
        text = b"".join(self._pieces)
        return Block(text if text.endswith(b"\n") else text + b"\n", self._line, self.dropped)

    def rest(self) -> Block:
        """Give what is open as it stands: its last line may go on in the next rotation."""
        return Block(b"".join(self._pieces), self._line, self.dropped)


def _even(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of about one size."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        if not held and len(chunk) > _BLOCK:
            for start in range(0, len(chunk), _BLOCK):
                yield chunk[start : start + _BLOCK]
            continue
        held.append(chunk)
        size += len(chunk)
        if size >= _BLOCK:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def _last_header(lines: bytes) -> int | None:
    """Return where the last record begins; None if there is no header."""
    start = record_start(lines, len(lines))
    places = _inner(lines[start:])
    if places:
        return start + places[-1]
    return start if start or header_at(lines) else None


def _first_header(lines: bytes) -> int:
    if header_at(lines):
        return 0
    end = record_end(lines, 0)
    return next(iter(_inner(lines[:end])), end)


def _inner(text: bytes) -> list[int]:
    """Return where records begin in a text of which not every header stands plain at a line's start."""
    return [span.start for span in spans(text) if span.header] if has_inner_headers(text) else []
