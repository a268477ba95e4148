"""Sparse files in a tar: what is stored are the stretches between the holes, and a map says where they lie.

A log with holes was cut off by a crash or copied while it was written. A hole is zeros, which no text has: a few of
them stand for it, however large it is.
"""

import tarfile
from collections.abc import Iterator, Sequence
from itertools import pairwise

from omelog.bundle.byte_stream import ByteStream
from omelog.bundle.contents import Contents
from omelog.bundle.kinds.kind import AGAIN
from omelog.bundle.kinds.tar.header import BLOCK
from omelog.model.report import Problem
from omelog.problems import damage

Stretch = tuple[int, int]  # offset in the file, bytes stored
_HOLE = bytes(16)
_FIELD = 12
_IN_HEADER, _IN_BLOCK = (386, 4), (0, 21)  # where a map begins in a header and in the blocks behind it, and its entries
_MOST = 100_000  # stretches of one file


class SparseMapError(ValueError):
    """The map of a sparse file is broken."""


def stretches_of(block: bytes, *, header: bool) -> list[Stretch]:
    """Return what a block of an old GNU map says (GNU tar, "Storing Sparse Files"). Raises SparseMapError."""
    start, count = _IN_HEADER if header else _IN_BLOCK
    found = []
    try:
        for at in range(start, start + count * 2 * _FIELD, 2 * _FIELD):
            if not block[at : at + _FIELD].strip(b"\0 "):
                break
            found.append((tarfile.nti(block[at : at + _FIELD]), tarfile.nti(block[at + _FIELD : at + 2 * _FIELD])))  # type: ignore[attr-defined]  # not in the stubs
    except tarfile.HeaderError as error:
        raise SparseMapError from error
    return found


def stretches_in(text: bytes) -> list[Stretch]:
    """Return what a map of the pax forms 0.0 and 0.1 says: `offset,bytes,offset,bytes`. Raises SparseMapError."""
    return _paired(text.split(b",") if text else [])


class SparseContents(Contents):
    """The text of a sparse file. Without `stretches` the map stands in front of the contents (pax form 1.0)."""

    def __init__(self, stored: Contents, stretches: Sequence[Stretch] | None) -> None:
        self.where = stored.where
        self.decoders = stored.decoders
        self._stored = stored
        self._stretches = stretches

    def chunks(self, problems: list[Problem]) -> Iterator[bytes]:
        """Yield the stretches, with a few zeros for each hole; a broken map is damage."""
        stream = ByteStream(self._stored.chunks(problems))
        try:
            stretches = _map_in_front(stream) if self._stretches is None else self._stretches
        except SparseMapError:
            what = "the map of the sparse file is broken"
            problems.append(damage("sparse-entry", what, "not read", where=self.where, advice=AGAIN))
            return
        end = 0
        for offset, count in stretches:
            if offset > end:
                yield _HOLE
            end = offset + count
            left = count
            while left and (data := stream.some(left)):
                left -= len(data)
                yield data

    def head(self, count: int) -> bytes:
        """Return the first bytes."""
        head = b""
        for chunk in self.chunks([]):
            head += chunk
            if len(head) >= count:
                break
        return head[:count]


def _map_in_front(stream: ByteStream) -> list[Stretch]:
    """Read the map of the pax form 1.0: decimal numbers, one a line, the first how many stretches follow."""
    begins = stream.position
    count = _number(_line(stream))
    if count > _MOST:
        raise SparseMapError
    found = _paired([_line(stream) for _ in range(2 * count)])
    stream.skip(-(stream.position - begins) % BLOCK)
    return found


def _line(stream: ByteStream) -> bytes:
    text = stream.peek(32)
    if b"\n" not in text:
        raise SparseMapError
    return stream.take(text.index(b"\n") + 1)[:-1]


def _paired(numbers: list[bytes]) -> list[Stretch]:
    values = [_number(one) for one in numbers]
    found = list(zip(values[::2], values[1::2], strict=False))
    if len(values) % 2 or any(one[0] + one[1] > other[0] for one, other in pairwise(found)):
        raise SparseMapError
    return found


def _number(text: bytes) -> int:
    if not text.isdigit() or len(text) > 18:  # noqa: PLR2004 - beyond 64 bits it is none
        raise SparseMapError
    return int(text)
