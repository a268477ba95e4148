"""Opens a source and streams its logs, whatever kind it is."""

import glob
import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

from omelog.bundle import names, remote
from omelog.bundle.budget import Budget, LimitReachedError
from omelog.bundle.change import change_told, changed
from omelog.bundle.contents import FileContents
from omelog.bundle.folder import folder_items
from omelog.bundle.item import Item
from omelog.bundle.kinds.kind import LooksLikeLog
from omelog.bundle.names import Location
from omelog.bundle.source import CHUNK, LogStream, Opened, Source
from omelog.bundle.told import no_tomcat, unreadable
from omelog.bundle.walk import Walk
from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit
from omelog.spool import MIB, Spool, SpoolError
from omelog.text.visible import storable

_STDIN_IN_MEMORY = 64 * MIB
_BEGINNING = "used its beginning"


def open_logs(
    source: Source, limits: Limits, opened: Opened, looks_like_log: LooksLikeLog, stdin: BinaryIO | None = None
) -> Iterator[LogStream]:
    """Yield the logs of a source as text (UTF-8, LF), in the order in which they lie there.

    `looks_like_log` tells from the beginning of a text whether log records stand in it.

    What is known of the source as a whole, and what goes wrong outside any one log, is put into `opened`.
    """
    budget = Budget(limits)
    walk = Walk(budget, opened, looks_like_log)
    if source.lies_bare:
        opened.told().append(no_tomcat([storable(source.below)], None))
    try:
        for item in _items(source, budget, opened, stdin):
            yield from walk.logs(item)
        walk.ended()
    except LimitReachedError as reached:
        if not reached.told:
            opened.told().append(reached.problem(None))
    except OSError as error:
        opened.told().append(unreadable(error))


def _items(source: Source, budget: Budget, opened: Opened, stdin: BinaryIO | None) -> Iterator[Item]:
    """Yield what there is to look into: a file, or the logs in a folder one by one, each open while it is looked at."""
    if source.kind == "missing":
        what = "no file or folder matches" if glob.has_magic(source.given) else "no such file or folder"
        opened.told().append(damage("input-missing", what, "read nothing", advice="check the path"))
    elif source.kind in ("folder", "logs"):
        yield from folder_items(source, budget, opened)
    elif source.kind == "stdin":
        with Spool(in_memory=_STDIN_IN_MEMORY) as spool:
            _hold(stdin or sys.stdin.buffer, spool, budget.limits, opened.told())
            yield _whole(spool.file, source, budget, opened)
    elif source.kind == "address":
        with remote.opened(source.addresses[0]) as file:
            yield _whole(file, source, budget, opened)
    elif source.kind == "addresses":
        yield from _remote_items(source, budget, opened)
    else:
        with _regular(source.path) as file:
            before = os.fstat(file.fileno())
            yield _whole(file, source, budget, opened)
            if change := changed(source.path, file.fileno(), before):
                opened.told().append(change_told(change, None))


def _remote_items(source: Source, budget: Budget, opened: Opened) -> Iterator[Item]:
    for address in source.addresses:
        parts = address.split("/")
        place = names.in_tomcat(parts)
        path = parts[-1] if place is None else place.path
        try:
            with remote.opened(address) as file:
                opened.bytes += file.seek(0, os.SEEK_END)
                yield Item(FileContents(file, storable(path), budget), Location("", storable(path)))
        except OSError as error:
            opened.told().append(unreadable(error, storable(path)))


def _whole(file: IO[bytes], source: Source, budget: Budget, opened: Opened) -> Item:
    opened.sha256, opened.bytes = _digest(file)
    return Item(FileContents(file, None, budget), Location("", storable(source.name)))


def _regular(path: Path) -> BinaryIO:
    """Open a regular file; raises OSError for anything else, without waiting on a FIFO or waking a device."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "it is not a regular file")
    return os.fdopen(descriptor, "rb")


def _hold(stdin: BinaryIO, spool: Spool, limits: Limits, problems: list[Problem]) -> None:
    """Copy standard input, which cannot be read twice."""
    while chunk := stdin.read(CHUNK):
        if spool.end + len(chunk) > limits.bundle_bytes:
            what = "standard input is too long"
            problems.append(limit_hit("bundle_bytes", limits.bundle_bytes, what, _BEGINNING, where=None))
            break
        try:
            spool.put(chunk)
        except SpoolError as error:
            what = f"standard input cannot be held whole: {error}"
            problems.append(damage("no-room", what, _BEGINNING, advice="give a file in its place"))
            break


def _digest(file: IO[bytes]) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
