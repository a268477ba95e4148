"""A source read into scanned logs, root by root, oldest first."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from omelog.analysis.bounds import Bounds
from omelog.bundle import Digest, LogStream, Opened, Source, ahead, new_digest, open_logs
from omelog.causes import Wanted
from omelog.limits import Limits
from omelog.model.report import Log, Problem
from omelog.problems import Collected, damage, notice
from omelog.records import Contexts, LogContext, LogScan, Scanner, Texts, holds_records, iso_time, join_rotations
from omelog.records.candidates import confirmed
from omelog.records.fragment import holds_error_body
from omelog.records.order import ReadingOrder, reading_order


@dataclass
class ReadLog:
    """One log: its path below the root of its bundle, and what the scan found."""

    path: str
    scan: LogScan
    digest: bytes
    context: LogContext = field(default_factory=LogContext)

    def as_log(self) -> Log:
        """Give what a report says of it."""
        return Log(
            path=self.path,
            bytes=self.scan.size,
            lines=self.scan.lines,
            records=self.scan.records,
            ssl_records=self.scan.ssl_records,
            mentions=self.scan.ledger.total(),
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
    texts: Texts


def read(
    source: Source,
    wanted: Wanted,
    limits: Limits,
    stdin: BinaryIO | None = None,
    on_first_hit: Callable[[], None] | None = None,
    *,
    context: bool = False,
) -> Reading:
    """Read all logs of a source. Nothing raises for bad input: what could not be read is a problem.

    With `context` the records around those that matter are kept too.
    """
    opened = Opened()
    scanner = Scanner(wanted, limits, on_first_hit)
    contexts = Contexts(wanted, limits.context_bytes) if context else None
    bounds = Bounds(limits)
    roots: dict[str, _Logs] = {}
    for given in open_logs(source, limits, opened, holds_records, stdin):
        stream = confirmed(given, opened, wanted)
        if stream is None:
            continue
        log = _scan(stream, scanner, contexts, bounds.rows)
        logs = roots.setdefault(stream.root, _Logs())
        if not logs.has_copy_of(log):
            bounds.keep(log.scan, log.path)
            logs.keep(log)
        bounds.share(log.scan for root in roots.values() for log in root.logs)
    outside = opened.problems_of(roots)
    joined = [_root(name, roots[name], outside[name], scanner, wanted) for name in sorted(roots)]
    return Reading(opened, joined, scanner.texts)


class _Logs:
    """The logs below one root as they come, and what is wrong with them."""

    def __init__(self) -> None:
        self.logs: list[ReadLog] = []
        self.problems = Collected()
        self._digests: dict[bytes, str] = {}  # with the path of the first log of each

    def has_copy_of(self, log: ReadLog) -> bool:
        """Tell whether another log is the same, and make a notice of it."""
        original = self._digests.setdefault(log.digest, log.path)
        if original == log.path or not log.scan.size:
            return False
        text = f"it is a copy of {original}, byte for byte"
        self.problems.add(notice("copied-log", text, "read once", where=log.path))
        return True

    def keep(self, log: ReadLog) -> None:
        """Take a log in."""
        self.logs.append(log)
        self.problems.merge(log.scan.problems)


def _root(name: str, read_logs: _Logs, outside: list[Problem], scanner: Scanner, wanted: Wanted) -> Root:
    """Put the logs of a root in order, and join what was cut between them."""
    order = in_order(read_logs.logs)
    logs = order.logs
    problems = Collected(outside)
    problems.merge(read_logs.problems)
    for family in order.families:
        scans, paths = [log.scan for log in family], [log.path for log in family]
        problems.merge(join_rotations(scans, scanner, paths, order.follows))
    for problem in order.problems:
        problems.add(problem)
    for log in logs:
        for problem in _about(log, wanted):
            problems.add(problem)
    return Root(name, logs, problems.all())


def _scan(stream: LogStream, scanner: Scanner, contexts: Contexts | None, rows: int) -> ReadLog:
    digest = new_digest()
    context = LogContext()
    chunks = _digested(stream.chunks, digest)
    scan = scanner.scan(ahead(contexts.watched(chunks, context) if contexts else chunks), stream.path, rows=rows)
    for problem in stream.problems:
        scan.problems.add(problem)
    scan.cut = any(problem.severity == "damage" for problem in stream.problems)
    return ReadLog(stream.path, scan, digest.digest(), context)


def _digested(chunks: Iterable[bytes], digest: Digest) -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def in_order(logs: list[ReadLog]) -> ReadingOrder[ReadLog]:
    """Put logs into the order in which they are read."""
    return reading_order(logs, lambda log: log.path, lambda log: _time(log.scan.first_time) or "")


def _about(log: ReadLog, wanted: Wanted) -> Iterator[Problem]:
    """Say what is odd about a log that was read."""
    for edge in (log.scan.head, log.scan.tail):
        for problem in edge.problems if edge else ():
            log.scan.unread_line = max(log.scan.unread_line or 0, problem.line or 0)
            yield problem
    if log.scan.size == 0 and not log.scan.problems:
        yield notice("empty-log", "the log is empty", "nothing to search", where=log.path)
    head = log.scan.head.raw
    if log.scan.records == 0 and head.strip() and not (log.scan.joined or log.scan.cut):
        mentioned = next(
            (f", and line {problem.line} may be about a certificate" for problem in log.scan.head.problems), ""
        )
        yield damage(
            "no-records",
            f"no record header in its {log.scan.lines} lines: this is not the text of an application log{mentioned}",
            "nothing could be searched in it",
            where=log.path,
            advice="give the application.log itself; pasted text goes to omelog explain",
        )
    elif holds_error_body(head, wanted):
        yield damage(
            "begins-inside-a-record",
            "its first lines are the rest of a certificate error whose record begins in an earlier log",
            "not counted as a finding",
            where=log.path,
            line=1,
            advice="ask for the rotation before this log",
        )


def _time(logged: bytes | None) -> str | None:
    return iso_time(logged.decode()) if logged else None
