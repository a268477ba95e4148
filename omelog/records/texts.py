"""The different texts among the records of a bundle, and the names of their threads, each kept once."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from omelog.limits import Limits
from omelog.model.record import Text
from omelog.records.times import logged

if TYPE_CHECKING:
    from omelog.records.hits import Hits

Key = tuple[bytes, bytes, bytes, bytes]
_NO_NAME = "… [name left out]".encode()
_EACH = 256  # bytes of memory that each of them takes beside its own


def key_of(header: re.Match[bytes], body: bytes) -> Key:
    """Return what records have in common that differ in time and thread alone."""
    source = header.string
    before = source[header.start() : header.start("time")]
    between = source[header.end("time") : header.start("thread")]
    return before, between, source[header.end("thread") : header.end()], body


class Texts:
    """Numbers the texts and the names of threads; keeps them up to a number and a size."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.distinct_records
        self._room = limits.distinct_bytes
        self._room_of_threads = limits.distinct_bytes // 4
        self._room_of_raws = limits.distinct_bytes // 4
        self._numbers: dict[tuple[Key, bool], int] = {}
        self._threads: dict[bytes, int] = {}
        self.kept: list[Text] = []
        self.lines: list[int] = []  # line ends in the body of each
        self.threads: list[bytes] = []
        self.raws: list[bytes] = [b""]  # records as they stand in the log, where that is not what their texts say
        self.without_thread = 0  # records of which the name of the thread was not kept
        self.limit = ""  # the name of the one that was met first

    def number(
        self, header: re.Match[bytes], body: bytes, *, wanted: bool, quotes: bool = False, mentions: int = 0
    ) -> int | None:
        """Return the number of a record's text; None if it is one too many."""
        key = key_of(header, body)
        number = self._numbers.get((key, quotes))
        if number is not None:
            return number
        if len(self.kept) >= self._most:
            self.limit = self.limit or "distinct_records"
            return None
        self._room -= sum(map(len, key)) + _EACH
        if self._room < 0:  # from now on nothing more is kept, however short: the first ones are
            self.limit = self.limit or "distinct_bytes"
            return None
        number = self._numbers[key, quotes] = len(self.kept)
        self.kept.append(Text(*key, header["level"], header["logger"], wanted, quotes, mentions))
        self.lines.append(body.count(b"\n"))
        return number

    def raw(self, record: bytes | None) -> int:
        """Return the number of a record as it stands in the log; 0 where its text says that, or there is no room."""
        if record is None or self._room_of_raws < len(record):
            return 0
        self._room_of_raws -= len(record) + _EACH
        self.raws.append(record)
        return len(self.raws) - 1

    def thread(self, name: bytes) -> int:
        """Return the number of a thread; of one too many that of a note which stands for all such."""
        number = self._threads.get(name)
        if number is not None:
            return number
        self._room_of_threads -= len(name) + _EACH
        if self._room_of_threads < 0:
            self.without_thread += 1
            name = _NO_NAME
        if name not in self._threads:
            self._threads[name] = len(self.threads)
            self.threads.append(name)
        return self._threads[name]

    def records(self, hits: "Hits") -> Iterator[bytes]:
        """Yield the records of hits whole, as they stand in the log."""
        for text, thread, time in zip(hits.text, hits.thread, hits.times(), strict=True):
            yield self.kept[text].record(logged(time), self.threads[thread])
