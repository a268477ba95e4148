"""Mention lines: those that hold a wanted logger, a message id, an operation or a text needle of the catalogue.

Only the records around them are cut. Words are looked for in ASCII and whatever the case.
"""

import re
from collections.abc import Callable, Iterable, Iterator

import re2

from omelog.causes import Wanted

try:
    from ahocorasick_rs import BytesAhoCorasick
except ImportError:  # no wheel for Windows on ARM
    BytesAhoCorasick = None  # type: ignore[assignment,misc]  # as it says

_Search = Callable[[bytes], Iterable[int]]

_BLANKS = rb"(?:\s|\xc2\xa0)+"
_ANCHOR = 8  # bytes of a word that are searched for; what is found by them is looked at
_SMALL = 0x20  # makes letters small, and leaves digits as they are


class Mentions:
    """Finds mention lines."""

    def __init__(self, wanted: Wanted) -> None:
        texts = [text.encode().split() for text in wanted.mentions]
        self._pattern = any_of(_BLANKS.join(map(re.escape, words)) for words in texts)
        longest = [max(words, key=len)[:_ANCHOR] for words in texts]
        self._searches = [_search(word) for word in sorted({bytes(byte | _SMALL for byte in word) for word in longest})]

    def places(self, text: bytes) -> list[int]:
        """Return the places in a text where a mention may stand, in order: each mention holds one, or none is there."""
        if not self._searches:
            return []
        import numpy as np  # noqa: PLC0415 - 70 ms, not for what only asks whether a text is a log

        small = np.bitwise_or(np.frombuffer(text, np.uint8), np.uint8(_SMALL)).tobytes()
        return sorted(place for search in self._searches for place in search(small))

    def lines(self, text: bytes, start: int = 0) -> Iterator[int]:
        """Yield a place in each mention line from `start` on: that where the first mention in it begins.

        NULs in a text are looked past: of a line that holds some it is where the line begins.
        """
        if text.find(b"\0", start) >= 0:
            yield from self._lines_without_nuls(text, start)
            return
        while match := self._pattern.search(text, start):
            place = match.start()
            yield place
            start = text.find(b"\n", place) + 1
            if not start:
                return

    def _lines_without_nuls(self, text: bytes, start: int) -> Iterator[int]:
        plain = text[start:].replace(b"\0", b"")
        counted = 0
        for place in self.lines(plain):
            for _ in range(plain.count(b"\n", counted, place)):
                start = text.index(b"\n", start) + 1
            counted = place
            yield start

    def count(self, text: bytes) -> int:
        """Count the mention lines of a text."""
        return sum(1 for _ in self.lines(text))


def any_of(patterns: Iterable[bytes]) -> "re2._Regexp[bytes]":
    """Compile patterns of which one is to match, in whatever case."""
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1  # bytes: a text may hold some that are not UTF-8
    return re2.compile(b"|".join(patterns) or b"[^\\x00-\\xff]", options)


def _search(word: bytes) -> _Search:
    """Return what finds a word in a text of small letters.

    A search for one word runs at the speed of memory, one for several of them together at a tenth of that.
    """
    if BytesAhoCorasick is None:
        return lambda text: _all(text, word)
    find = BytesAhoCorasick([word]).find_matches_as_indexes
    return lambda text: (start for _, start, _ in find(text))


def _all(text: bytes, word: bytes) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)
