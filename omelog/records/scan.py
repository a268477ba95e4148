"""Cuts the bytes of a log into records and keeps those that could matter: cheap, bounded, blind to JSON."""

import re
import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple, cast

from omelog.causes import Wanted
from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit
from omelog.records.blocks import Blocks
from omelog.records.dense import add_known, has_others, lines_of, records
from omelog.records.header import BOUNDARY, HEADER, Mended, mended
from omelog.records.hits import LogScan, Tail
from omelog.records.open import OpenRecord
from omelog.records.outline import Outline, first_header, last_header
from omelog.records.search import Search, plain_search
from omelog.records.texts import Texts
from omelog.records.times import packed

_LARGE = 16 * 1024 * 1024  # bytes of all logs together from which on numpy is worth its import
_BLANKS = rb"(?:[\s]|\xc2\xa0)+"


class _Part(NamedTuple):
    """Whole lines of a block."""

    block: bytes
    start: int
    end: int


class Scanner:
    """Scans the logs of one bundle for the records of the wanted loggers, and for those that hold a needle anywhere."""

    def __init__(self, wanted: Wanted, limits: Limits, on_first_hit: Callable[[], None] | None = None) -> None:
        """Prepare; `on_first_hit` is called once, when the first record that matters was found."""
        self._on_first_hit = on_first_hit or _nothing
        self._loggers = frozenset(logger.encode() for logger in wanted.loggers)
        self._limits = limits
        self.texts = Texts(limits)
        needles = [text.encode().split() for text in (*wanted.needles, *wanted.elsewhere)]
        self._needle = re.compile(b"|".join(_BLANKS.join(map(re.escape, words)) for words in needles) or rb"(?!)")
        # One word of each, the longest, is searched for in whole blocks: that is ten times as fast as a pattern.
        self._words = sorted(self._loggers | {max(words, key=len) for words in needles})
        self._plain = plain_search(self._words)
        self._large: Search | None = None
        self._size = 0  # bytes of the logs before this one

    def scan(self, chunks: Iterable[bytes], where: str, first_line: int = 1, rows: int | None = None) -> LogScan:
        """Cut one log (as text: UTF-8, LF) into records. `first_line` is the number of its first line.

        It keeps `rows` hits at most one by one; without a number, as many as the limit says.
        """
        scan = LogScan()
        open_record = OpenRecord(self._limits, first_line)
        blocks = Blocks(self._limits)
        ends_in_line = False
        for block, block_end in blocks.of(chunks):
            at = 0
            parts, outline = self._search(blocks.size).regions(block, block_end)
            for start, end in [*parts, (block_end, block_end)]:
                if outline is not None and at < start:
                    self._pass(_Part(block, at, start), outline, scan, open_record, where)
                self._cut(_Part(block, start, end), scan, open_record, where)
                at = end
            self._bound(scan, self._limits.records if rows is None else rows)
            ends_in_line = not block.endswith(b"\n")
        self._close(open_record, scan, where, last=True)
        scan.size = blocks.size
        self._size += blocks.size
        scan.lines += ends_in_line
        if problem := blocks.problem(where):
            scan.problems.add(problem)
        return scan

    def _bound(self, scan: LogScan, rows: int) -> None:
        if len(scan.hits) > rows:
            from omelog.records.thin import thinned  # noqa: PLC0415 - numpy, for what hardly ever comes

            scan.hits = thinned(scan.hits, max(1, rows // 2))

    def _search(self, size: int) -> Search:
        """Give what finds places: with numpy where the logs are large, or where it is imported and costs nothing."""
        if self._large is None and (self._size + size > _LARGE or "numpy" in sys.modules):
            from omelog.records.bulk import bulk_search  # noqa: PLC0415 - not for small logs

            self._large = bulk_search(self._words)
        return self._large or self._plain

    def _cut(self, part: "_Part", scan: LogScan, open_record: OpenRecord, where: str) -> None:
        """Cut whole lines into records, each of which may matter."""
        block, _, end = part
        first_line = open_record.next_line
        position = counted = self._cut_dense(part, scan, open_record, where)
        line = open_record.next_line
        for boundary in BOUNDARY.finditer(block, position, end):
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
        open_record.add(block[position:end])
        open_record.next_line = line + block.count(b"\n", counted, end)
        scan.lines += open_record.next_line - first_line

    def _cut_dense(self, part: "_Part", scan: LogScan, open_record: OpenRecord, where: str) -> int:
        """Cut many records of the usual shape at once, the last of them is left open; give where that ends."""
        cut = records(part.block, part.start, part.end, self._limits.record_bytes)
        numbers = self.texts.known(cut.keys) if cut else []
        if cut is None or has_others(cut, numbers):
            return part.start
        open_record.add(cut.head)
        self._close(open_record, scan, where, last=False)
        first_line = open_record.next_line + cut.head.count(b"\n")
        lines = lines_of(cut, numbers, self.texts, first_line)
        done = add_known(cut, numbers, lines, self.texts, scan)
        for index in range(done, len(numbers)):
            key = cut.keys[index]
            header = b"".join((key[0], cut.times[index], key[1], cut.threads[index], key[2]))
            match = cast("re.Match[bytes]", HEADER.match(header))
            open_record.begin(match, lines[index])
            open_record.add(key[-1])
            self._count(match, scan)
            if index < len(numbers) - 1:
                self._close(open_record, scan, where, last=False)
        open_record.next_line = lines[-1]
        return cut.end

    def _pass(self, part: "_Part", outline: Outline, scan: LogScan, open_record: OpenRecord, where: str) -> None:
        """Pass whole lines in which nothing is of interest: only the first and last record may go on beyond them."""
        block, start, end = part
        lines = outline.lines(start, end)
        next_line = open_record.next_line + lines
        first, last = first_header(block, start, end), last_header(block, start, end)
        if first is None or last is None:
            open_record.add(block[start:end])
        else:
            open_record.add(block[start : first.start()])
            self._close(open_record, scan, where, last=False)
            scan.first_time = scan.first_time or first["time"]
            scan.last_time = last["time"]
            open_record.begin(last, next_line - block.count(b"\n", last.start(), end))
            open_record.add(block[last.end() : end])
        scan.records += outline.headers(start, end)
        scan.lines += lines
        open_record.next_line = next_line

    def _count(self, match: re.Match[bytes], scan: LogScan) -> None:
        scan.records += 1
        scan.first_time = scan.first_time or match["time"]
        scan.last_time = match["time"]
        scan.ssl_records += self._is_wanted_logger(match["logger"])

    def _is_wanted_logger(self, logger: bytes) -> bool:
        return logger.rpartition(b".")[2] in self._loggers

    def _close(self, open_record: OpenRecord, scan: LogScan, where: str, *, last: bool) -> None:
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
            self.texts.left_out += 1
            return
        self._on_first_hit()
        self._on_first_hit = _nothing
        scan.hits.add(open_record.line, number, self.texts.thread(header["thread"]), packed(header["time"]))
        if open_record.dropped:
            limit, line = self._limits.record_bytes, open_record.line
            resolution = f"kept its beginning, left out {open_record.dropped} bytes"
            scan.problems.add(
                limit_hit("record_bytes", limit, "a record is too long", resolution, where=where, line=line)
            )

    def _close_headless(self, open_record: OpenRecord, text: bytes, scan: LogScan, where: str, *, last: bool) -> None:
        """Keep the text before the first record, or tell of a header that is broken beyond mending."""
        if not open_record.broken:
            scan.head = scan.head or text
            return
        suspect = any(word in text for word in self._words)
        problem = _broken_header(where, open_record.line) if suspect else None
        if last:
            scan.tail = Tail(open_record.line, text, wanted=False, counted=False, problem=problem)
        elif problem is not None:
            scan.problems.add(problem)


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
