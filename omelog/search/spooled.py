"""Records that were found, in a spool until it is their turn."""

import struct
from collections.abc import Iterator

from omelog.search.runs import Hit
from omelog.spool import Place, Spool

_HEAD = struct.Struct("<QQ??")


def put(spool: Spool, hit: Hit) -> None:
    """Put one in, behind the others."""
    spool.put(_HEAD.pack(hit.line, len(hit.text), hit.matched, hit.follows) + hit.text)


def between(spool: Spool, start: int, end: int) -> Iterator[Hit]:
    """Yield those that were put in while the end of the spool went from `start` to `end`."""
    while start < end:
        line, length, matched, follows = _HEAD.unpack(spool.get(Place(start, _HEAD.size)))
        yield Hit(line, spool.get(Place(start + _HEAD.size, length)), matched, follows)
        start += _HEAD.size + length
