"""What was made of a source as bytes and back, for a later run."""

import contextlib
from collections.abc import Sequence

import msgspec

from omelog.bundle.deflate import packed, unpacked
from omelog.run.task import Done

_MOST = 64 * 1024 * 1024  # bytes of parts: what is larger is made again


def pack(done: Sequence[Done]) -> bytes | None:
    """Give the bundles of a source as bytes; None for what is very large."""
    if sum(len(part) for one in done for part in one.parts) > _MOST:
        return None
    return packed(msgspec.msgpack.encode(done))


def unpack(data: bytes) -> list[Done] | None:
    """Give the bundles back; None where the bytes are not theirs."""
    with contextlib.suppress(msgspec.MsgspecError):
        return msgspec.msgpack.decode(unpacked(data) or b"", type=list[Done])
    return None
