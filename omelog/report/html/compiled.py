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

from omelog import __version__, resources

if TYPE_CHECKING:
    from jinja2 import BytecodeCache


def kept(kind: str, environment: str) -> "BytecodeCache | None":
    """Return the cache of an environment that makes pages of a kind, if there is a folder for it.

    The templates' own text tells if what is kept is current; `environment` is the file that makes the environment.
    """
    place = resources.own("cache")
    folder = _own(place / "templates") if place is not None else None
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

    # Another jinja2 writes other code, and so does an environment with other options.
    made_by = "-".join(f"{Path(file).stat().st_mtime_ns:x}" for file in (compiler.__file__, environment))
    return Kept(str(folder), f"{kind}-{__version__}-{made_by}-%s")


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
