"""What has to be held until it is its turn, and may be more than fits into memory."""

import contextlib
import tempfile
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

MIB = 1024 * 1024


class SpoolError(Exception):
    """The disk does not take, or not give back, what has to be held; the text says where and what to do."""


class Place(NamedTuple):
    """Where something lies in a spool."""

    start: int
    length: int


class Spool:
    """An unnamed file, which goes with the process; in memory up to so many bytes."""

    def __init__(self, folder: Path | None = None, *, in_memory: int = 8 * MIB) -> None:
        """Spool in the folder, where somebody knows one that has room; else where temporary files go."""
        self._folder = folder
        self.file = tempfile.SpooledTemporaryFile(in_memory, dir=str(folder) if folder else None)  # noqa: SIM115 - see __exit__
        self.end = 0  # where the next part goes

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):  # what could not be written is not asked for any more
            self.file.close()

    def put(self, data: bytes) -> Place:
        """Put something behind the rest. Raises SpoolError, and holds what it held before."""
        try:
            self.file.seek(self.end)
            self.file.write(data)
        except OSError as error:
            with contextlib.suppress(OSError):
                self.file.truncate(self.end)
            raise self._failed(error) from error
        self.end += len(data)
        return Place(self.end - len(data), len(data))

    def get(self, place: Place) -> bytes:
        """Return what lies at a place. Raises SpoolError."""
        try:
            self.file.seek(place.start)
            return self.file.read(place.length)
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> SpoolError:
        try:
            where = f"{self._folder or tempfile.gettempdir()}: cannot be written: {error.strerror}"
        except FileNotFoundError:
            where = "no folder for temporary files can be written"
        elsewhere = "" if self._folder else ", or let TMPDIR name a folder that has it"
        return SpoolError(f"{where}; make room on the disk{elsewhere}")
