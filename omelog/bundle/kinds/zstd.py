"""zstd files, where a library for them is there: Python's own from 3.14 on, else the extra."""

from contextlib import suppress
from importlib import import_module
from typing import Any

from omelog.bundle.codec import Codec, Decoder
from omelog.bundle.kinds.kind import Kind
from omelog.bundle.packed_streams import unwrapper

_library: Any = None
for _name in ("compression.zstd", "backports.zstd"):
    with suppress(ImportError):
        _library = _library or import_module(_name)

AVAILABLE = _library is not None
_MAGIC = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = b"\x2a\x4d\x18"  # after 0x50 to 0x5f: a frame with something else than data
_SMALLEST_WINDOW = 10
_WHOLE_BLOCK = 256 * 1024
WAY_OUT = "install what reads it: pip install 'omelog[all-archives]'; or pack it again as an ordinary zip"


def _matches(head: bytes) -> bool:
    return head.startswith(_MAGIC) or (head[:1] in [bytes([n]) for n in range(0x50, 0x60)] and head[1:4] == _SKIPPABLE)


def _decoder(memory: int) -> Decoder:
    window = max(_SMALLEST_WINDOW, memory.bit_length() - 1)
    decoder: Decoder = _library.ZstdDecompressor(
        options={_library.DecompressionParameter.window_log_max: min(window, 31)}
    )
    return decoder


ZSTD = Codec(_decoder, (_library.ZstdError, EOFError), need=_WHOLE_BLOCK) if _library else None
KIND = Kind(
    "zstd",
    "a zstd file",
    _matches,
    way_out=None if ZSTD else WAY_OUT,
    unwrap=unwrapper("zstd", ZSTD, _matches) if ZSTD else None,
    need=_WHOLE_BLOCK,
    suffixes=(".zst",),
    tar_suffixes=(".tzst",),
    extra="all-archives",
)
