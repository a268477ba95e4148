"""Deflate in bounded memory, keeping all that stands before damage."""

import zlib
from collections.abc import Iterable, Iterator

from omelog.bundle.source import CHUNK


class Inflation:
    """One raw deflate stream: yields its bytes, and knows afterwards how it ended.

    `finished` tells whether the end of the stream was reached, `broken` what was wrong in it if it was not
    merely cut off, `unused` what was read behind its end. `crc` and `size` are those of the bytes produced.
    """

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)
        self.crc = 0
        self.size = 0
        self.broken: str | None = None
        self.unused = b""

    @property
    def finished(self) -> bool:
        """Tell whether the end of the stream was reached."""
        return self._zlib.eof

    def stream(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Inflate `chunks`; at damage, everything before it comes out first."""
        for chunk in chunks:
            yield from map(self._count, self._inflate(chunk))
            if self._zlib.eof:
                self.unused = self._zlib.unused_data
            if self._zlib.eof or self.broken:
                return

    def _inflate(self, data: bytes) -> Iterator[bytes]:
        before = self._zlib.copy()
        produced = b"?"
        while data or len(produced) == CHUNK:
            try:
                produced = self._zlib.decompress(data, CHUNK)
            except zlib.error as error:
                self.broken = str(error)
                yield from _up_to_damage(before, data)
                return
            yield produced
            data = self._zlib.unconsumed_tail
            if self._zlib.eof:
                return
            before = self._zlib.copy()

    def _count(self, produced: bytes) -> bytes:
        self.crc = zlib.crc32(produced, self.crc)
        self.size += len(produced)
        return produced


def _up_to_damage(state: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """Inflate in ever smaller steps, down to a byte: zlib gives nothing of a call that meets damage."""
    step = CHUNK
    while step:
        before = state.copy()
        try:
            produced = state.decompress(data, step)
        except zlib.error:
            state, step = before, step // 2
            continue
        if not produced:
            return
        yield produced
        data = state.unconsumed_tail
