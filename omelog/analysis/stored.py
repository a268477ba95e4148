"""A reading as bytes and back: what was found in a source, to be judged again without reading the source.

Kept is what the judge looks at. What serves only the reading itself (the text before the first record, the last
record as text) is left out.
"""

import sys
from collections import Counter

import msgspec

from omelog.analysis.reading import Reading, ReadLog, Root
from omelog.bundle import Opened
from omelog.bundle.deflate import packed, unpacked
from omelog.limits import Limits
from omelog.model.record import Text
from omelog.model.report import Log, Problem
from omelog.records import Hits, LogScan, Texts
from omelog.records.copies import Imprint
from omelog.records.ledger import Fate, Ledger
from omelog.records.parts import Edge
from omelog.redact import without_secrets

_PASSING = frozenset({"unreadable", "input-missing", "internal-error", "out-of-memory", "worker-died", "timed-out"})
_MOST = 256 * 1024 * 1024  # bytes of a reading before compression: what is larger is read again
_Bytes = list[bytes]


class _Log(msgspec.Struct, frozen=True, array_like=True):
    path: str
    size: int
    lines: int
    records: int
    ssl_records: int
    first_time: bytes | None
    last_time: bytes | None
    cut: bool
    tail: tuple[int, int] | None
    unread_line: int | None
    mentions: dict[Fate, int]
    hits: _Bytes  # the columns
    hits_left_out: dict[int, int]


class _Root(msgspec.Struct, frozen=True, array_like=True):
    name: str
    logs: list[_Log]
    problems: list[Problem]
    copies: list[Log]


class _Reading(msgspec.Struct, frozen=True, array_like=True):
    sha256: str | None
    bytes: int
    others: list[str]
    problems: list[Problem]
    roots: list[_Root]
    texts: list[Text]
    threads: _Bytes
    raws: _Bytes
    without_thread: int
    byte_order: str


def lasting(problems: list[Problem]) -> bool:
    """Return whether another attempt would meet the same problems: not where time, memory or permissions ran out."""
    return not any(problem.code in _PASSING or problem.limit == "seconds" for problem in problems)


def dump(reading: Reading) -> bytes | None:
    """Return a reading as bytes; None for one that must not be kept.

    That is one that another attempt may change, one with a password or a private key in its records (the judge needs
    them as they are, and they are to be written nowhere), and one that is very large.
    """
    problems = [*reading.opened.problems, *(problem for root in reading.roots for problem in root.problems)]
    if not lasting(problems) or _has_secrets(reading):
        return None
    made = msgspec.msgpack.encode(
        _Reading(
            reading.opened.sha256,
            reading.opened.bytes,
            reading.opened.others,
            reading.opened.problems,
            [
                _Root(root.name, [_packed(log) for log in root.logs], root.problems, root.copies)
                for root in reading.roots
            ],
            reading.texts.kept,
            reading.texts.threads,
            reading.texts.raws,
            reading.texts.without_thread,
            sys.byteorder,
        )
    )
    return packed(made) if len(made) <= _MOST else None


def load(data: bytes) -> Reading | None:
    """Return the reading back; None where the bytes are not those of one."""
    try:
        found = msgspec.msgpack.decode(unpacked(data) or b"", type=_Reading)
    except msgspec.MsgspecError:
        return None
    if found.byte_order != sys.byteorder:  # kept by another kind of machine
        return None
    opened = Opened(found.sha256, found.bytes, found.others)
    for problem in found.problems:
        list.append(opened.told(), problem)  # told before: not counted again
    texts = Texts(Limits())
    texts.kept, texts.threads, texts.raws = found.texts, found.threads, found.raws
    texts.without_thread = found.without_thread
    roots = [Root(root.name, [_unpacked(log) for log in root.logs], root.problems, root.copies) for root in found.roots]
    return Reading(opened, roots, texts)


def _packed(log: ReadLog) -> _Log:
    scan = log.scan
    return _Log(
        log.path,
        scan.size,
        scan.lines,
        scan.records,
        scan.ssl_records,
        scan.first_time,
        scan.last_time,
        scan.cut,
        (scan.tail.line, scan.tail.at) if scan.tail else None,
        scan.unread_line,
        dict(scan.ledger.counts),
        [column.tobytes() for column in scan.hits.columns],
        dict(scan.hits.left_out),
    )


def _unpacked(log: _Log) -> ReadLog:
    hits = Hits(left_out=Counter(log.hits_left_out))
    for column, kept in zip(hits.columns, log.hits, strict=True):
        column.frombytes(kept)
    scan = LogScan(
        tail=None if log.tail is None else Edge(*log.tail),
        unread_line=log.unread_line,
        ledger=Ledger(counts=log.mentions),
        lines=log.lines,
        records=log.records,
        ssl_records=log.ssl_records,
        size=log.size,
        first_time=log.first_time,
        last_time=log.last_time,
        cut=log.cut,
        hits=hits,
    )
    return ReadLog(log.path, scan, Imprint())


def _has_secrets(reading: Reading) -> bool:
    records = (text.record(b"", b"") for text in reading.texts.kept)
    shown = (*reading.texts.threads, *reading.texts.raws, *records)
    return any(_is_secret(raw.decode("utf-8", "replace")) for raw in shown)


def _is_secret(text: str) -> bool:
    return without_secrets(text) != text
