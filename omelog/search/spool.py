"""What was found, kept until it is its turn: in memory, then in an unnamed temporary file."""

import struct
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from omelog.search.runs import Hit

_IN_MEMORY = 32 * 1024 * 1024
_HEAD = struct.Struct("<QQ??")


class Spool:
    """Hits in the order in which they were put in. All those of one source are in one spool."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed in __exit__
        self.end = 0  # where the next hit goes

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def put(self, hit: Hit) -> None:
        """Put one in, behind the others."""
        self._file.write(_HEAD.pack(hit.line, len(hit.text), hit.matched, hit.follows))
        self._file.write(hit.text)
        self.end += _HEAD.size + len(hit.text)

    def between(self, start: int, end: int) -> Iterator[Hit]:
        """Yield those that were put in while the end went from `start` to `end`."""
        while start < end:
            self._file.seek(start)
            line, length, matched, follows = _HEAD.unpack(self._file.read(_HEAD.size))
            yield Hit(line, self._file.read(length), matched, follows)
            start += _HEAD.size + length
