"""The folder of a report: written file by file, atomically, with no stale page left."""

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from omelog.model.report import SCHEMA

_PAGES = ("bundles", "pairs")
_MARKS = {
    "report.json": f'"{SCHEMA.partition("/")[0]}/'.encode(),
    "report.html": b'<meta name="generator" content="omelog ',
}
_HEAD = 4096


class OutputError(ValueError):
    """The folder cannot hold the report; the text says why and what to do."""


def prepare(folder: Path) -> None:
    """Make the folder. Raises OutputError if it holds other things than an earlier report, or cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strange = any(folder.iterdir()) and not _holds_report(folder)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be used as output folder: {error.strerror}; give another with -o"
        ) from error
    if strange:
        raise OutputError(f"{folder}: holds other things than an omelog report; give an empty or a new folder with -o")


def write(folder: Path, files: Iterable[tuple[str, Iterable[bytes]]]) -> list[Path]:
    """Write the files of a report in their order, and then take away what an earlier one left. Raises OutputError."""
    written: list[Path] = []
    try:
        for path, chunks in files:
            written.append(folder / path)
            _replace(folder / path, chunks)
        _remove_stale(folder, written)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written: {error.strerror}; check the disk and its permissions"
        ) from error
    return written


def _holds_report(folder: Path) -> bool:
    return any(_is_ours(folder / name) for name in _MARKS)


def _is_ours(path: Path) -> bool:
    """Tell whether an earlier run wrote this file."""
    mark = _MARKS[f"report{path.suffix}"]
    with contextlib.suppress(OSError), path.open("rb") as file:
        return mark in file.read(_HEAD)
    return False


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


def _remove_stale(folder: Path, written: list[Path]) -> None:
    kept = set(written)
    earlier = [folder / name for name in _MARKS]
    earlier += [page for pages in _PAGES for page in sorted((folder / pages).glob("*.html"))]
    for path in earlier:
        if path not in kept and _is_ours(path):
            path.unlink()
    for pages in _PAGES:
        with contextlib.suppress(OSError):  # it does not exist, or holds what is not ours
            (folder / pages).rmdir()
