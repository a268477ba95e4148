"""Decompression in bounded memory that keeps all that stands before damage, whatever the method."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from omelog.bundle.byte_stream import ByteStream
from omelog.bundle.checksum import crc32
from omelog.bundle.source import CHUNK

_FIRST = 4096  # bytes fed at first: a stream of a few bytes is not worth a large piece
_NO_MEMORY = "no memory for it"
_TOO_LARGE = ("Memory usage limit exceeded", "too much memory", _NO_MEMORY)  # liblzma, libzstd, Python


class Decoder(Protocol):
    """A decoder as `bz2`, `lzma` and others of the standard library have it."""

    @property
    def eof(self) -> bool:
        """Return whether the end of the stream was reached."""

    @property
    def needs_input(self) -> bool:
        """Return whether it can give nothing more without new input."""

    @property
    def unused_data(self) -> bytes:
        """Return what was fed beyond the end of the stream."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many bytes."""


class Codec(NamedTuple):
    """A method of compression: its decoder, one that meets damage at the same byte each time, and what they raise."""

    decoder: Callable[[int], Decoder]  # takes the bytes of memory that a dictionary may have
    errors: tuple[type[Exception], ...]
    careful: Callable[[int], Decoder] | None = None
    piece: int = CHUNK  # bytes fed at a time
    need: int = 4096  # packed bytes that are sure to give some bytes unpacked
    light: bool = False  # a decoder takes a few megabytes at most, so that several may be at work


class Expansion:
    """One compressed stream: yields its bytes, and knows afterwards how it ended.

    `finished` tells whether the end of the stream was reached, `broken` what was wrong in it if it was not
    merely cut off, `too_large` whether that was a dictionary beyond the limit. `crc` and `size` are those of the
    bytes produced.
    """

    def __init__(self, codec: Codec, memory: int) -> None:
        self._codec = codec
        self._memory = memory
        self.crc = 0
        self.size = 0
        self.finished = False
        self.broken: str | None = None

    @property
    def too_large(self) -> bool:
        """Return whether it asks for more memory than it may have."""
        return self.broken is not None and any(text in self.broken for text in _TOO_LARGE)

    def stream(self, packed: ByteStream, again: Callable[[], ByteStream]) -> Iterator[bytes]:
        """Decode what comes next in `packed`, and leave what follows in it; `again` opens the same place anew."""
        yield from map(self._count, self._decoded(packed))
        if self.broken and not self.too_large:
            # A decoder gives nothing of a call that meets damage: ask again, for a byte at a time.
            self.broken = None
            yield from map(self._count, _joined(self._decoded_again(again(), self.size)))

    def head(self, packed: bytes, count: int) -> bytes:
        """Decode the first bytes, as far as the packed bytes at hand give them; nothing where they are broken."""
        return self._call(self._codec.decoder(self._memory), packed, count)

    def _decoded(self, packed: ByteStream) -> Iterator[bytes]:
        decoder = self._codec.decoder(self._memory)
        feed = min(_FIRST, self._codec.piece)
        while not (self.broken or decoder.eof) and (data := packed.some(feed)):
            feed = min(feed * 4, self._codec.piece)
            yield from self._drained(decoder, data)
        self._ended(decoder, packed)

    def _drained(self, decoder: Decoder, data: bytes) -> Iterator[bytes]:
        produced = self._call(decoder, data, CHUNK)
        while produced:
            yield produced
            if decoder.eof or decoder.needs_input:
                return
            produced = self._call(decoder, b"", CHUNK)

    def _decoded_again(self, packed: ByteStream, given: int) -> Iterator[bytes]:
        """Decode what stands behind the bytes that were given; where the damage may lie, byte by byte."""
        decoder = (self._codec.careful or self._codec.decoder)(self._memory)
        size = 0
        while not (self.broken or decoder.eof) and (data := packed.some(min(_FIRST, self._codec.piece))):
            produced = b"?"
            while produced and (data or not decoder.needs_input) and not decoder.eof:
                step = min(given - size, CHUNK) if size < given else 1 if size < given + CHUNK else CHUNK
                produced = self._call(decoder, data, step)
                data = b""
                if size >= given:
                    yield produced
                size += len(produced)
        self._ended(decoder, packed)

    def _call(self, decoder: Decoder, data: bytes, most: int) -> bytes:
        try:
            return decoder.decompress(data, most)
        except MemoryError:
            self.broken = _NO_MEMORY
        except self._codec.errors as error:
            self.broken = str(error)
        return b""

    def _ended(self, decoder: Decoder, packed: ByteStream) -> None:
        self.finished = decoder.eof and not self.broken
        packed.give_back(len(decoder.unused_data) if self.finished else 0)

    def _count(self, produced: bytes) -> bytes:
        self.crc = crc32(produced, self.crc)
        self.size += len(produced)
        return produced


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= CHUNK:
            yield bytes(held)
            held.clear()
    yield bytes(held)
