"""Many records in a row, cut in one go: where a storm of errors stands, every record matters.

One pattern splits the text at headers of the usual shape, and records are then looked up by their texts all at once.
"""

import re
from collections import Counter
from itertools import accumulate
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


class Records(NamedTuple):
    """Records by column; `head` is the text before the first one, `end` where the last one ends in the block.

    A key is what a text is known by.
    """

    head: bytes
    times: list[bytes]
    threads: list[bytes]
    keys: list[Key]
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
    return Records(head, times, threads, list(zip(before, between, after, bodies, strict=True)), end)


def has_others(cut: Records, numbers: list[int | None]) -> bool:
    """Tell whether within a text a line begins as a record does: one of another shape, or one that is broken."""
    if None not in numbers:
        return False
    unknown = (key[-1] for number, key in zip(numbers, cut.keys, strict=True) if number is None)
    return any(b"\n[" in body and BOUNDARY.search(body) is not None for body in unknown)


def lines_of(cut: Records, numbers: list[int | None], texts: Texts, first: int) -> list[int]:
    """Give the numbers of the lines where each record begins, and of the one behind the last; `first` is the first."""
    counted = (
        key[-1].count(b"\n") if number is None else texts.lines[number]
        for number, key in zip(numbers, cut.keys, strict=True)
    )
    return list(accumulate(counted, initial=first))


def add_known(cut: Records, numbers: list[int | None], lines: list[int], texts: Texts, scan: LogScan) -> int:
    """Take records into a scan, all but the last, if their texts and threads are known; give how many were taken.

    `lines` are the numbers of the lines of their headers.
    """
    before, threads = _all_known(numbers[:-1]), _all_known(texts.known_threads(cut.threads[:-1]))
    if before is None or threads is None:
        return 0
    from omelog.records.moments import packed_usual  # noqa: PLC0415 - numpy, which comes with the first error anyway

    hits = scan.hits
    second, fraction = packed_usual(cut.times[:-1])
    hits.line.fromlist(lines[: len(before)])
    hits.text.fromlist(before)
    hits.thread.fromlist(threads)
    hits.second.frombytes(second.tobytes())
    hits.fraction.frombytes(fraction.tobytes())
    hits.count.fromlist([1] * len(before))
    scan.records += len(before)
    scan.ssl_records += sum(times for number, times in Counter(before).items() if texts.kept[number].wanted)
    scan.first_time = scan.first_time or cut.times[0]
    return len(before)


def _all_known(numbers: list[int | None]) -> list[int] | None:
    return None if None in numbers else cast("list[int]", numbers)
