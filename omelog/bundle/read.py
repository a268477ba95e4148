"""Opens a source and streams its logs, whatever kind it is."""

import hashlib
import itertools
import os
import stat
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

from omelog.bundle import kinds
from omelog.bundle import zip as zip_kind
from omelog.bundle.folder import folder_logs
from omelog.bundle.gzip import MAGIC as GZIP_MAGIC
from omelog.bundle.gzip import gunzip
from omelog.bundle.source import CHUNK, Budget, LogStream, Opened, Source
from omelog.bundle.text import to_text
from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit
from omelog.visible import storable

_STDIN_IN_MEMORY = 64 * 1024 * 1024
_READ_NOTHING = "read nothing"


def open_logs(source: Source, limits: Limits, opened: Opened, stdin: BinaryIO | None = None) -> Iterator[LogStream]:
    """Yield the logs of a source as text (UTF-8, LF), in the order in which they lie there.

    What is known of the source as a whole, and what goes wrong outside any one log, is put into `opened`.
    """
    budget = Budget(limits)
    for log in _raw_logs(source, budget, opened, stdin):
        unpacked = _unpacked(log, budget)
        text = to_text(budget.metered(unpacked, log.problems, log.path))
        yield LogStream(log.root, log.path, text, log.problems)


def _raw_logs(source: Source, budget: Budget, opened: Opened, stdin: BinaryIO | None) -> Iterator[LogStream]:
    if source.kind == "missing":
        advice = "check the path"
        opened.problems.append(damage("input-missing", "no such file or folder", _READ_NOTHING, advice=advice))
    elif source.kind in ("folder", "logs"):
        yield from folder_logs(source, budget.limits, opened)
    elif source.kind == "stdin":
        with _spooled(stdin or sys.stdin.buffer, budget.limits, opened.problems) as file:
            yield from _file_logs(file, source, budget, opened)
    else:
        yield from _path_logs(source, budget, opened)


def _path_logs(source: Source, budget: Budget, opened: Opened) -> Iterator[LogStream]:
    try:
        with open_regular(source.path) as file:
            yield from _file_logs(file, source, budget, opened)
    except OSError as error:
        opened.problems.append(unreadable(error))


def unreadable(error: OSError, where: str | None = None) -> Problem:
    """Say why a file could not be opened or read."""
    reason = error.strerror or str(error)
    return damage(
        "unreadable",
        f"cannot be read: {reason}",
        _READ_NOTHING,
        where=where,
        advice="check its permissions and the disk or share",
    )


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file; raises OSError for anything else, without waiting on a FIFO or waking a device."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "it is no regular file")
    return os.fdopen(descriptor, "rb")


def _spooled(stdin: BinaryIO, limits: Limits, problems: list[Problem]) -> IO[bytes]:
    """Copy standard input, which cannot be read twice, to memory or to an unnamed temporary file."""
    file = tempfile.SpooledTemporaryFile(max_size=_STDIN_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    while chunk := stdin.read(CHUNK):
        if file.tell() + len(chunk) > limits.bundle_bytes:
            what = "standard input is too long"
            problems.append(limit_hit("bundle_bytes", limits.bundle_bytes, what, "used its beginning", where=None))
            break
        file.write(chunk)
    file.seek(0)
    return file


def _file_logs(file: IO[bytes], source: Source, budget: Budget, opened: Opened) -> Iterator[LogStream]:
    opened.sha256, opened.bytes = _digest(file)
    file.seek(0)
    kind = kinds.sniff(file.read(kinds.HEAD))
    file.seek(0)
    if kind is kinds.ZIP or (kind is kinds.BINARY and zipfile.is_zipfile(file)):  # something may stand before a zip
        file.seek(0)
        yield from zip_kind.logs(file, budget, opened.problems)  # type: ignore[arg-type]  # IO[bytes] is BinaryIO by another name
    elif kind.way_out is not None:
        opened.problems.append(damage(f"is-{kind.slug}", f"is {kind.title}", _READ_NOTHING, advice=kind.way_out))
    else:
        problems: list[Problem] = []
        yield LogStream("", storable(source.name), _chunks(file), problems)


def _unpacked(log: LogStream, budget: Budget) -> Iterator[bytes]:
    """Take a gzip layer off, where the bytes begin like one; name another archive that hides in a log's place."""
    head, stream = _peeked(log.chunks)
    if head.startswith(GZIP_MAGIC):
        # A gzip layer may produce next to nothing from very much: what goes into it counts too.
        packed = budget.metered(stream, log.problems, log.path)
        head, stream = _peeked(gunzip(packed, log.problems, log.path))
    kind = kinds.sniff(head[: kinds.HEAD])
    if kind.archive:
        advice = kind.way_out or "unpack it first"
        log.problems.append(damage(f"is-{kind.slug}", f"is {kind.title}", "not read", where=log.path, advice=advice))
        return
    yield from stream


def _peeked(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Give the first chunk, and the stream with it."""
    head = next(chunks, b"")
    return head, itertools.chain([head], chunks)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _digest(file: IO[bytes]) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    for chunk in _chunks(file):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
