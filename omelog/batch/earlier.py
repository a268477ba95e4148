"""What an earlier run wrote into a folder: each format knows its own files, so that nothing else is taken for them."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from omelog.report import Format, format_named, formats

_ENDS = 4096


def earlier(folder: Path, names: Iterable[str] | None = None) -> Iterator[Path]:
    """Yield the files of earlier reports in a folder, of all formats or of some."""
    for made in map(format_named, formats() if names is None else names):
        for path in _of(folder, made):
            if _is_ours(path, made):
                yield path


def foreign(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """Yield the files that bear a name under which these formats write, and that omelog did not write."""
    for made in map(format_named, names):
        for name in made.FILES:
            path = folder / name
            if "*" not in name and path.exists() and not _is_ours(path, made):
                yield path


def _of(folder: Path, made: Format) -> Iterator[Path]:
    for pattern in made.FILES:
        yield from sorted(folder.glob(pattern))


def _is_ours(path: Path, made: Format) -> bool:
    with contextlib.suppress(OSError), path.open("rb") as file:
        head = file.read(_ENDS)
        file.seek(max(0, file.seek(0, os.SEEK_END) - _ENDS))
        return made.ours(head, file.read(_ENDS))
    return False
