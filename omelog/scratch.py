"""Temporary folders, which go with their process; those of processes that were killed go with the next one."""

import contextlib
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from omelog.writer import held

_NAME = re.compile(r"\.omelog-[0-9a-f]{16}")
_AGE = 60.0  # seconds: a younger one may not be held yet by the process that makes it


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Make a temporary folder, and take it away in the end. Raises OSError."""
    place = Path(tempfile.gettempdir())
    sweep(place)
    folder = place / f".omelog-{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    try:
        with held(folder, 0):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(place: Path) -> None:
    """Take away the temporary folders of this user's processes that are no more: a living one holds its own."""
    if sys.platform == "win32":  # where nothing says that one lives
        return
    with contextlib.suppress(OSError):
        for folder in (one for one in list(place.iterdir()) if _NAME.fullmatch(one.name)):
            with contextlib.suppress(OSError):  # held, or gone
                found = folder.lstat()
                if found.st_uid == os.getuid() and time.time() - found.st_mtime > _AGE and not folder.is_symlink():
                    with held(folder, 0):
                        shutil.rmtree(folder, ignore_errors=True)
