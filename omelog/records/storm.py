"""Records that repeat: where a storm of errors stands, equal texts are looked up many at a time.

One pattern splits the text at headers of the usual shape; what stands between two of them is known by its text.
"""

import re
from collections import Counter
from itertools import accumulate
from typing import NamedTuple, cast

from omelog.records.header import USUAL
from omelog.records.hits import LogScan
from omelog.records.record import Record, Repeated, Repeats
from omelog.records.texts import Key, Texts, key_of

LEAST = 64 * 1024  # bytes that are worth it
# `before`, time, `between`, thread and `after` of a text. A literal first, as that is searched for ten times as fast.
_SPLIT = re.compile(
    rb"(\[(?<=^\[)%s)(%s)( \[)(%s)(%s)" % (USUAL.level, USUAL.time, USUAL.thread, USUAL.logger), re.MULTILINE
)
_COLUMNS = _SPLIT.groups + 1


class _Known(NamedTuple):
    """A text that was met before: its number, and what each of its records counts for."""

    number: int
    wanted: bool
    mentions: int
    lines: int


class _Columns(NamedTuple):
    """Records by column."""

    keys: list[Key]
    times: list[bytes]
    threads: list[bytes]


class Storm:
    """Takes the records of one log whose texts were met before, and puts them into its hits."""

    def __init__(self, texts: Texts, scan: LogScan, most: int) -> None:
        """Prepare for a scan that keeps `most` hits one by one."""
        self._texts, self._scan, self._most = texts, scan, most
        self._known: dict[Key, _Known] = {}

    def learn(self, record: Record, number: int) -> None:
        """Remember a record that stands plain in its log."""
        header, body = record.header, record.body
        is_plain = record.raw is None and not (record.at or record.quotes or record.dropped)
        if header is not None and is_plain and body.endswith(b"\n"):
            key = key_of(header, body)
            self._known[key] = _Known(number, record.wanted, record.mentions, body.count(b"\n"))

    def split(self, text: bytes) -> Repeats | None:
        """Split whole records that begin with one of the usual shape; None where that is not worth it."""
        if len(text) < LEAST or not self._known:
            return None
        head, *pieces = _SPLIT.split(text)
        if head:
            return None
        before, times, between, threads, after, bodies = (pieces[column::_COLUMNS] for column in range(_COLUMNS))
        keys = list(zip(before, between, after, bodies, strict=True))
        known = list(map(self._known.get, keys))
        columns = _Columns(keys, times, threads)

        def take(start: int, end: int, line: int) -> Repeated:
            return self._take(columns, cast("list[_Known]", known[start:end]), slice(start, end), line)

        def text_of(start: int, end: int) -> bytes:
            rows = zip(keys[start:end], times[start:end], threads[start:end], strict=True)
            return b"".join(
                part
                for (first, second, third, body), time, thread in rows
                for part in (first, time, second, thread, third, body)
            )

        return Repeats([one is not None for one in known], text_of, take)

    def _take(self, columns: _Columns, known: list[_Known], part: slice, line: int) -> Repeated:
        from omelog.records.moments import packed_usual  # noqa: PLC0415 - numpy, as in `lines`

        hits = self._scan.hits
        *lines, behind = accumulate((one.lines for one in known), initial=line)
        times, threads = columns.times[part], columns.threads[part]
        second, fraction = packed_usual(times)
        count = len(known)
        hits.line.fromlist(lines)
        hits.byte.fromlist([0] * count)
        hits.text.fromlist([one.number for one in known])
        hits.thread.fromlist(list(map(self._texts.thread, threads)))
        hits.second.frombytes(second.tobytes())
        hits.fraction.frombytes(fraction.tobytes())
        hits.count.fromlist([1] * count)
        hits.raw.fromlist([0] * count)
        self._scan.bound(self._most)
        each = Counter(known)
        wanted = sum(often for one, often in each.items() if one.wanted)
        mentions = sum(one.mentions * often for one, often in each.items() if one.wanted)
        elsewhere = sum(one.mentions * often for one, often in each.items() if not one.wanted)
        return Repeated(wanted, mentions, elsewhere, behind, times, lines)
