"""The folder of a report: written file by file, atomically, with no stale page left."""

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from omelog.batch.earlier import earlier, foreign
from omelog.report import format_named, formats


class OutputError(ValueError):
    """The folder cannot hold the report; the text says why and what to do."""


def prepare(folder: Path, names: Iterable[str]) -> None:
    """Make the folder. Raises OutputError if it cannot be made, or the report would mix with what is not ours.

    That is if it holds other things and no earlier report, or a file of somebody else where a format would write.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strange = any(folder.iterdir()) and next(earlier(folder), None) is None
        taken = next(foreign(folder, names), None)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be used as output folder: {error.strerror}; give another with -o"
        ) from error
    if strange:
        raise OutputError(f"{folder}: holds other things than an omelog report; give an empty or a new folder with -o")
    if taken:
        raise OutputError(f"{taken}: is not of omelog, and would be replaced; move it away, or give another folder")


def write(folder: Path, files: Iterable[tuple[str, Iterable[bytes]]], names: Iterable[str] | None = None) -> list[Path]:
    """Write the files of a report in their order, and then take away what an earlier one left. Raises OutputError.

    With `names` the files of other formats stay.
    """
    written: list[Path] = []
    try:
        for path, chunks in files:
            written.append(folder / path)
            _replace(folder / path, chunks)
        kept = set(written)
        for stale in list(earlier(folder, names)):
            if stale not in kept:
                stale.unlink()
        _remove_empty(folder)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written: {error.strerror}; check the disk and its permissions"
        ) from error
    return written


def _replace(path: Path, chunks: Iterable[bytes]) -> None:
    """Write beside the file, then take its place: a reader sees the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".omelog-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(chunks)
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _remove_empty(folder: Path) -> None:
    for inner in {(folder / pattern).parent for name in formats() for pattern in format_named(name).FILES} - {folder}:
        with contextlib.suppress(OSError):  # it does not exist, or holds what is not ours
            inner.rmdir()
