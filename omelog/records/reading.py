"""A source read into scanned logs, root by root, oldest first: one way for whatever is taken of a log."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import BinaryIO, Generic

from msgspec import structs

from omelog.bundle import LogStream, Opened, Source, ahead, open_logs
from omelog.causes import Wanted
from omelog.limits import Limits
from omelog.model.report import Log, Problem
from omelog.problems import Collected, damage, limit_hit, notice
from omelog.records.candidates import confirmed
from omelog.records.copies import Imprint, copied_beginning, is_beginning
from omelog.records.cutter import holds_records
from omelog.records.fragment import holds_error_body
from omelog.records.header import INNER, iso_time
from omelog.records.ledger import Fate, Ledger
from omelog.records.order import ReadingOrder, reading_order
from omelog.records.parts import Edge
from omelog.records.rotations import join_rotations
from omelog.records.scan import S, Scan, Scans
from omelog.records.wrappings import wrapping_of
from omelog.text.visible import storable

_GIVE_THE_LOG = "give the application.log itself; pasted text goes to omelog explain"
_GIVE_THE_BUNDLE = "give the console log bundle of the appliance, or its tomcat/application.log"
_MANY = 3  # headers in the one record of a log: more than a quotation
_COMPARED = 100  # logs whose edges are held, to compare them with one another


@dataclass
class ReadLog(Generic[S]):
    """One log: its path below the root of its bundle, and what the scan found.

    `left_out` counts mention lines whose records parsing left out, by what was entered of them.
    """

    path: str
    scan: S
    imprint: Imprint
    left_out: Counter[Fate] = field(default_factory=Counter)

    def as_log(self) -> Log:
        """Return what a report says of it."""
        return Log(
            path=self.path,
            bytes=self.scan.size,
            lines=self.scan.lines,
            records=self.scan.records,
            ssl_records=self.scan.ssl_records,
            mentions=self.scan.ledger.without(self.left_out).total(),
            first_time=self.scan.began or None,
            last_time=_time(self.scan.last_time),
        )


@dataclass
class Root(Generic[S]):
    """The logs below one root of a source, oldest first, and what went wrong with them.

    `copies` are logs that hold nothing which is not in these too.
    """

    name: str
    logs: list[ReadLog[S]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    copies: list[Log] = field(default_factory=list)


class Reading(Generic[S]):
    """The reading of one source. Nothing raises for bad input: what could not be read is a problem."""

    def __init__(
        self, source: Source, scanner: Scans[S], wanted: Wanted, limits: Limits, stdin: BinaryIO | None = None
    ) -> None:
        self.opened = Opened()
        self._source, self._scanner, self._wanted, self._limits, self._stdin = source, scanner, wanted, limits, stdin
        self._room = limits.edge_bytes
        self._roots: dict[str, _Logs[S]] = {}

    def streams(self) -> Iterator[LogStream]:
        """Yield the logs of the source; each is to be taken before the next one is asked for."""
        for given in open_logs(self._source, self._limits, self.opened, holds_records, self._stdin):
            stream = confirmed(given, self.opened, self._wanted)
            if stream is not None:
                yield stream

    def take(self, stream: LogStream) -> None:
        """Scan a log."""
        imprint = Imprint()
        self.keep(stream, self._scanner.scan(ahead(imprint.of(stream.chunks)), stream.path), imprint)

    def keep(self, stream: LogStream, scan: S, imprint: Imprint) -> None:
        """Keep a log that was scanned."""
        for problem in stream.problems:
            scan.problems.add(problem)
        scan.cut = any(problem.severity == "damage" for problem in stream.problems)
        log = ReadLog(stream.path, scan, imprint)
        logs = self._roots.setdefault(stream.root, _Logs())
        if not logs.has_copy_of(log):
            self._bound_edges(log)
            logs.logs.append(log)
        if len(self.scans()) > _COMPARED:
            imprint.drop_edges()

    def scans(self) -> list[S]:
        """Return what was found so far in each log that is no copy."""
        return [log.scan for logs in self._roots.values() for log in logs.logs]

    def roots(self) -> list[Root[S]]:
        """Return the roots once all logs were taken; none if no log was found."""
        outside = self.opened.problems_of(self._roots)
        return [
            _root(name, self._roots[name], outside[name], self._scanner, self._wanted) for name in sorted(self._roots)
        ]

    def _bound_edges(self, log: ReadLog[S]) -> None:
        """Count the text at the edges of a log; let go of it where there is too much: nothing is joined to it then."""
        scan = log.scan
        size = len(scan.head.raw) + (len(scan.tail.raw) if scan.tail else 0)
        if size <= self._room:
            self._room -= size
            return
        what = "there is too much text before the first records of the logs, and in their last ones, to hold it all"
        resolution = "joined no record that may begin here and end in the next rotation, or begin before and end here"
        scan.problems.add(limit_hit("edge_bytes", self._limits.edge_bytes, what, resolution, where=log.path))
        for edge in (scan.head, scan.tail):
            for problem in edge.problems if edge else ():
                scan.problems.add(problem)
        scan.head = scan.head._replace(raw=b"", problems=())
        scan.tail = scan.tail and scan.tail._replace(raw=b"", problems=())


def nothing_found(opened: Opened) -> list[Problem]:
    """Return what is to be said of a source without a log."""
    problems = Collected(opened.problems).all()
    if all(problem.severity == "notice" or problem.code == "truncated-zip" for problem in problems):
        others = ", ".join(storable(name) for name in opened.others)
        what = f"holds no tomcat/application.log, only {others}" if others else "holds no tomcat/application.log"
        problems.append(damage("no-application-log", what, "found nothing to search", advice=_GIVE_THE_BUNDLE))
    return problems


class _Logs(Generic[S]):
    """The logs below one root as they come, and what is wrong with them."""

    def __init__(self) -> None:
        self.logs: list[ReadLog[S]] = []
        self.problems = Collected()
        self.copies: list[Log] = []
        self._digests: dict[bytes, str] = {}  # with the path of the first log of each

    def has_copy_of(self, log: ReadLog[S]) -> bool:
        """Return whether another log is the same, and make a notice of it."""
        original = self._digests.get(log.imprint.digest)
        if original is None or not log.scan.size:
            self._digests[log.imprint.digest] = log.path
            return False
        self._pass(log, f"it is a copy of {original}, byte for byte")
        return True

    def pass_beginnings(self) -> None:
        """Leave out the logs whose whole text is the beginning of another one."""
        for log in sorted(self.logs, key=lambda log: log.imprint.size):
            mine = (log.imprint, log.scan)
            others = (other for other in self.logs if other is not log)
            whole = next((one for one in others if is_beginning(mine, (one.imprint, one.scan))), None)
            if whole is not None:
                self.logs.remove(log)
                self._pass(log, f"it is the beginning of {whole.path}")

    def _pass(self, log: ReadLog[S], text: str) -> None:
        self.problems.add(notice("copied-log", text, "read once", where=log.path))
        log.scan.ledger = Ledger(counts={"copy": sum(log.scan.ledger.counts.values())})
        self.copies.append(structs.replace(log.as_log(), records=0, ssl_records=0))


def _root(name: str, read_logs: _Logs[S], outside: list[Problem], scanner: Scans[S], wanted: Wanted) -> Root[S]:
    """Put the logs of a root in order, and join what was cut between them."""
    read_logs.pass_beginnings()
    order = in_order(read_logs.logs)
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
    for log in order.logs:
        for problem in _about(log, wanted):
            problems.add(problem)
    return Root(name, order.logs, problems.all(), read_logs.copies)


def _count_once(older: ReadLog[S], newer: ReadLog[S], scanner: Scans[S]) -> Problem | None:
    """Count the records at a log's beginning once that are the last ones of the log before."""
    copied = copied_beginning(older.imprint, newer.imprint)
    if copied is None:
        return None
    tail = older.scan.tail
    if copied.cut_off and tail and tail.raw.removesuffix(b"\n") == copied.cut_off:
        _drop_tail(older.scan, tail)
    again = scanner.scan([copied.text], newer.path)
    newer.scan.drop_before(copied.lines + 1, again)
    newer.scan.head = Edge()  # it is among them
    newer.scan.records -= again.records
    newer.scan.ssl_records -= again.ssl_records
    for fate, count in again.ledger.counts.items():
        newer.scan.ledger.move(fate, "copy", count)
    what = f"its first {copied.records} records are the last ones of {older.path}"
    return notice("copied-records", what, "counted once", where=newer.path, line=1)


