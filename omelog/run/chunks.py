"""Sources put together to chunks, each of which one process reads and judges at once."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from omelog.bundle import Source

_MOST = 32  # sources of a chunk: the frame of pandas that they share costs little more than that of one
_BYTES = 32 * 1024 * 1024  # as they lie there: what is larger is a chunk of its own
_UNKNOWN = 4 * 1024 * 1024  # bytes that a folder or an address counts for
_SHARES = 4  # chunks for each process, so that none is left with the last large one


def chunks(places: Sequence[int], sources: Sequence[Source], jobs: int) -> list[list[int]]:
    """Divide places of sources, in their order, into chunks for a number of processes."""
    most = min(_MOST, max(1, len(places) // (_SHARES * max(1, jobs))))
    return list(_divided(places, sources, most))


def _divided(places: Sequence[int], sources: Sequence[Source], most: int) -> Iterator[list[int]]:
    chunk: list[int] = []
    size = 0
    for place in places:
        own = _size(sources[place])
        if chunk and (len(chunk) == most or size + own > _BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(place)
        size += own
    if chunk:
        yield chunk


def _size(source: Source) -> int:
    if source.kind in ("file", "logs"):
        return sum(map(_bytes_of, source.files or (source.path,)))
    return _UNKNOWN


def _bytes_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it is gone: whoever reads it says so
        return 0
