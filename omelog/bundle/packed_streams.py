"""bzip2, xz and zstd files: streams one after another, each of which checks itself."""

from collections.abc import Callable, Iterator

from omelog.bundle.budget import Budget
from omelog.bundle.byte_stream import ByteStream
from omelog.bundle.codec import Codec, Expansion
from omelog.bundle.contents import Contents
from omelog.bundle.kinds.kind import AGAIN, Room
from omelog.bundle.text import to_text
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit, notice

_LOG_HEAD = 1024 * 1024  # bytes in which a log has a record
_SIGNATURE = 16  # bytes in which every kind knows its beginning
_RESOLUTION = "used what stands before the damage"


def unwrapper(slug: str, codec: Codec, starts: Callable[[bytes], bool]) -> Callable[[Contents, Room], Iterator[bytes]]:
    """Return the reader of a kind: `starts` knows the beginning of a further stream."""

    def unwrap(contents: Contents, room: Room) -> Iterator[bytes]:
        budget, problems = room.budget, room.problems
        stream = ByteStream(contents.chunks(problems))
        size = 0
        memory = decoder_memory(contents, budget)
        while True:
            expansion = Expansion(codec, memory)
            yield from expansion.stream(stream, again_at(contents, stream.position))
            size += expansion.size
            if fault := _fault(expansion, size, slug, budget, contents.where):
                problems.append(fault)
                return
            stream.skip_zeros()
            if not starts(stream.peek(_SIGNATURE)):
                yield from text_behind(stream, slug, contents.where, room)
                return

    return unwrap


def decoder_memory(contents: Contents, budget: Budget) -> int:
    """Return what a dictionary may have: less for each decoder that feeds this one, so that the sum is bounded."""
    return budget.limits.dictionary_bytes >> contents.decoders


def again_at(contents: Contents, position: int) -> Callable[[], ByteStream]:
    """Return a way to open contents once more, behind so many bytes."""

    def again() -> ByteStream:
        stream = ByteStream(contents.chunks([]))
        stream.skip(position)
        return stream

    return again


def text_behind(stream: ByteStream, slug: str, where: str | None, room: Room) -> Iterator[bytes]:
    """Yield what stands behind the packed data, where that is a log that was appended to its own archive."""
    if not (head := stream.peek(_LOG_HEAD)):
        return
    if room.looks_like_log(b"".join(to_text([head]))):
        what = f"log records that are not packed follow the {slug} data"
        room.problems.append(notice(f"behind-{slug}", what, "read as the end of the log", where=where))
        yield from stream.rest()
        return
    what = f"something that is neither {slug} data nor a log follows it"
    room.problems.append(damage(f"behind-{slug}", what, "not read", where=where, advice=AGAIN))
    stream.skip(1 << 62)  # to the end: only there a layer below can check its sum


def _fault(expansion: Expansion, size: int, slug: str, budget: Budget, where: str | None) -> Problem | None:
    if expansion.too_large:
        what = f"the {slug} stream asks for more memory than a decoder may have"
        return limit_hit("dictionary_bytes", budget.limits.dictionary_bytes, what, "not read", where=where)
    if expansion.broken:
        fault = f"the {slug} stream is corrupt after {size} bytes ({expansion.broken})"
    elif not expansion.finished:
        fault = f"the {slug} stream is cut off after {size} bytes"
    else:
        return None
    return damage(f"damaged-{slug}", fault, _RESOLUTION, where=where, advice=AGAIN)
