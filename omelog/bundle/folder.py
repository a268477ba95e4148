"""Extracted bundles: a folder that holds `tomcat/`, or rotations that lie side by side."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from omelog.bundle import kinds, names
from omelog.bundle.budget import Budget
from omelog.bundle.change import change_told, changed
from omelog.bundle.contents import FileContents
from omelog.bundle.item import Item
from omelog.bundle.names import Location
from omelog.bundle.source import Opened, Source
from omelog.bundle.told import archives_beside, elsewhere, unreadable
from omelog.model.report import Problem
from omelog.problems import notice
from omelog.text.visible import storable

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def folder_items(source: Source, budget: Budget, opened: Opened) -> Iterator[Item]:
    """Yield the logs of an extracted bundle. Links are not followed, devices and FIFOs not opened."""
    if not source.files:
        opened.told().extend(_beside(source.path))
    for path in source.files or _log_files(source.path, budget, opened.told()):
        shown = _shown(path, source.path)
        try:
            descriptor = os.open(path, _FLAGS)
        except OSError as error:
            opened.told().append(unreadable(error, shown))
            continue
        with os.fdopen(descriptor, "rb") as file:
            before = os.fstat(descriptor)
            opened.bytes += before.st_size
            yield _item(FileContents(file, shown, budget), shown)
            if change := changed(path, descriptor, before):
                opened.told().append(change_told(change, shown))


def _item(contents: FileContents, shown: str) -> Item:
    """Return a log, or an archive below `tomcat/`, which may hold rotations."""
    place = names.in_tomcat(shown.split("/")) or Location("", shown)
    if names.may_be_log(shown.rpartition("/")[2]) or "/" not in shown:
        return Item(contents, place)
    return Item(contents, None, within=place)


def _beside(root: Path) -> Iterator[Problem]:
    """Name what lies in a bundle outside of `tomcat/` and may be taken for its logs."""
    files = [path for path in _outside_tomcat(root) if not names.is_sidecar(path.name)]
    logs = [path for path in files if names.is_log_name(path.name)]
    archives = [path for path in files if not names.is_log_name(path.name) and kinds.claims_archive(path.name)]
    if logs:
        yield elsewhere([_shown(path, root) for path in logs], None)
    if archives:
        yield archives_beside([_shown(path, root) for path in archives])


def _shown(path: Path, root: Path) -> str:
    return storable(path.relative_to(root).as_posix())


def _outside_tomcat(root: Path) -> Iterator[Path]:
    """Yield the files that lie in a bundle outside of `tomcat/`, and in no other bundle."""
    for folder, subfolders, files in os.walk(root):
        if folder != str(root) and any(name.casefold() == names.FOLDER for name in subfolders):
            subfolders.clear()
            continue
        subfolders[:] = sorted(name for name in subfolders if name.casefold() != names.FOLDER)
        yield from (Path(folder) / name for name in sorted(files))


def _log_files(folder: Path, budget: Budget, problems: list[Problem]) -> Iterator[Path]:
    for child in _children(folder, problems):
        if child.name.casefold() != names.FOLDER:
            continue
        if child.is_symlink():
            problems.append(notice("link", "the folder is a symbolic link", "not followed", where=child.name))
        elif child.is_dir():
            yield from _below(child, child.name, budget, problems)


def _below(folder: Path, shown: str, budget: Budget, problems: list[Problem]) -> Iterator[Path]:
    """Yield the files at any depth below `tomcat/` that may be logs, or archives of them."""
    for child in _children(folder, problems):
        budget.entry()
        where = f"{shown}/{child.name}"
        try:
            mode = child.lstat().st_mode
        except OSError as error:  # it was taken away since the folder was listed, or the folder may not be entered
            problems.append(unreadable(error, storable(where)))
            continue
        if stat.S_ISDIR(mode):
            yield from _below(child, where, budget, problems)
        elif stat.S_ISREG(mode):
            if not child.name.startswith("._"):
                yield child
        elif names.may_be_log(child.name):
            what = "a symbolic link" if stat.S_ISLNK(mode) else "not a regular file"
            problems.append(notice("link", f"it is {what}", "passed over", where=storable(where)))


def _children(folder: Path, problems: list[Problem]) -> list[Path]:
    """Return what is in a folder, in the order of names."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        problems.append(unreadable(error, storable(folder.name)))
        return []
