"""xz files, and LZMA as zip has it: their headers claim a dictionary, which is given up to a limit only."""

import lzma

from omelog.bundle.codec import Codec, Decoder
from omelog.bundle.kinds.kind import Kind, starts
from omelog.bundle.packed_streams import unwrapper

_MAGIC = b"\xfd7zXZ\x00"
_ZIP_HEADER = 9  # version (2), size of the properties (2), properties (5)
_UNKNOWN_SIZE = b"\xff" * 8
_OVERHEAD = 1024 * 1024  # what liblzma needs beside the dictionary


class _ZipLzma:
    """LZMA behind the header of zip (APPNOTE 5.8.8), read as the older .lzma format, which takes a memory limit."""

    def __init__(self, memory: int) -> None:
        self._lzma = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=memory + _OVERHEAD)
        self._header: bytes | None = b""

    @property
    def eof(self) -> bool:
        """Return whether the end of the stream was reached."""
        return self._lzma.eof

    @property
    def needs_input(self) -> bool:
        """Return whether it can give nothing more without new input."""
        return self._lzma.needs_input

    @property
    def unused_data(self) -> bytes:
        """Return what was fed beyond the end of the stream."""
        return self._lzma.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many bytes."""
        if self._header is not None:
            self._header += data
            if len(self._header) < _ZIP_HEADER:
                return b""
            data = self._header[4:_ZIP_HEADER] + _UNKNOWN_SIZE + self._header[_ZIP_HEADER:]
            self._header = None
        return self._lzma.decompress(data, max_length)


def _xz(memory: int) -> Decoder:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=memory + _OVERHEAD)


_ERRORS = (lzma.LZMAError, EOFError)
XZ = Codec(_xz, _ERRORS)
ZIP_LZMA = Codec(_ZipLzma, _ERRORS)
KIND = Kind(
    "xz",
    "an xz file",
    starts(_MAGIC),
    unwrap=unwrapper("xz", XZ, starts(_MAGIC)),
    suffixes=(".xz",),
    tar_suffixes=(".txz",),
)
