"""Extracted bundles: a folder that holds `tomcat/`, or rotations that lie side by side."""

import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from omelog.bundle import names
from omelog.bundle.source import CHUNK, LogStream, Opened, Source
from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit, notice
from omelog.visible import storable


def folder_logs(source: Source, limits: Limits, opened: Opened) -> Iterator[LogStream]:
    """Yield the logs of an extracted bundle. Links are not followed, devices and FIFOs not opened."""
    for path in source.files or _log_files(source.path, limits, opened.problems):
        shown = storable(path.relative_to(source.path).as_posix())
        problems: list[Problem] = []
        try:
            opened.bytes += path.lstat().st_size
        except OSError as error:
            problems.append(_unreadable(error, shown))
        yield LogStream("", shown, _chunks(path, problems, shown), problems)


def _log_files(folder: Path, limits: Limits, problems: list[Problem]) -> Iterator[Path]:
    for child in _children(folder, limits, problems):
        if child.name.casefold() != names.FOLDER:
            continue
        if child.is_symlink():
            problems.append(notice("link", "the folder is a symbolic link", "not followed", where=child.name))
        elif child.is_dir():
            yield from _in_tomcat(child, limits, problems)


def _in_tomcat(folder: Path, limits: Limits, problems: list[Problem]) -> Iterator[Path]:
    for child in _children(folder, limits, problems):
        if not names.is_log_name(child.name):
            continue
        mode = child.lstat().st_mode
        if stat.S_ISREG(mode):
            yield child
        else:
            what = "a symbolic link" if stat.S_ISLNK(mode) else "no regular file"
            problems.append(notice("link", f"it is {what}", "passed over", where=f"{folder.name}/{child.name}"))


def _children(folder: Path, limits: Limits, problems: list[Problem]) -> list[Path]:
    try:
        children = sorted(islice(folder.iterdir(), limits.entries + 1))
    except OSError as error:
        problems.append(_unreadable(error, storable(folder.name)))
        return []
    if len(children) > limits.entries:
        what = "the folder holds more entries than are looked at"
        shown = storable(folder.name)
        problems.append(limit_hit("entries", limits.entries, what, "looked at some of them", where=shown))
    return children[: limits.entries]


def _chunks(path: Path, problems: list[Problem], shown: str) -> Iterator[bytes]:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        problems.append(_unreadable(error, shown))


def _unreadable(error: OSError, where: str) -> Problem:
    return damage(
        "unreadable",
        f"cannot be read: {error.strerror}",
        "not read",
        where=where,
        advice="check its permissions and the disk or share",
    )
