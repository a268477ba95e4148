"""Files that change while they are read: what was read of them is not what lies there."""

import os
from pathlib import Path

from omelog.model.report import Problem
from omelog.problems import damage


def changed(path: Path, descriptor: int, before: os.stat_result) -> str | None:
    """Return what happened to a file since it was opened; None if it is as it was, or has only grown.

    A log that grows is one that is being written: what was there when it was opened was read.
    """
    after = os.fstat(descriptor)
    if after.st_size < before.st_size:
        return f"it shrank from {before.st_size} to {after.st_size} bytes while it was read"
    if after.st_size == before.st_size and after.st_mtime_ns != before.st_mtime_ns:
        return "it was written to while it was read"
    try:
        now = path.stat()
    except OSError:
        return "it was taken away while it was read"
    if not os.path.samestat(now, after):
        return "another file took its place while it was read"
    return None


def change_told(what: str, where: str | None) -> Problem:
    """Return the damage that a changed file is."""
    advice = "copy it to where nothing writes, and read the copy"
    return damage("changed", what, "used what was read", where=where, advice=advice)
