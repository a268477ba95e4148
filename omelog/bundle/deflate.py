"""Deflate (RFC 1951): by ISA-L where it is there, twice as fast as zlib; by zlib where it is not, and near damage.

What is kept between runs is packed five times as fast by it, and unpacked three times as fast.
"""

import zlib
from typing import Any

from omelog.bundle.codec import Codec, Decoder

_isal: Any
_packs: Any
try:
    from isal import igzip_lib as _isal
    from isal import isal_zlib as _packs
except ImportError:
    _isal, _packs = None, zlib
_FAST = 1


def packed(data: bytes) -> bytes:
    """Pack bytes; which ones that gives depends on the library, and either one unpacks them."""
    made: bytes = _packs.compress(data, _FAST)
    return made


def unpacked(data: bytes) -> bytes | None:
    """Return what was packed; None where the bytes are not that."""
    try:
        made: bytes = _packs.decompress(data)
    except (_packs.error, EOFError):
        return None
    return made


class ZlibDecoder:
    """zlib with the manners of the standard library's other decoders."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)
        self._full = False

    @property
    def eof(self) -> bool:
        """Return whether the end of the stream was reached."""
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        """Return whether it can give nothing more without new input."""
        return not (self._full or self._zlib.unconsumed_tail)

    @property
    def unused_data(self) -> bytes:
        """Return what was fed beyond the end of the stream."""
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many bytes."""
        tail = self._zlib.unconsumed_tail
        produced = self._zlib.decompress(tail + data if tail else data, max_length)
        self._full = len(produced) == max_length
        return produced


def _by_zlib(_memory: int) -> Decoder:
    return ZlibDecoder()


def _by_isal(_memory: int) -> Decoder:
    decoder: Decoder = _isal.IgzipDecompressor(flag=_isal.DECOMP_DEFLATE)
    return decoder


# At damage zlib has the last word: ISA-L gives less of what stands before it.
DEFLATE = (
    Codec(_by_isal, (_isal.IsalError, EOFError, zlib.error), _by_zlib, light=True)
    if _isal
    else Codec(_by_zlib, (zlib.error,), light=True)
)
