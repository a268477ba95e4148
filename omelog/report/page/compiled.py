"""Compiled templates, kept between runs: compiling them takes longer than all else that a small page takes.

What is kept is code, so it is trusted only in a folder of the user's own that nobody else can write to; where there
is no such folder, templates are compiled each time.
"""

import contextlib
import os
import stat
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING

import platformdirs

from omelog import __version__

if TYPE_CHECKING:
    from jinja2 import BytecodeCache


def kept(kind: str) -> "BytecodeCache | None":
    """Give the cache of the environment that makes pages of a kind; the templates' own text tells if it is current."""
    folder = _own(platformdirs.user_cache_path("omelog", appauthor=False) / "templates")
    if folder is None:
        return None
    from jinja2 import FileSystemBytecodeCache, compiler  # noqa: PLC0415 - only where pages are made
    from jinja2.bccache import Bucket  # noqa: PLC0415 - the same

    class Kept(FileSystemBytecodeCache):
        """A cache that may fail."""

        def load_bytecode(self, bucket: Bucket) -> None:
            try:
                super().load_bytecode(bucket)
            except (OSError, ValueError, EOFError, UnpicklingError):  # cut off: the disk was full
                bucket.reset()

        def dump_bytecode(self, bucket: Bucket) -> None:
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)

    installed = Path(compiler.__file__).stat().st_mtime_ns  # another jinja2 writes other code
    return Kept(str(folder), f"{kind}-{__version__}-{installed:x}-%s")


def _own(folder: Path) -> Path | None:
    """Make the folder if need be; None unless it is ours alone."""
    with contextlib.suppress(OSError):
        folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
        told = folder.lstat()
        if not hasattr(os, "getuid"):
            return folder  # Windows: the folder of a user is closed to others
        if stat.S_ISDIR(told.st_mode) and told.st_uid == os.getuid() and stat.S_IMODE(told.st_mode) == stat.S_IRWXU:
            return folder
    return None