def _drop_tail(scan: Scan, tail: Edge) -> None:
    """Take off the last record of a log, which stands whole in the next one."""
    scan.drop_from((tail.line, tail.at))
    scan.records -= tail.counted
    scan.ssl_records -= tail.wanted
    for fate, count in tail.fates:
        scan.ledger.move(fate, "copy", count)
    scan.tail = None


def in_order(logs: list[ReadLog[S]]) -> ReadingOrder[ReadLog[S]]:
    """Put logs into the order in which they are read."""
    return reading_order(logs, lambda log: log.path, lambda log: log.scan.began)


def _about(log: ReadLog[S], wanted: Wanted) -> Iterator[Problem]:
    """Describe what is odd about a log that was read."""
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
            "not counted as an error",
            where=log.path,
            line=1,
            advice="ask for the rotation before this log",
        )
    elif _has_lost_its_lines(log.scan):
        yield damage(
            "lost-line-breaks",
            "its only record holds many headers: its line breaks are lost, or written out",
            "read nothing of what they begin",
            where=log.path,
            advice="omelog explain FILE reads written ones; else give the application.log itself",
        )


def _has_lost_its_lines(scan: Scan) -> bool:
    """Return whether a log is one record with many headers in mid-line; in one of several they are quoted."""
    if scan.records != 1 or scan.tail is None:
        return False
    return len(list(islice(INNER.finditer(scan.tail.raw), _MANY))) == _MANY


def _time(logged: bytes | None) -> str | None:
    return iso_time(logged.decode()) if logged else None
