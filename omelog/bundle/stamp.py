"""What tells, without reading it, whether a source is as it was when it was read: path, size and modification time."""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from omelog.bundle import deflate64, kinds, names
from omelog.bundle.source import Source, absolute

_SECOND = 1_000_000_000
_COARSE, _FINE = 2 * _SECOND, _SECOND // 10  # how far two changes may be apart under one and the same time


class Stamp(NamedTuple):
    """A source as it lies there. `content` is known where the stamp itself is all that there is, as of a folder.

    `settled`: it was changed so long ago that another change would show in its time.
    """

    path: bytes
    value: bytes
    size: int
    settled: bool
    content: str | None = None


def abilities() -> tuple[bool, ...]:
    """Report which of the optional libraries are there: with another one more can be read."""
    return (*kinds.extras(), deflate64.AVAILABLE)


def stamp(source: Source) -> Stamp | None:
    """Return the stamp of a file, or of all that would be looked at in a folder; None for what has none."""
    try:
        if source.kind == "file":
            return _of_file(source.path)
        if source.kind in ("folder", "logs"):
            return _of_folder(source)
    except OSError:
        pass
    return None


def content(path: Path) -> str | None:
    """Digest a file (hex SHA-256), as the reader does; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _of_file(path: Path) -> Stamp:
    found = path.stat()
    value = f"{found.st_size}:{found.st_mtime_ns}".encode()
    return Stamp(_absolute(path), value, found.st_size, _is_settled(found.st_mtime_ns))


def _of_folder(source: Source) -> Stamp:
    made = hashlib.sha256(_absolute(source.path))
    size, settled = 0, True
    for path in source.files or _looked_at(source.path):
        found = path.lstat()
        made.update(
            b"%s\0%d:%d:%d\0"
            % (os.fsencode(path.relative_to(source.path)), found.st_mode, found.st_size, found.st_mtime_ns)
        )
        size += found.st_size
        settled = settled and _is_settled(found.st_mtime_ns)
    return Stamp(_absolute(source.path), made.digest(), size, settled, f"folder-{made.hexdigest()}")


def _looked_at(folder: Path) -> Iterator[Path]:
    for child in sorted(folder.iterdir()):
        if child.name.casefold() == names.FOLDER:
            yield child
            if os.path.isdir(child) and not os.path.islink(child):
                yield from _below(child)


def _below(folder: Path) -> Iterator[Path]:
    for child in sorted(folder.iterdir()):
        yield child
        if os.path.isdir(child) and not os.path.islink(child):
            yield from _below(child)


def _is_settled(changed: int) -> bool:
    return time.time_ns() - changed > (_FINE if changed % _SECOND else _COARSE)


def _absolute(path: Path) -> bytes:
    return os.fsencode(absolute(path))
