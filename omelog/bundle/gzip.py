"""gzip streams (RFC 1952): one member or several, each checked."""

from collections.abc import Iterable, Iterator

from omelog.bundle.inflate import Inflation
from omelog.model.report import Problem
from omelog.problems import damage, notice

MAGIC = b"\x1f\x8b"
_FIXED = 10  # bytes of a header without its optional fields
_TRAILER = 8  # CRC and size
_TEXT_FIELD = 64 * 1024  # bytes that a name or a comment may have
_RESOLUTION = "used what stands before the damage"
_AGAIN = "transfer the bundle again and compare its size"


class _Bytes:
    """A stream of chunks that hands out exact amounts, and takes back what was read too far."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = b""

    def __iter__(self) -> Iterator[bytes]:
        if self._held:
            held, self._held = self._held, b""
            yield held
        yield from self._chunks

    def give_back(self, data: bytes) -> None:
        self._held = data + self._held

    def take(self, count: int) -> bytes:
        while len(self._held) < count and (chunk := next(self._chunks, None)) is not None:
            self._held += chunk
        taken, self._held = self._held[:count], self._held[count:]
        return taken

    def take_text(self) -> bytes:
        """Take a field that ends with a zero byte; without a zero in reach, all that is held: the header is broken."""
        while 0 not in self._held and len(self._held) < _TEXT_FIELD and (chunk := next(self._chunks, None)) is not None:
            self._held += chunk
        taken, _, self._held = self._held.partition(b"\0")
        return taken


def gunzip(chunks: Iterable[bytes], problems: list[Problem], where: str) -> Iterator[bytes]:
    """Yield the decompressed bytes of all members; damage is added to `problems` after what stands before it."""
    stream = _Bytes(chunks)
    size = 0
    while _header(stream, problems, where, size):
        inflation = Inflation()
        yield from inflation.stream(stream)
        size += inflation.size
        stream.give_back(inflation.unused)
        trailer = stream.take(_TRAILER)
        if fault := _fault(inflation, trailer):
            problems.append(damage("damaged-gzip", fault, _RESOLUTION, where=where, advice=_AGAIN))
            return


def _header(stream: _Bytes, problems: list[Problem], where: str, size: int) -> bool:
    """Pass a member's header; False where none follows: the end, padding, or something else, which is told."""
    fixed = stream.take(_FIXED)
    if fixed.startswith(MAGIC) and len(fixed) < _FIXED:
        fault = f"the gzip stream is cut off after {size} bytes"
        problems.append(damage("damaged-gzip", fault, _RESOLUTION, where=where, advice=_AGAIN))
    elif fixed.strip(b"\0") and not fixed.startswith(MAGIC):
        what = f"something that is no gzip data stands behind its {size} bytes"
        problems.append(notice("behind-gzip", what, "passed over", where=where))
    if len(fixed) < _FIXED or not fixed.startswith(MAGIC):
        return False
    flags = fixed[3]
    if flags & 4:
        stream.take(int.from_bytes(stream.take(2), "little"))
    for text_field in (8, 16):  # original name, comment
        if flags & text_field:
            stream.take_text()
    if flags & 2:
        stream.take(2)
    return True


def _fault(inflation: Inflation, trailer: bytes) -> str | None:
    if inflation.broken:
        return f"the gzip stream is corrupt after {inflation.size} bytes ({inflation.broken})"
    if not inflation.finished or len(trailer) < _TRAILER:
        return f"the gzip stream is cut off after {inflation.size} bytes"
    if int.from_bytes(trailer[:4], "little") != inflation.crc:
        return "the gzip checksum does not match: some bytes changed on the way"
    return None
