"""Mention lines: those that hold a wanted logger, a message id, an operation or a text needle of the catalogue.

Only the records around them are cut. Words are looked for in ASCII and whatever the case.
"""

import re
from collections.abc import Iterator, Sequence

import re2

from omelog.causes import Wanted

try:
    from ahocorasick_rs import BytesAhoCorasick
except ImportError:  # no wheel for Windows on ARM
    BytesAhoCorasick = None  # type: ignore[assignment,misc]  # as it says

_BLANKS = rb"(?:\s|\xc2\xa0)+"
_ANCHOR = 8  # bytes of a word that are searched for; what is found by them is looked at
_AT_ONCE = 4  # words in one search: beyond that the matcher loses its fast path
_SMALL = 0x20  # makes letters small, and leaves digits as they are


class Mentions:
    """Finds mention lines."""

    def __init__(self, wanted: Wanted) -> None:
        texts = [text.encode().split() for text in wanted.mentions]
        options = re2.Options()
        options.log_errors = False
        options.never_capture = True
        options.case_sensitive = False
        options.encoding = re2.Options.Encoding.LATIN1  # bytes: a text may hold some that are not UTF-8
        pattern = b"|".join(_BLANKS.join(map(re.escape, words)) for words in texts)
        self._pattern = re2.compile(pattern or b"[^\\x00-\\xff]", options)
        self._searches = _searches([max(words, key=len) for words in texts])

    def places(self, text: bytes) -> list[int]:
        """Return the places in a text where a mention may stand, in order: each mention holds one, or none is there."""
        if not self._searches:
            return []
        import numpy as np  # noqa: PLC0415 - 70 ms, not for what only asks whether a text is a log

        small = np.bitwise_or(np.frombuffer(text, np.uint8), np.uint8(_SMALL)).tobytes()
        return sorted(place for search in self._searches for place in search(small))

    def lines(self, text: bytes, start: int = 0) -> Iterator[int]:
        """Yield a place in each mention line from `start` on: that where the first mention in it begins."""
        while match := self._pattern.search(text, start):
            place = match.start()
            yield place
            start = text.find(b"\n", place) + 1
            if not start:
                return

    def count(self, text: bytes) -> int:
        """Count the mention lines of a text."""
        return sum(1 for _ in self.lines(text))


class _Search:
    """Finds words in a text of small letters."""

    def __init__(self, words: Sequence[bytes]) -> None:
        self._words = words
        self._machine = BytesAhoCorasick(words) if BytesAhoCorasick is not None else None

    def __call__(self, text: bytes) -> list[int]:
        if self._machine is not None:
            return [start for _, start, _ in self._machine.find_matches_as_indexes(text)]
        return [place for word in self._words for place in _all(text, word)]


def _searches(words: list[bytes]) -> list[_Search]:
    anchors = sorted({bytes(byte | _SMALL for byte in word[:_ANCHOR]) for word in words})
    return [_Search(anchors[start : start + _AT_ONCE]) for start in range(0, len(anchors), _AT_ONCE)]


def _all(text: bytes, word: bytes) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)
