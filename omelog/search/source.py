"""One source, searched: its bundles one after another, the rotations of each in time order.

A source is read once, front to back, because some cannot be read otherwise (a compressed tar, standard input). Which
rotation is the oldest is known only when all were read, so what was found is spooled until then. A source that is one
log needs no order: what is found in it is given at once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from omelog.bundle import LogStream, Opened, Source, open_logs
from omelog.model.report import Problem
from omelog.problems import Collected, damage, notice
from omelog.records import holds_records
from omelog.records.candidates import confirmed
from omelog.records.order import ReadingOrder, reading_order
from omelog.search.log import LogSearch
from omelog.search.query import Query
from omelog.search.rotations import Rotations
from omelog.search.runs import Around, Hit
from omelog.search.spool import Spool
from omelog.text.visible import storable


class Shown(NamedTuple):
    """A record to be shown: its bundle, its log, and whether records were left out before it."""

    bundle: str
    log: str
    hit: Hit
    apart: bool


@dataclass
class Answer:
    """What a source, or a bundle in it, came to: how many records match in each log, and what went wrong."""

    name: str
    counts: list[tuple[str, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class SourceSearch:
    """The search of one source. Its answers are complete once what is to be shown was taken."""

    def __init__(self, source: Source, query: Query, stdin: BinaryIO | None = None) -> None:
        self._source = source
        self._query = query
        self._stdin = stdin
        self._notices: dict[str, list[Problem]] = defaultdict(list)
        self.answers: list[Answer] = []

    def shown(self) -> Iterator[Shown]:
        """Read the source; yield the records to be shown. Bad input becomes problems of the answers."""
        opened = Opened()
        roots: dict[str, list[LogSearch]] = defaultdict(list)
        with Spool() as spool:
            for given in open_logs(self._source, self._query.limits, opened, holds_records, self._stdin):
                stream = confirmed(given, opened)
                if stream is None:
                    continue
                log = LogSearch(stream, self._query)
                if self._is_all(stream):
                    yield from self._root(self._source.name, _ordered([log]), LogSearch.hits, [])
                elif self._spooled(log, spool, roots[stream.root]):
                    roots[stream.root].append(log)
            for root in sorted(roots):
                name = self._source.name if len(roots) == 1 else f"{self._source.name}/{root or '.'}"
                order = _ordered(roots[root])
                yield from self._root(name, order, lambda log: spool.between(*log.spooled), self._notices[root])
        self._tell_source(opened)

    def _is_all(self, stream: LogStream) -> bool:
        """Return whether the source is this one log; the logs of an archive lie in a folder of it."""
        return stream.path == storable(self._source.name) and self._source.kind in ("file", "stdin")

    def _spooled(self, log: LogSearch, spool: Spool, before: list[LogSearch]) -> bool:
        """Read a log; tell whether it is another than those read before it."""
        start = spool.end
        for hit in log.hits():
            spool.put(hit)
        log.spooled = (start, spool.end)
        log.put_away(spool)
        size, _ = log.content
        copy = next((other for other in before if size and other.content == log.content), None)
        if copy:
            text = f"it is a copy of {copy.path}, byte for byte"
            self._notices[log.root].append(notice("copied-log", text, "read once", where=log.path))
        return copy is None

    def _root(
        self,
        name: str,
        order: ReadingOrder[LogSearch],
        hits: Callable[[LogSearch], Iterator[Hit]],
        notices: list[Problem],
    ) -> Iterator[Shown]:
        name = storable(name)
        around = Around(self._query.before, self._query.after)
        for log, hit in Rotations(self._query, hits).found(order):
            for path, shown, apart in () if self._query.counting else around.shown(log.path, hit):
                yield Shown(name, path, shown, apart)
        problems = [problem for log in order.logs for problem in log.problems]
        counts = [(log.path, log.count) for log in order.logs]
        self.answers.append(Answer(name, counts, Collected([*notices, *order.problems, *problems]).all()))

    def _tell_source(self, opened: Opened) -> None:
        problems = list(opened.problems)
        harmless = all(problem.severity == "notice" or problem.code == "truncated-zip" for problem in problems)
        if not self.answers and harmless:
            others = ", ".join(storable(name) for name in opened.others)
            what = f"holds no tomcat/application.log, only {others}" if others else "holds no tomcat/application.log"
            advice = "give the console log bundle of the appliance, or its tomcat/application.log"
            problems.append(damage("no-application-log", what, "found nothing to search", advice=advice))
        self.answers.insert(0, Answer(storable(self._source.name), [], Collected(problems).all()))


def _ordered(logs: list[LogSearch]) -> ReadingOrder[LogSearch]:
    return reading_order(logs, lambda log: log.path, lambda log: log.first_time)
