"""Deflate64, which Windows writes for entries beyond 2 GB, where a library for it is there."""

from contextlib import suppress
from importlib import import_module
from typing import Any

from omelog.bundle.codec import Codec

_library: Any = None
with suppress(ImportError):
    _library = import_module("inflate64")

AVAILABLE = _library is not None
_PIECE = 1024  # what the library makes of one piece is not bounded: at most 28 MB of so much


class _Decoder:
    """The library's decoder with the manners of the standard library's. It does not tell what it did not use."""

    unused_data = b""

    def __init__(self, _memory: int) -> None:
        self._inflater = _library.Inflater()
        self._held = b""
        self._at = 0

    @property
    def eof(self) -> bool:
        """Return whether the end of the stream was reached."""
        return bool(self._inflater.eof) and self.needs_input

    @property
    def needs_input(self) -> bool:
        """Return whether it can give nothing more without new input."""
        return self._at == len(self._held)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many bytes."""
        if data:
            self._held, self._at = self._inflater.inflate(data), 0
        produced = self._held[self._at : self._at + max_length]
        self._at += len(produced)
        return produced


DEFLATE64 = Codec(_Decoder, (ValueError, OSError, EOFError, RuntimeError), piece=_PIECE) if _library else None
