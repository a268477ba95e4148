"""bzip2 files. A block is 900 kB at most, so a decoder never holds more than a few megabytes."""

import bz2

from omelog.bundle.codec import Codec
from omelog.bundle.kinds.kind import Kind
from omelog.bundle.packed_streams import unwrapper

_BLOCK = b"1AY&SY"
_EMPTY = b"\x17rE8P\x90"


def _matches(head: bytes) -> bool:
    return head[:3] == b"BZh" and head[3:4] in b"123456789" and head[4:10] in (_BLOCK, _EMPTY)


_WHOLE_BLOCK = 1024 * 1024
BZIP2 = Codec(lambda _memory: bz2.BZ2Decompressor(), (OSError, ValueError, EOFError), need=_WHOLE_BLOCK, light=True)
KIND = Kind(
    "bzip2",
    "a bzip2 file",
    _matches,
    unwrap=unwrapper("bzip2", BZIP2, _matches),
    need=_WHOLE_BLOCK,
    suffixes=(".bz2",),
    tar_suffixes=(".tbz2", ".tbz"),
)
