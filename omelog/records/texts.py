"""The different texts among the records of a bundle, each kept once."""

import re
from collections.abc import Iterable

from omelog.model.record import Text


class Texts:
    """Gives each text a number; keeps so many and no more."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._numbers: dict[tuple[bytes, bytes, bytes, bytes], int] = {}
        self._threads: dict[bytes, bytes] = {}
        self.kept: list[Text] = []
        self.left_out = 0

    def number(self, header: re.Match[bytes], body: bytes, *, wanted: bool) -> int | None:
        """Give the number of a record's text; None if it is one too many."""
        source = header.string
        before = source[header.start() : header.start("time")]
        between = source[header.end("time") : header.start("thread")]
        after = source[header.end("thread") : header.end()]
        number = self._numbers.get((before, between, after, body))
        if number is None:
            if len(self.kept) >= self._limit:
                self.left_out += 1
                return None
            number = self._numbers[before, between, after, body] = len(self.kept)
            self.kept.append(Text(before, between, after, body, header["level"], header["logger"], wanted))
        return number

    def known(self, keys: Iterable[tuple[bytes, bytes, bytes, bytes]]) -> list[int | None]:
        """Give the numbers of the texts that are kept already, by `before`, `between`, `after` and `body`."""
        return list(map(self._numbers.get, keys))

    def thread(self, name: bytes) -> bytes:
        """Give one and the same object for equal names of threads, of which there are few."""
        if len(self._threads) >= self._limit:
            return name
        return self._threads.setdefault(name, name)
