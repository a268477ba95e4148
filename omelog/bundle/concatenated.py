"""bzip2, xz and zstd files: streams one after another, each of which checks itself."""

from collections.abc import Callable, Iterator

from omelog.bundle.budget import Budget
from omelog.bundle.contents import Contents
from omelog.bundle.expand import Codec, Expansion
from omelog.bundle.kind import AGAIN
from omelog.bundle.stream import ByteStream
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit, notice

_RESOLUTION = "used what stands before the damage"


def unwrapper(
    slug: str, codec: Codec, starts: Callable[[bytes], bool]
) -> Callable[[Contents, Budget, list[Problem]], Iterator[bytes]]:
    """Give the reader of a kind: `starts` knows the beginning of a further stream."""

    def unwrap(contents: Contents, budget: Budget, problems: list[Problem]) -> Iterator[bytes]:
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
            if not _goes_on(stream, starts, slug, contents.where, problems):
                return

    return unwrap


def decoder_memory(contents: Contents, budget: Budget) -> int:
    """Give what a dictionary may have: less for each decoder below that feeds this one, so that the sum is bounded."""
    return budget.limits.dictionary_bytes >> contents.decoders


def again_at(contents: Contents, position: int) -> Callable[[], ByteStream]:
    """Give a way to open contents once more, behind so many bytes."""

    def again() -> ByteStream:
        stream = ByteStream(contents.chunks([]))
        stream.skip(position)
        return stream

    return again


def _goes_on(
    stream: ByteStream, starts: Callable[[bytes], bool], slug: str, where: str | None, problems: list[Problem]
) -> bool:
    """Pass padding; tell whether another stream follows."""
    stream.skip_zeros()
    following = stream.peek(16)
    if following and not starts(following):
        what = f"something that is no {slug} data stands behind it"
        problems.append(notice(f"behind-{slug}", what, "passed over", where=where))
        return False
    return bool(following)


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
