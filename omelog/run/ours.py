"""What an earlier run wrote into a folder: each format knows its own files, so that nothing else is taken for them."""

import contextlib
import fnmatch
import os
import stat
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from omelog.report import Format, format_named, format_names

_ENDS = 4096


def ours(folder: Path, names: Iterable[str] | None = None, but: Container[str] = ()) -> Iterator[str]:
    """Yield the files of earlier reports in a folder, of all formats or of some, `but` those that are named."""
    for made in map(format_named, format_names() if names is None else names):
        for path in _of(folder, made):
            if path not in but and _is_ours(folder / path, made):
                yield path


def foreign(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """Yield the files that bear a name under which these formats write, and that omelog did not write."""
    for made in map(format_named, names):
        for name in made.FILES:
            path = folder / name
            if "*" not in name and os.path.exists(path) and not _is_ours(path, made):
                yield path


def opened(path: Path) -> BinaryIO | None:
    """Open a file for reading; None if there is none, or something else than a file that can be read."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    with contextlib.suppress(OSError):
        descriptor = os.open(path, flags)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return os.fdopen(descriptor, "rb")
        os.close(descriptor)
    return None


def _of(folder: Path, made: Format) -> Iterator[str]:
    for pattern in made.FILES:
        inner, _, name = pattern.rpartition("/")
        with contextlib.suppress(OSError):
            found = sorted(fnmatch.filter(os.listdir(folder / inner), name))  # noqa: PTH208 - names are all that it takes
            yield from (f"{inner}/{one}" if inner else one for one in found)


def _is_ours(path: Path, made: Format) -> bool:
    file = opened(path)
    if file is None:
        return False
    with file, contextlib.suppress(OSError):
        head = file.read(_ENDS)
        file.seek(max(0, file.seek(0, os.SEEK_END) - _ENDS))
        return made.ours(head, file.read(_ENDS))
    return False
