"""gzip streams (RFC 1952): one member or several, each checked."""

from collections.abc import Iterator

from omelog.bundle.byte_stream import ByteStream
from omelog.bundle.codec import Expansion
from omelog.bundle.contents import Contents
from omelog.bundle.deflate import DEFLATE
from omelog.bundle.kinds.kind import AGAIN, Kind, Room, starts
from omelog.bundle.packed_streams import again_at, text_behind
from omelog.model.report import Problem
from omelog.problems import damage, notice

_MAGIC = b"\x1f\x8b"
_FIXED = 10  # bytes of a header without its optional fields
_TRAILER = 8  # CRC and size
_MODULUS = 1 << 32  # of sizes, as declared
_TEXT_FIELD = 64 * 1024  # bytes that a name or a comment may have
_RESOLUTION = "used what stands before the damage"


def _unwrap(contents: Contents, room: Room) -> Iterator[bytes]:
    """Yield the decompressed bytes of all members; damage is added to `problems` after what stands before it."""
    problems = room.problems
    stream = ByteStream(contents.chunks(problems))
    size = 0
    while _header(stream, problems, contents.where, size):
        expansion = Expansion(DEFLATE, room.budget.limits.dictionary_bytes)
        yield from expansion.stream(stream, again_at(contents, stream.position))
        size += expansion.size
        trailer = stream.take(_TRAILER)
        if fault := _fault(expansion, trailer, size):
            problems.append(damage("damaged-gzip", fault, _RESOLUTION, where=contents.where, advice=AGAIN))
            return
        if (declared := int.from_bytes(trailer[4:], "little")) != expansion.size % _MODULUS:
            what = f"the gzip stream declares {declared} bytes and has {expansion.size}"
            problems.append(notice("declared-size", what, "read all of it", where=contents.where))
    yield from text_behind(stream, "gzip", contents.where, room)


def _header(stream: ByteStream, problems: list[Problem], where: str | None, size: int) -> bool:
    """Pass padding and a member's header; False where none follows."""
    stream.skip_zeros()
    if not stream.peek(_FIXED).startswith(_MAGIC):
        return False
    fixed = stream.take(_FIXED)
    if len(fixed) < _FIXED:
        fault = f"the gzip stream is cut off after {size} bytes"
        problems.append(damage("damaged-gzip", fault, _RESOLUTION, where=where, advice=AGAIN))
        return False
    flags = fixed[3]
    if flags & 4:
        stream.skip(int.from_bytes(stream.take(2), "little"))
    for text_field in (8, 16):  # original name, comment
        if flags & text_field:
            _pass_text(stream)
    if flags & 2:
        stream.skip(2)
    return True


def _pass_text(stream: ByteStream) -> None:
    """Pass a field that ends with a zero byte; without a zero in reach, as much: the header is broken."""
    size = 256
    while 0 not in (seen := stream.peek(size)) and len(seen) == size and size < _TEXT_FIELD:
        size *= 4
    stream.skip(seen.find(0) + 1 if 0 in seen else len(seen))


def _fault(expansion: Expansion, trailer: bytes, size: int) -> str | None:
    if expansion.broken:
        return f"the gzip stream is corrupt after {size} bytes ({expansion.broken})"
    if not expansion.finished or len(trailer) < _TRAILER:
        return f"the gzip stream is cut off after {size} bytes"
    if int.from_bytes(trailer[:4], "little") != expansion.crc:
        return "the gzip checksum does not match: some bytes changed on the way"
    return None


KIND = Kind("gzip", "a gzip file", starts(_MAGIC), unwrap=_unwrap, suffixes=(".gz",), tar_suffixes=(".tgz",))
