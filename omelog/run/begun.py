"""Files that are written beside those whose places they take; what a run that was killed has begun is taken away."""

import contextlib
import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

_NAME = re.compile(r"\.omelog-[0-9a-f]{16}")


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of another in the end: a reader sees the old one or the new, never half of one.

    The folder is made if it is not there. Raises OSError.
    """
    begun, file = _begin(path.parent)
    try:
        with file:
            yield file
            if sys.platform != "win32":  # as long as it is open, so locked, nobody takes it for one that was left
                file.flush()
                begun.replace(path)
        if sys.platform == "win32":  # where what is open can be neither renamed nor taken away
            begun.replace(path)
    except BaseException:
        begun.unlink(missing_ok=True)
        raise


def is_begun(path: Path) -> bool:
    """Tell by its name whether a file is one that takes the place of another in the end."""
    return _NAME.fullmatch(path.name) is not None


def take_away(folder: Path) -> None:
    """Take away what was begun in a folder and nobody writes any more; what another run is writing stays."""
    with contextlib.suppress(OSError):  # there is no such folder, or it cannot be read
        for path in filter(is_begun, list(folder.iterdir())):
            if path.is_file() and not path.is_symlink():
                _take_away(path)


def _begin(folder: Path) -> tuple[Path, BinaryIO]:
    while True:
        path = folder / f".omelog-{secrets.token_hex(8)}"
        try:
            file = path.open("xb")
        except FileNotFoundError:
            folder.mkdir(parents=True, exist_ok=True)
            continue
        if sys.platform == "win32":
            return path, file
        with contextlib.suppress(OSError):  # a file system without locks: there nothing is taken away
            fcntl.flock(file, fcntl.LOCK_EX)
        if path.exists():
            return path, file
        file.close()  # another run has taken it away before it was locked


def _take_away(path: Path) -> None:
    with contextlib.suppress(OSError):  # it is locked, or gone
        if sys.platform == "win32":
            path.unlink()
            return
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
