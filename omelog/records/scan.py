"""Cuts the bytes of a log into records and keeps those that could matter: cheap, bounded, blind to JSON."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from omelog.causes import Wanted
from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit
from omelog.records.header import BOUNDARY, Mended, count_lines, first_header, last_header, mended
from omelog.records.texts import Texts

_LARGE = 32 * 1024 * 1024  # bytes of a log from which on the libraries of `bulk` are worth their import
_BLANKS = rb"(?:[\s]|\xc2\xa0)+"


@dataclass
class Hits:
    """The records of one log that could matter, a column each: line of the header, text, time and thread as logged."""

    line: "array[int]" = field(default_factory=lambda: array("q"))
    text: "array[int]" = field(default_factory=lambda: array("q"))
    time: list[bytes] = field(default_factory=list)
    thread: list[bytes] = field(default_factory=list)

    def extend(self, others: "Hits") -> None:
        """Add the hits of another scan."""
        self.line.extend(others.line)
        self.text.extend(others.text)
        self.time += others.time
        self.thread += others.thread

    def drop_from(self, line: int) -> None:
        """Take off the hits at `line` and behind it; lines grow."""
        kept = bisect_left(self.line, line)
        del self.line[kept:], self.text[kept:], self.time[kept:], self.thread[kept:]


class Tail(NamedTuple):
    """The last record of a log, wanted or not: it may go on in the next rotation.

    Where the log ends inside a header, that is the tail; it counts as no record, and `problem` is what to say of it
    if no rotation completes it.
    """

    line: int
    raw: bytes
    wanted: bool
    counted: bool = True
    problem: Problem | None = None


@dataclass
class LogScan:
    """What one log holds. `head` is the text before its first record; `tail` its last record.

    Times are as logged, of the first and the last record in the log. `cut` says that the log breaks off before its
    end (set by who reads it), `joined` that its head went to the log before.
    """

    head: bytes = b""
    tail: Tail | None = None
    lines: int = 0
    records: int = 0
    ssl_records: int = 0
    size: int = 0
    first_time: bytes | None = None
    last_time: bytes | None = None
    cut: bool = False
    joined: bool = False
    hits: Hits = field(default_factory=Hits)
    problems: list[Problem] = field(default_factory=list)


class Scanner:
    """Scans the logs of one bundle for the records of the wanted loggers, and for those that hold a needle anywhere."""

    def __init__(self, wanted: Wanted, limits: Limits, on_first_hit: Callable[[], None] | None = None) -> None:
        """Prepare; `on_first_hit` is called once, when the first record that matters was found."""
        self._on_first_hit = on_first_hit or _nothing
        self._loggers = frozenset(logger.encode() for logger in wanted.loggers)
        self._limits = limits
        self.texts = Texts(limits.distinct_records)
        self._too_long = re.compile(rb"([^\n]{%d})[^\n]+" % limits.line_bytes)
        needles = [text.encode().split() for text in (*wanted.needles, *wanted.elsewhere)]
        self._needle = re.compile(b"|".join(_BLANKS.join(map(re.escape, words)) for words in needles) or rb"(?!)")
        # One word of each, the longest, is searched for in whole blocks: `find` is ten times as fast as a pattern.
        self._words = sorted(self._loggers | {max(words, key=len) for words in needles})

    def scan(self, chunks: Iterable[bytes], where: str, first_line: int = 1) -> LogScan:
        """Cut one log (as text: UTF-8, LF) into records. `first_line` is the number of its first line."""
        scan = LogScan()
        open_record = _Open(self._limits, first_line)
        ends_in_line = False
        for block in self._blocks(chunks, scan, where):
            if any(word in block for word in self._words):
                self._cut(block, scan, open_record, where)
            else:
                self._pass(block, scan, open_record, where)
            ends_in_line = not block.endswith(b"\n")
        self._close(open_record, scan, where, last=True)
        scan.lines += ends_in_line
        return scan

    def _cut(self, block: bytes, scan: LogScan, open_record: "_Open", where: str) -> None:
        """Cut a block of whole lines into records, each of which may matter."""
        position = 0
        line, counted = open_record.next_line, 0
        for boundary in BOUNDARY.finditer(block):
            start = boundary.start()
            open_record.add(block[position:start])
            self._close(open_record, scan, where, last=False)
            line += block.count(b"\n", counted, start)
            counted = start
            header = Mended(boundary, boundary.end()) if boundary["broken"] is None else mended(block, start)
            if header is None:
                open_record.begin(None, line)
                position = start
                continue
            open_record.begin(header.match, line)
            self._count(header.match, scan)
            position = header.end
        open_record.add(block[position:])
        open_record.next_line = line + block.count(b"\n", counted)
        scan.lines += block.count(b"\n")

    def _pass(self, block: bytes, scan: LogScan, open_record: "_Open", where: str) -> None:
        """Pass a block in which nothing is of interest: only its first and last record may go on beyond it."""
        lines, headers = self._counted(block, scan)
        next_line = open_record.next_line + lines
        first, last = first_header(block), last_header(block)
        if first is None or last is None:
            open_record.add(block)
        else:
            open_record.add(block[: first.start()])
            self._close(open_record, scan, where, last=False)
            scan.first_time = scan.first_time or first["time"]
            scan.last_time = last["time"]
            open_record.begin(last, next_line - block.count(b"\n", last.start()))
            open_record.add(block[last.end() :])
        scan.records += headers
        scan.lines += lines
        open_record.next_line = next_line

    def _counted(self, block: bytes, scan: LogScan) -> tuple[int, int]:
        if scan.size > _LARGE and block.endswith(b"\n"):
            from omelog.records.bulk import count_usual_lines  # noqa: PLC0415 - not for small logs

            return count_usual_lines(block) or count_lines(block)
        return count_lines(block)

    def _count(self, match: re.Match[bytes], scan: LogScan) -> None:
        scan.records += 1
        scan.first_time = scan.first_time or match["time"]
        scan.last_time = match["time"]
        scan.ssl_records += self._is_wanted_logger(match["logger"])

    def _is_wanted_logger(self, logger: bytes) -> bool:
        return logger.rpartition(b".")[2] in self._loggers

    def _close(self, open_record: "_Open", scan: LogScan, where: str, *, last: bool) -> None:
        """Keep the record that ends here if it is wanted; the first piece of a log belongs to no record."""
        header, body = open_record.header, open_record.text()
        if header is None:
            self._close_headless(open_record, body, scan, where, last=last)
            return
        wanted = self._is_wanted_logger(header["logger"])
        if last:
            scan.tail = Tail(open_record.line, header[0] + body, wanted)
        if not wanted and not self._needle.search(body):
            return
        number = self.texts.number(header, body, wanted=wanted)
        if number is None:
            return
        self._on_first_hit()
        self._on_first_hit = _nothing
        scan.hits.line.append(open_record.line)
        scan.hits.text.append(number)
        scan.hits.time.append(header["time"])
        scan.hits.thread.append(self.texts.thread(header["thread"]))
        if open_record.dropped:
            limit, line = self._limits.record_bytes, open_record.line
            resolution = f"kept its beginning, left out {open_record.dropped} bytes"
            scan.problems.append(
                limit_hit("record_bytes", limit, "a record is too long", resolution, where=where, line=line)
            )

    def _close_headless(self, open_record: "_Open", text: bytes, scan: LogScan, where: str, *, last: bool) -> None:
        """Keep the text before the first record, or tell of a header that is broken beyond mending."""
        if not open_record.broken:
            scan.head = scan.head or text
            return
        suspect = any(word in text for word in self._words)
        problem = _broken_header(where, open_record.line) if suspect else None
        if last:
            scan.tail = Tail(open_record.line, text, wanted=False, counted=False, problem=problem)
        elif problem is not None:
            scan.problems.append(problem)

    def _blocks(self, chunks: Iterable[bytes], scan: LogScan, where: str) -> Iterator[bytes]:
        """Yield blocks of whole lines; a line that is too long is cut, and said so once a log."""
        held = b""
        dropped = 0
        room = self._limits.line_bytes
        for chunk in chunks:
            scan.size += len(chunk)
            head, newline, rest = (held + chunk).rpartition(b"\n")
            if newline:
                block = self._too_long.sub(rb"\1", head) if len(head) > room else head
                dropped += len(head) - len(block)
                yield block + newline
            dropped += max(0, len(rest) - room)
            held = rest[:room]
        if held:
            yield held
        if dropped:
            limit = self._limits.line_bytes
            scan.problems.append(
                limit_hit("line_bytes", limit, "a line is too long", f"left out {dropped} bytes of it", where=where)
            )


def _nothing() -> None:
    pass


def _broken_header(where: str, line: int) -> Problem:
    return damage(
        "broken-header",
        "a record's header is incomplete, and it may hold a certificate error",
        "not counted as a finding",
        where=where,
        line=line,
        advice="ask for the log file itself, not for a copy from a screen",
    )


class _Open:
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
