"""Extracted bundles: a folder that holds `tomcat/`, or rotations that lie side by side."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from omelog.bundle import names
from omelog.bundle.budget import Budget
from omelog.bundle.contents import FileContents
from omelog.bundle.names import Place
from omelog.bundle.source import Opened, Source
from omelog.bundle.walk import Item, not_read, unreadable
from omelog.model.report import Problem
from omelog.problems import notice
from omelog.text.visible import storable

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def folder_items(source: Source, budget: Budget, opened: Opened) -> Iterator[Item]:
    """Yield the logs of an extracted bundle. Links are not followed, devices and FIFOs not opened."""
    for path in source.files or _log_files(source.path, budget, opened.told()):
        shown = storable(path.relative_to(source.path).as_posix())
        try:
            descriptor = os.open(path, _FLAGS)
        except OSError as error:
            opened.told().append(unreadable(error, shown))
            continue
        with os.fdopen(descriptor, "rb") as file:
            opened.bytes += os.fstat(descriptor).st_size
            yield Item(FileContents(file, shown, budget), Place("", shown))


def _log_files(folder: Path, budget: Budget, problems: list[Problem]) -> Iterator[Path]:
    for child in _children(folder, problems):
        if child.name.casefold() != names.FOLDER:
            continue
        if child.is_symlink():
            problems.append(notice("link", "the folder is a symbolic link", "not followed", where=child.name))
        elif child.is_dir():
            yield from _in_tomcat(child, budget, problems)


def _in_tomcat(folder: Path, budget: Budget, problems: list[Problem]) -> Iterator[Path]:
    for child in _children(folder, problems):
        budget.entry()
        if names.resembles_log([folder.name, child.name]):
            problems.append(not_read(storable(f"{folder.name}/{child.name}")))
        if not names.is_log_name(child.name):
            continue
        mode = child.lstat().st_mode
        if stat.S_ISREG(mode):
            yield child
        else:
            what = "a symbolic link" if stat.S_ISLNK(mode) else "no regular file"
            problems.append(notice("link", f"it is {what}", "passed over", where=f"{folder.name}/{child.name}"))


def _children(folder: Path, problems: list[Problem]) -> list[Path]:
    """Give what is in a folder, in the order of names."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        problems.append(unreadable(error, storable(folder.name)))
        return []
