"""A source read into scanned logs, root by root, oldest first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import BinaryIO

from msgspec import structs

from omelog.analysis.bounds import Bounds
from omelog.bundle import LogStream, Opened, Source, ahead, open_logs
from omelog.causes import Wanted
from omelog.limits import Limits
from omelog.model.report import Log, Problem
from omelog.problems import Collected, damage, notice
from omelog.records import Contexts, LogContext, LogScan, Scanner, Texts, holds_records, iso_time, join_rotations
from omelog.records.candidates import confirmed
from omelog.records.copies import Imprint, copied_beginning, is_beginning
from omelog.records.fragment import holds_error_body
from omelog.records.ledger import Ledger
from omelog.records.order import ReadingOrder, reading_order
from omelog.records.wrappings import wrapping_of

_GIVE_THE_LOG = "give the application.log itself; pasted text goes to omelog explain"
_COMPARED = 100  # logs whose edges are held, to compare them with one another


@dataclass
class ReadLog:
    """One log: its path below the root of its bundle, and what the scan found."""

    path: str
    scan: LogScan
    imprint: Imprint
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
    """The logs below one root of a source, oldest first, and what went wrong with them.

    `copies` are logs that hold nothing which is not in these too.
    """

    name: str
    logs: list[ReadLog] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    copies: list[Log] = field(default_factory=list)


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
        if sum(len(root.logs) for root in roots.values()) > _COMPARED:
            log.imprint.drop_edges()
        bounds.share(log.scan for root in roots.values() for log in root.logs)
    outside = opened.problems_of(roots)
    joined = [_root(name, roots[name], outside[name], scanner, wanted) for name in sorted(roots)]
    return Reading(opened, joined, scanner.texts)


class _Logs:
    """The logs below one root as they come, and what is wrong with them."""

    def __init__(self) -> None:
        self.logs: list[ReadLog] = []
        self.problems = Collected()
        self.copies: list[Log] = []
        self._digests: dict[bytes, str] = {}  # with the path of the first log of each

    def has_copy_of(self, log: ReadLog) -> bool:
        """Return whether another log is the same, and make a notice of it."""
        original = self._digests.setdefault(log.imprint.digest, log.path)
        if original == log.path or not log.scan.size:
            return False
        self._pass(log, f"it is a copy of {original}, byte for byte")
        return True

    def pass_beginnings(self, texts: Texts) -> None:
        """Leave out the logs whose whole text is the beginning of another one."""
        for log in sorted(self.logs, key=lambda log: log.imprint.size):
            mine = (log.imprint, log.scan)
            others = (other for other in self.logs if other is not log)
            whole = next((one for one in others if is_beginning(mine, (one.imprint, one.scan), texts)), None)
            if whole is not None:
                self.logs.remove(log)
                self._pass(log, f"it is the beginning of {whole.path}")

    def _pass(self, log: ReadLog, text: str) -> None:
        self.problems.add(notice("copied-log", text, "read once", where=log.path))
        log.scan.ledger = Ledger(counts={"copy": sum(log.scan.ledger.counts.values())})
        self.copies.append(structs.replace(log.as_log(), records=0, ssl_records=0))

    def keep(self, log: ReadLog) -> None:
        """Take a log in."""
        self.logs.append(log)


def _root(name: str, read_logs: _Logs, outside: list[Problem], scanner: Scanner, wanted: Wanted) -> Root:
    """Put the logs of a root in order, and join what was cut between them."""
    read_logs.pass_beginnings(scanner.texts)
    order = in_order(read_logs.logs)
    logs = order.logs
    problems = Collected(outside)
    problems.merge(read_logs.problems)
    for log in read_logs.logs:
        problems.merge(log.scan.problems)
    for family in order.families:
        for older, newer in pairwise(family):
            if again := _count_once(older, newer, scanner):
                problems.add(again)
        scans, paths = [log.scan for log in family], [log.path for log in family]
        problems.merge(join_rotations(scans, scanner, paths, order.follows))
    for problem in order.problems:
        problems.add(problem)
    for log in logs:
        for problem in _about(log, wanted):
            problems.add(problem)
    return Root(name, logs, problems.all(), read_logs.copies)


def _count_once(older: ReadLog, newer: ReadLog, scanner: Scanner) -> Problem | None:
    """Count the records at a log's beginning once that are the last ones of the log before."""
    copied = copied_beginning(older.imprint, newer.imprint)
    if copied is None:
        return None
    again = scanner.scan([copied.text], newer.path)
    newer.scan.hits.drop_before(copied.lines + 1)
    newer.scan.records -= again.records
    newer.scan.ssl_records -= again.ssl_records
    for fate, count in again.ledger.counts.items():
        newer.scan.ledger.move(fate, "copy", count)
    what = f"its first {copied.records} records are the last ones of {older.path}"
    return notice("copied-records", what, "counted once", where=newer.path, line=1)


def _scan(stream: LogStream, scanner: Scanner, contexts: Contexts | None, rows: int) -> ReadLog:
    imprint = Imprint()
    context = LogContext()
    chunks = imprint.of(stream.chunks)
    scan = scanner.scan(ahead(contexts.watched(chunks, context) if contexts else chunks), stream.path, rows=rows)
    for problem in stream.problems:
        scan.problems.add(problem)
    scan.cut = any(problem.severity == "damage" for problem in stream.problems)
    return ReadLog(stream.path, scan, imprint, context)


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
        wrapping = wrapping_of(head)
        what = f"it is {wrapping.title}" if wrapping else "this is not the text of an application log"
        yield damage(
            "no-records",
            f"no record header in its {log.scan.lines} lines: {what}{mentioned}",
            "nothing could be searched in it",
            where=log.path,
            advice=f"take that off: {wrapping.command}" if wrapping else _GIVE_THE_LOG,
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
