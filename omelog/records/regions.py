"""Which parts of a log have to be cut to find its errors: those in which something is mentioned, or out of the way."""

from collections.abc import Iterator

from omelog.records.envelopes.marks import has_marks
from omelog.records.foreign import LINE
from omelog.records.header import BEGINNING
from omelog.records.lines import Lines, around
from omelog.records.mention import Mentions
from omelog.records.parts import Selected

_DENSE = 1024  # bytes between two mentions in a storm, on the average
_BEGINNING = 32  # of so many parts of a text the first one tells of a storm


class Regions:
    """Selects them."""

    def __init__(self, mentions: Mentions) -> None:
        self._mentions = mentions

    def select(self, text: bytes, is_open: bool) -> Selected:
        """Return the parts of whole records that have to be cut, the first one where it is open."""
        lines = Lines(text)
        if self._is_dense(text):
            return Selected([(0, len(text))], lines)
        places = [*self._mentions.places(text), *_gaps(text, lines), *([0] if is_open else [])]
        return Selected(around(text, sorted(places)), lines)

    def _is_dense(self, text: bytes) -> bool:
        """Return whether a text is better cut as a whole."""
        if b"\0" in text:  # it may be UTF-16, in which no word is found
            return True
        beginning = text[: len(text) // _BEGINNING]
        return len(self._mentions.places(beginning)) * _DENSE >= len(beginning) > 0  # a storm: the rest is like that


def _gaps(text: bytes, lines: Lines) -> Iterator[int]:
    """Yield places in long stretches without a header that may hold one in an envelope, or be of another log."""
    for gap in lines.gaps():
        if (
            BEGINNING.search(text, gap.start + 1, gap.end)
            or any(LINE.match(text, place) for place in gap.samples)
            or has_marks(text[gap.start : gap.end])
        ):
            yield gap.start
