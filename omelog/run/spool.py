"""What was made of bundles, on disk as it came, until it is put together in the order of the input."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from omelog.run.folder import OutputError

_IN_MEMORY = 8 * 1024 * 1024


class Place(NamedTuple):
    """Where something lies in the spool."""

    start: int
    length: int


class Spool:
    """An unnamed file, which goes with the process; in memory as long as little is in it."""

    def __init__(self, folder: Path | None) -> None:
        """Spool in the folder, which is to hold the report and so has room for it; else where temporary files go."""
        self._folder = folder
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=str(folder) if folder else None)  # noqa: SIM115 - see __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def put(self, parts: Iterable[bytes]) -> list[Place]:
        """Take parts in; return where each lies. Raises OutputError."""
        places = []
        try:
            for part in parts:
                places.append(Place(self._file.seek(0, 2), len(part)))
                self._file.write(part)
        except OSError as error:
            where = self._folder or tempfile.gettempdir()
            raise OutputError(f"{where}: cannot be written: {error.strerror}; make room on the disk") from error
        return places

    def get(self, place: Place) -> bytes:
        """Return what lies at a place."""
        self._file.seek(place.start)
        return self._file.read(place.length)
