"""A stream of chunks that hands out exact amounts, looks ahead, and takes back what was read too far."""

from collections.abc import Iterable, Iterator

from omelog.bundle.source import CHUNK


class ByteStream:
    """Bytes read once, forward. `position` is the number of bytes handed out so far."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = b""
        self._at = 0  # what stands before it in the held bytes was handed out: cutting it off each time costs copies
        self.position = 0

    def peek(self, count: int) -> bytes:
        """Return the next bytes without passing them; fewer only where the stream ends."""
        if len(self._held) - self._at < count:
            pieces, size = [self._held[self._at :]], len(self._held) - self._at
            while size < count and (chunk := next(self._chunks, None)) is not None:
                pieces.append(chunk)
                size += len(chunk)
            self._held, self._at = b"".join(pieces), 0
        return self._held[self._at : self._at + count]

    def take(self, count: int) -> bytes:
        """Return the next bytes and pass them; fewer only where the stream ends."""
        taken = self.peek(count)
        self._pass(len(taken))
        return taken

    def some(self, most: int = CHUNK) -> bytes:
        """Return what is at hand, at least one byte and at most `most`; nothing only where the stream ends."""
        while self._at == len(self._held):
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._held, self._at = chunk, 0
        taken = self._held[self._at : self._at + most]
        self._pass(len(taken))
        return taken

    def skip(self, count: int) -> int:
        """Pass bytes; give how many there were."""
        left = count
        while left and (data := self.some(min(left, CHUNK))):
            left -= len(data)
        return count - left

    def skip_zeros(self) -> None:
        """Pass zero bytes, as many as there are."""
        while data := self.some():
            if other := data.lstrip(b"\0"):
                self.give_back(len(other))
                return

    def give_back(self, count: int) -> None:
        """Take back the last bytes that `some` gave."""
        self._pass(-count)

    def rest(self) -> Iterator[bytes]:
        """Yield all that is left."""
        while data := self.some():
            yield data

    def _pass(self, count: int) -> None:
        self._at += count
        self.position += count
