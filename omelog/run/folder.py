"""The folder of a report: written file by file, atomically, with no stale page left."""

import contextlib
import itertools
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from omelog.report import format_named, format_names
from omelog.run.ours import foreign, opened, ours
from omelog.writer import Batch, NotReplacedError, held, is_begun, take_away

_CHUNK = 1024 * 1024
_PATIENCE = 60.0  # seconds for another run to write its report


class OutputError(ValueError):
    """The folder cannot hold the report; the text says why and what to do."""


def prepare(folder: Path, names: Iterable[str]) -> None:
    """Make the folder, and take away what a run that was killed has begun in it.

    Raises OutputError if it cannot be made, or is not fit for the report.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(NotReplacedError), held(folder, 0):  # what another run is writing stays
            for place in (folder, *_inner(folder)):
                take_away(place)
            _remove_empty(folder)
    except OSError as error:
        raise _unusable(folder, error) from error
    check(folder, names)


def check(folder: Path, names: Iterable[str]) -> None:
    """Raise OutputError if the report would mix with what is not ours; nothing is written.

    That is: the folder holds other things and no earlier report, or a file of somebody else where a format would write.
    """
    try:
        strange = _holds_something(folder) and next(ours(folder, [*names, *format_names()]), None) is None
        taken = next(foreign(folder, names), None)
    except FileNotFoundError as error:
        if _loose(folder):
            raise _unusable(folder, error) from error
        return
    except OSError as error:
        raise _unusable(folder, error) from error
    if strange:
        raise OutputError(f"{folder}: holds things other than an omelog report; give an empty or a new folder with -o")
    if taken:
        raise OutputError(
            f"{taken}: was not written by omelog, and would be replaced; move it away, or give another folder"
        )


def write(folder: Path, files: Iterable[tuple[str, Iterable[bytes]]], names: Iterable[str] | None = None) -> list[Path]:
    """Write the files of a report, put them in their places in order, and take away what an earlier one left.

    One run at a time: another one waits. Where not all can be written nothing is changed. A file that is as it should
    be is left as it is. With `names` the files of other formats stay. Raises OutputError.
    """
    written: dict[str, Path] = {}
    batch = Batch()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with held(folder, _PATIENCE), contextlib.closing(batch):
            for path, chunks in files:
                written[path] = folder / path
                _put(batch, folder / path, chunks)
            batch.place()
            if _holds_more(folder, written):
                for stale in list(ours(folder, names, but=written)):
                    (folder / stale).unlink()
                _remove_empty(folder)
    except NotReplacedError as error:
        raise OutputError(
            f"{error.filename}: {error.strerror}; give another folder with -o, or try again later"
        ) from error
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written: {error.strerror}; check the disk and its permissions"
        ) from error
    return list(written.values())


def _unusable(folder: Path, error: OSError) -> OutputError:
    loose = _loose(folder)
    reason = f"{loose} is a link to nothing" if loose else error.strerror
    return OutputError(f"{folder}: cannot be used as output folder: {reason}; give another with -o")


def _loose(folder: Path) -> Path | None:
    """Find a link to nothing on the way to a folder, or in its place."""
    with contextlib.suppress(OSError):
        links = filter(os.path.islink, (folder, *folder.parents))
        return next((place for place in links if not os.path.exists(place)), None)
    return None


def _holds_something(folder: Path) -> bool:
    """Return whether anything lies there beside what another run has begun."""
    inner = {place for place in _inner(folder) if os.path.isdir(place)}
    found = (path for place in (folder, *inner) for path in place.iterdir())
    return any(path not in inner and not is_begun(path) for path in found)


def _holds_more(folder: Path, written: Collection[str]) -> bool:
    """Return whether anything lies beside what was written: only then each format is asked which of it is its own."""
    folders = {"", *(path.rpartition("/")[0] for path in written)}
    found = (f"{inner}/{child.name}".lstrip("/") for inner in folders for child in (folder / inner).iterdir())
    return any(path not in written and path not in folders for path in found)


def _put(batch: Batch, path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file, unless it is as it should be: most pages of a report are as the last run wrote them."""
    rest = iter(chunks)
    old = opened(path)
    if old is None:
        batch.add(path, rest)
        return
    with old:
        same, other = _compared(old, rest)
        if other is not None:
            batch.add(path, itertools.chain(_first(old, same), [other], rest))


def _compared(old: BinaryIO, chunks: Iterator[bytes]) -> tuple[int, bytes | None]:
    """Report how many bytes are in a file as they should be, and the chunk that is not; None where all are."""
    same = 0
    for chunk in chunks:
        if old.read(len(chunk)) != chunk:
            return same, chunk
        same += len(chunk)
    return same, b"" if old.read(1) else None


def _first(file: BinaryIO, count: int) -> Iterator[bytes]:
    """Yield the first bytes of a file, and close it: one that is open cannot be replaced everywhere."""
    with file:
        file.seek(0)
        while count and (chunk := file.read(min(count, _CHUNK))):
            yield chunk
            count -= len(chunk)


def _remove_empty(folder: Path) -> None:
    for inner in _inner(folder):
        with contextlib.suppress(OSError):  # it does not exist, or holds what is not ours
            inner.rmdir()


def _inner(folder: Path) -> set[Path]:
    """Return the folders in which formats write below that of the report."""
    return {(folder / pattern).parent for name in format_names() for pattern in format_named(name).FILES} - {folder}
