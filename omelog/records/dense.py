"""Many records in a row, cut in one go: where a storm of errors stands, every record matters.

One pattern splits the text at headers of the usual shape, and records are then looked up by their texts all at once.
"""

import re
from itertools import accumulate
from operator import methodcaller
from typing import NamedTuple, cast

from omelog.records.header import BOUNDARY, USUAL
from omelog.records.hits import LogScan
from omelog.records.texts import Key, Texts

_LEAST = 64 * 1024  # bytes that are worth it
# `before`, time, `between`, thread and `after` of a text. A literal first, as that is searched for ten times as fast.
_SPLIT = re.compile(
    rb"(\[(?<=^\[)%s)(%s)( \[)(%s)(%s)" % (USUAL.level, USUAL.time, USUAL.thread, USUAL.logger), re.MULTILINE
)
_COLUMNS = _SPLIT.groups + 1
_count_lines = methodcaller("count", b"\n")


class Records(NamedTuple):
    """Records by column; `head` is the text before the first one, `end` where the last one ends in the block.

    A key is what a text is known by; `lines` counts the lines from the first record to each, and `all_lines` those of
    the head and all records.
    """

    head: bytes
    times: list[bytes]
    threads: list[bytes]
    keys: list[Key]
    lines: list[int]
    all_lines: int
    end: int


def records(block: bytes, start: int, end: int, longest: int) -> Records | None:
    """Cut whole lines into records, up to the last line that begins with a bracket.

    None where that is not worth it, where a record is longer than it may be, or one of another shape is the first.
    """
    end = block.rfind(b"\n[", start, end) + 1
    if end - start < _LEAST:
        return None
    head, *pieces = _SPLIT.split(block[start:end])
    before, times, between, threads, after, bodies = (pieces[column::_COLUMNS] for column in range(_COLUMNS))
    if not bodies or max(map(len, bodies)) > longest or BOUNDARY.search(head):
        return None
    *lines, last = accumulate(map(_count_lines, bodies), initial=0)
    keys = list(zip(before, between, after, bodies, strict=True))
    return Records(head, times, threads, keys, lines, head.count(b"\n") + last, end)


def has_boundary(body: bytes) -> bool:
    """Tell whether a line in it looks as if a record began there: a header of another shape, or a broken one."""
    return b"\n[" in body and BOUNDARY.search(body) is not None


def add_known(cut: Records, numbers: list[int | None], texts: Texts, scan: LogScan, first_line: int) -> int:
    """Take records into a scan, all but the last, if their texts and threads are known; give how many were taken."""
    before, threads = _all_known(numbers[:-1]), _all_known(texts.known_threads(cut.threads[:-1]))
    if before is None or threads is None:
        return 0
    from omelog.records.moments import packed_usual  # noqa: PLC0415 - numpy, which comes with the first error anyway

    hits = scan.hits
    second, fraction = packed_usual(cut.times[:-1])
    hits.line.extend(first_line + lines for lines in cut.lines[:-1])
    hits.text.extend(before)
    hits.thread.extend(threads)
    hits.second.frombytes(second.tobytes())
    hits.fraction.frombytes(fraction.tobytes())
    hits.count.extend([1] * len(before))
    scan.records += len(before)
    scan.ssl_records += sum(texts.kept[number].wanted for number in before)
    scan.first_time = scan.first_time or cut.times[0]
    return len(before)


def _all_known(numbers: list[int | None]) -> list[int] | None:
    return None if None in numbers else cast("list[int]", numbers)
