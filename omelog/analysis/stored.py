"""A reading as bytes and back: what was found in a source, to be judged again without reading the source.

Kept is what the judge looks at. What serves only the reading itself (the text before the first record, the last
record as text) is left out.
"""

from array import array

import msgspec

from omelog.analysis.reading import Reading, ReadLog, Root
from omelog.bundle import Opened
from omelog.bundle.deflate import packed, unpacked
from omelog.model.record import Text
from omelog.model.report import Problem
from omelog.records import Hits, LogScan, Texts
from omelog.records.hits import Tail
from omelog.redact import without_secrets

_PASSING = frozenset({"unreadable", "input-missing", "internal-error", "out-of-memory", "worker-died", "timed-out"})
_MOST = 256 * 1024 * 1024  # bytes of a reading before compression: what is larger is read again


class _Log(msgspec.Struct, frozen=True, array_like=True):
    path: str
    digest: bytes
    size: int
    lines: int
    records: int
    ssl_records: int
    first_time: bytes | None
    last_time: bytes | None
    cut: bool
    tail: int | None
    hit_lines: list[int]
    hit_texts: list[int]
    hit_times: list[bytes]
    hit_threads: list[bytes]


class _Root(msgspec.Struct, frozen=True, array_like=True):
    name: str
    logs: list[_Log]
    problems: list[Problem]


class _Reading(msgspec.Struct, frozen=True, array_like=True):
    sha256: str | None
    bytes: int
    others: list[str]
    problems: list[Problem]
    roots: list[_Root]
    texts: list[Text]
    left_out: int


def lasting(problems: list[Problem]) -> bool:
    """Tell whether another attempt would meet the same problems: not where time, memory or permissions ran out."""
    return not any(problem.code in _PASSING or problem.limit == "seconds" for problem in problems)


def dump(reading: Reading) -> bytes | None:
    """Give a reading as bytes; None for one that must not be kept.

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
            [_Root(root.name, [_packed(log) for log in root.logs], root.problems) for root in reading.roots],
            reading.texts.kept,
            reading.texts.left_out,
        )
    )
    return packed(made) if len(made) <= _MOST else None


def load(data: bytes) -> Reading | None:
    """Give the reading back; None where the bytes are not those of one."""
    try:
        found = msgspec.msgpack.decode(unpacked(data) or b"", type=_Reading)
    except msgspec.MsgspecError:
        return None
    opened = Opened(found.sha256, found.bytes, found.others)
    for problem in found.problems:
        list.append(opened.told(), problem)  # told before: not counted again
    texts = Texts(len(found.texts))
    texts.kept, texts.left_out = found.texts, found.left_out
    roots = [Root(root.name, [_unpacked(log) for log in root.logs], root.problems) for root in found.roots]
    return Reading(opened, roots, texts)


def _packed(log: ReadLog) -> _Log:
    scan = log.scan
    return _Log(
        log.path,
        log.digest,
        scan.size,
        scan.lines,
        scan.records,
        scan.ssl_records,
        scan.first_time,
        scan.last_time,
        scan.cut,
        scan.tail.line if scan.tail else None,
        scan.hits.line.tolist(),
        scan.hits.text.tolist(),
        scan.hits.time,
        scan.hits.thread,
    )


def _unpacked(log: _Log) -> ReadLog:
    scan = LogScan(
        tail=None if log.tail is None else Tail(log.tail, b"", wanted=False),
        lines=log.lines,
        records=log.records,
        ssl_records=log.ssl_records,
        size=log.size,
        first_time=log.first_time,
        last_time=log.last_time,
        cut=log.cut,
        hits=Hits(array("q", log.hit_lines), array("q", log.hit_texts), log.hit_times, log.hit_threads),
    )
    return ReadLog(log.path, scan, log.digest)


def _has_secrets(reading: Reading) -> bool:
    threads = {thread for root in reading.roots for log in root.logs for thread in log.scan.hits.thread}
    records = (text.record(b"", b"") for text in reading.texts.kept)
    return any(_is_secret(raw.decode("utf-8", "replace")) for texts in (threads, records) for raw in texts)


def _is_secret(text: str) -> bool:
    return without_secrets(text) != text
