"""The bytes of a file or an entry, which can be read again: what every layer of a bundle is made of."""

import io
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from omelog.bundle.budget import Budget
from omelog.bundle.source import CHUNK
from omelog.model.report import Problem
from omelog.problems import limit_hit


@dataclass(frozen=True)
class Window:
    """A stretch of a file that can be read anywhere. Offsets count from its start; nothing is read beyond its end.

    Threads may read windows of the same file, as long as each was made from the one around it.
    """

    file: IO[bytes]
    start: int
    size: int
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def read(self, offset: int, count: int) -> bytes:
        """Return the bytes at an offset; fewer only where the window or the file ends."""
        count = min(count, self.size - offset)
        if count <= 0 or offset < 0:
            return b""
        with self._one_at_a_time:
            self.file.seek(self.start + offset)
            return self.file.read(count)

    def part(self, offset: int, size: int) -> "Window":
        """Return a window in this one."""
        return Window(self.file, self.start + offset, max(0, min(size, self.size - offset)), self._one_at_a_time)

    def chunks(self) -> Iterator[bytes]:
        """Yield all its bytes. The file may be read elsewhere in between: each chunk is sought."""
        offset = 0
        while chunk := self.read(offset, CHUNK):
            yield chunk
            offset += len(chunk)


class Contents(ABC):
    """Bytes that can be opened again. `where` is how problems name them; None where the bundle's name says it."""

    where: str | None
    decoders: int = 0  #: how many decoders are at work below, each with memory of its own

    @abstractmethod
    def chunks(self, problems: list[Problem]) -> Iterator[bytes]:
        """Yield the bytes from the start; what is wrong with them is added to `problems`, nothing is raised for it."""

    @abstractmethod
    def head(self, count: int) -> bytes:
        """Return the first bytes, as far as they come cheaply: enough to tell what they are."""

    def name_of(self, name: str) -> str:
        """Return the name of an entry in these contents as problems show it."""
        return f"{self.where}/{name}" if self.where else name

    def window(self) -> Window | None:
        """Return the place where the bytes stand as they are in a file that can be sought, if there is one."""
        return None


class FileContents(Contents):
    """A file that is open."""

    def __init__(self, file: IO[bytes], where: str | None, budget: Budget) -> None:
        size = file.seek(0, io.SEEK_END)
        self.where = where
        self._window = Window(file, 0, size)
        self._budget = budget

    def chunks(self, problems: list[Problem]) -> Iterator[bytes]:
        """Yield the file's bytes; raises OSError where it cannot be read."""
        del problems
        yield from self._budget.counted(self._window.chunks())

    def head(self, count: int) -> bytes:
        """Return the first bytes of the file."""
        return self._window.read(0, count)

    def window(self) -> Window:
        """Return the whole file."""
        return self._window


def seekable(contents: Contents, budget: Budget, problems: list[Problem]) -> Window | None:
    """Make contents readable anywhere: where they stand in a file, else in memory; None beyond the limit for that."""
    if (window := contents.window()) is not None:
        return window
    held = io.BytesIO()
    for chunk in contents.chunks(problems):
        held.write(chunk)
        if not budget.hold(len(chunk)):
            problems.append(
                limit_hit(
                    "inner_bytes",
                    budget.limits.inner_bytes,
                    "an archive in the archive has to be held in memory and is too large",
                    "not read; it can also be unpacked and given by itself",
                    where=contents.where,
                )
            )
            budget.release(held.tell())
            return None
    return Window(held, 0, held.tell())
