"""Files that are written whole or not at all: beside those whose places they take, which they do in the end.

What a run that was killed has begun is taken away by the next one.
"""

import contextlib
import errno
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

_NAME = re.compile(r"\.omelog-[0-9a-f]{16}")
_PULSE = 0.05  # seconds between looks whether a folder is free


class NotReplacedError(OSError):
    """Something stands where a file is to be written, and stays; `strerror` says what."""


def write(path: Path, chunks: Iterable[bytes], *, replace: bool, private: bool = False) -> None:
    """Write a file, whole or not at all; `private` for its owner alone. Raises OSError.

    With `replace` it may take the place of another file, and never that of anything else.
    """
    with replacing(path, replace=replace, private=private) as file:
        file.writelines(chunks)


@contextlib.contextmanager
def replacing(path: Path, *, replace: bool = True, private: bool = False) -> Iterator[BinaryIO]:
    """Open a file that takes the place of another in the end: a reader sees the old one or the new, never half of one.

    The folder is made if it is not there. Raises OSError.
    """
    _refuse(path, replace=replace)
    begun, file = _begin(path.parent, private=private)
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if sys.platform != "win32":  # as long as it is open, so locked, nobody takes it for one that was left
                _place(begun, path, replace=replace)
        if sys.platform == "win32":  # where what is open can be neither renamed nor taken away
            _place(begun, path, replace=replace)
    except BaseException:
        begun.unlink(missing_ok=True)
        raise


class Batch:
    """Files that take the places of others together: all are written before the first one does.

    To be used while the folder is held: what is written is open no more, so nothing else protects it.
    """

    def __init__(self) -> None:
        self._begun: list[tuple[Path, Path]] = []

    def add(self, path: Path, chunks: Iterable[bytes]) -> None:
        """Write a file beside the one whose place it will take. Raises OSError."""
        _refuse(path, replace=True)
        begun, file = _begin(path.parent)
        self._begun.append((begun, path))
        with file:
            file.writelines(chunks)

    def place(self) -> None:
        """Put all files in their places, in the order in which they were added. Raises OSError."""
        while self._begun:
            begun, path = self._begun[0]
            begun.replace(path)
            del self._begun[0]

    def close(self) -> None:
        """Take away what has not come to its place."""
        for begun, _ in self._begun:
            with contextlib.suppress(OSError):
                begun.unlink(missing_ok=True)
        self._begun.clear()


@contextlib.contextmanager
def held(folder: Path, seconds: float) -> Iterator[None]:
    """Lock a folder against other runs, waiting so long for them. Raises OSError.

    On a file system without locks nobody is kept out.
    """
    if sys.platform == "win32":  # where folders cannot be opened
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        end = time.monotonic() + seconds
        while not _locked(descriptor):
            if time.monotonic() > end:
                raise NotReplacedError(0, "another run of omelog is writing there", str(folder))
            time.sleep(_PULSE)
        yield
    finally:
        os.close(descriptor)


def is_begun(path: Path) -> bool:
    """Return by its name whether a file is one that takes the place of another in the end."""
    return _NAME.fullmatch(path.name) is not None


def take_away(folder: Path) -> None:
    """Take away what was begun in a folder and nobody writes any more; what another run is writing stays."""
    with contextlib.suppress(OSError):  # there is no such folder, or it cannot be read
        for path in filter(is_begun, list(folder.iterdir())):
            if os.path.isfile(path) and not os.path.islink(path):
                _take_away(path)


def _refuse(path: Path, *, replace: bool) -> None:
    """Raise OSError if something stands there that must stay."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise NotReplacedError(0, "is not a regular file and was left as it is", str(path))
    if not replace:
        raise FileExistsError(errno.EEXIST, "exists already", str(path))


def _place(begun: Path, path: Path, *, replace: bool) -> None:
    if replace:
        begun.replace(path)
        return
    try:
        path.hardlink_to(begun)  # which fails where another has come first
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        begun.replace(path)
    else:
        begun.unlink()


def _locked(descriptor: int) -> bool:
    """Lock what is open; return whether it is, or cannot be."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _begin(folder: Path, *, private: bool = False) -> tuple[Path, BinaryIO]:
    while True:
        path = folder / f".omelog-{secrets.token_hex(8)}"
        try:
            file = os.fdopen(os.open(path, _FLAGS, 0o600 if private else 0o666), "wb")
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


_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def _take_away(path: Path) -> None:
    with contextlib.suppress(OSError):  # it is locked, or gone
        if sys.platform == "win32":
            path.unlink()
            return
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
