"""What two logs of a bundle have in common: one may be the beginning of the other, or begin with the end of it.

The first is a copy that was made while the log was written; the second comes with `copytruncate`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from omelog.bundle import Hasher, new_digest
from omelog.records.header import BOUNDARY, HEADER
from omelog.records.lines import boundary_before
from omelog.records.scan import S

_STEP = 64 * 1024  # bytes between two digests
_EDGE = 128 * 1024  # bytes kept of the beginning and of the end of a log
_LEAST = 10  # records
_TRIES = 1000  # places at which the beginning of a log may stand in the end of another


@dataclass
class Imprint:
    """The text of a log as it can be compared: its size and digest, digests on the way, and its edges."""

    size: int = 0
    digest: bytes = b""
    steps: list[bytes] = field(default_factory=list)
    head: bytes = b""
    tail: bytes = b""

    def of(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Hand on the text of a log, and take its imprint."""
        digest = new_digest()
        for chunk in chunks:
            start = 0
            while start < len(chunk):
                end = min(len(chunk), start + _STEP - self.size % _STEP)
                self._take(digest, chunk[start:end])
                start = end
            self.head += chunk[: _EDGE - len(self.head)]
            self.tail = (self.tail + chunk[-_EDGE:])[-_EDGE:]
            yield chunk
        self.digest = digest.digest()

    def _take(self, digest: Hasher, piece: bytes) -> None:
        digest.update(piece)
        self.size += len(piece)
        if self.size % _STEP == 0:
            self.steps.append(digest.copy().digest()[:8])

    def drop_edges(self) -> None:
        """Let go of the edges: those of very many logs would fill the memory."""
        self.head = self.tail = b""


class Copied(NamedTuple):
    """The beginning of a log that is the end of another: its text, and how many records and lines that is.

    `cut_off` is the last record of the other log where it goes on in this one, and is no part of that text.
    """

    text: bytes
    records: int
    lines: int
    cut_off: bytes = b""


def is_beginning(log: tuple[Imprint, S], other: tuple[Imprint, S]) -> bool:
    """Return whether the whole text of a log is the beginning of another one.

    Of a large log the text up to the last digest is compared, and behind that what was taken of it.
    """
    (mine, scan), (theirs, other_scan) = log, other
    if not scan.records or not mine.head or mine.size >= theirs.size:
        return False
    if mine.size <= len(theirs.head):
        return theirs.head.startswith(mine.head)
    if theirs.steps[: len(mine.steps)] != mine.steps or mine.head != theirs.head:
        return False
    return scan.begins(other_scan)


def copied_beginning(older: Imprint, newer: Imprint) -> Copied | None:
    """Find the records at the beginning of a log that are the last ones of the log before; None if they are few."""
    end = older.tail.removesuffix(b"\n")
    first = newer.head[: newer.head.find(b"\n")] if b"\n" in newer.head else b""
    place = end.find(first) if first else -1
    for _ in range(_TRIES):
        if place < 0:
            break
        text = end[place:]
        follows = newer.head[len(text) : len(text) + 1]
        if (place == 0 or end[place - 1 : place] == b"\n") and newer.head.startswith(text) and follows in (b"\n", b""):
            return _copied(text, newer.head[len(text) + 1 :])
        place = end.find(first, place + 1)
    return None


def _copied(text: bytes, following: bytes) -> Copied | None:
    records = sum(1 for _ in HEADER.finditer(text))
    if records < _LEAST:
        return None
    last = boundary_before(text, len(text))
    if not following or BOUNDARY.match(following) or not last:
        return Copied(text, records, text.count(b"\n") + 1)
    whole = text[: last - 1]
    return Copied(whole, records - 1, whole.count(b"\n") + 1, text[last:])
