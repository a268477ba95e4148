"""A source read into scanned logs, root by root, oldest first."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from omelog.bundle import LogStream, Opened, Source, open_logs
from omelog.bundle.names import rotation_key
from omelog.limits import Limits
from omelog.model.report import Log, Problem
from omelog.problems import damage, notice
from omelog.records import LogScan, Scanner, iso_time, join_rotations

_PAYLOAD_MARKS = (b"@Message.ExtendedInfo", b'"MessageArgs"')


@dataclass
class ReadLog:
    """One log: its path below the root of its bundle, and what the scan found."""

    path: str
    scan: LogScan
    digest: bytes

    def as_log(self) -> Log:
        """Give what a report says of it."""
        return Log(
            path=self.path,
            bytes=self.scan.size,
            lines=self.scan.lines,
            records=self.scan.records,
            ssl_records=self.scan.ssl_records,
            first_time=_time(self.scan.first_time),
            last_time=_time(self.scan.last_time),
        )


@dataclass
class Root:
    """The logs below one root of a source, oldest first, and what went wrong with them."""

    name: str
    logs: list[ReadLog] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Reading:
    """A source that was read: what is known of it as a whole, and its roots (none: no log was found)."""

    opened: Opened
    roots: list[Root]


def read(source: Source, scanner: Scanner, limits: Limits, stdin: BinaryIO | None = None) -> Reading:
    """Read all logs of a source. Nothing raises for bad input: what could not be read is a problem."""
    opened = Opened()
    logs: dict[str, list[ReadLog]] = defaultdict(list)
    problems: dict[str, list[Problem]] = defaultdict(list)
    for stream in open_logs(source, limits, opened, stdin):
        log = _scan(stream, scanner)
        copy = next((other for other in logs[stream.root] if other.digest == log.digest and log.scan.size), None)
        if copy is None:
            logs[stream.root].append(log)
            problems[stream.root] += log.scan.problems
        else:
            text = f"it is a copy of {copy.path}, byte for byte"
            problems[stream.root].append(notice("copied-log", text, "read once", where=log.path))
    roots = [Root(name, _in_time_order(logs[name]), problems[name]) for name in sorted(logs)]
    for root in roots:
        join_rotations([log.scan for log in root.logs], scanner, [log.path for log in root.logs])
        root.problems += [problem for log in root.logs for problem in _about(log, first=log is root.logs[0])]
    return Reading(opened, roots)


def _scan(stream: LogStream, scanner: Scanner) -> ReadLog:
    digest = hashlib.sha256()
    scan = scanner.scan(_digested(stream.chunks, digest), stream.path)
    scan.problems += stream.problems
    scan.cut = any(problem.severity == "damage" for problem in stream.problems)
    return ReadLog(stream.path, scan, digest.digest())


def _digested(chunks: Iterable[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def _in_time_order(logs: list[ReadLog]) -> list[ReadLog]:
    """Order rotations by their first readable time; names decide where times are equal or missing."""
    by_name = sorted(logs, key=lambda log: rotation_key(log.path))
    keys = []
    time = ""
    for log in by_name:
        time = _time(log.scan.first_time) or time
        keys.append(time)
    return [log for _, log in sorted(zip(keys, by_name, strict=True), key=lambda pair: pair[0])]


def _about(log: ReadLog, *, first: bool) -> Iterator[Problem]:
    """Say what is odd about a log that was read."""
    if log.scan.size == 0 and not log.scan.problems:
        yield notice("empty-log", "the log is empty", "nothing to search", where=log.path)
    if log.scan.records == 0 and log.scan.size and not (log.scan.joined or log.scan.cut):
        yield damage(
            "no-records",
            f"no record header in its {log.scan.lines} lines: this is not the text of an application log",
            "nothing could be searched in it",
            where=log.path,
            advice="give the application.log itself; pasted text goes to omelog explain",
        )
    elif any(mark in log.scan.head for mark in _PAYLOAD_MARKS):
        what = "the record before it ends elsewhere" if first else "it continues no record of the log before"
        yield notice(
            "headless-payload",
            f"the text before the first record holds an error payload without a header ({what})",
            "not counted as a finding",
            where=log.path,
            advice="ask for the rotation before this log",
        )


def _time(logged: bytes | None) -> str | None:
    return iso_time(logged.decode()) if logged else None
