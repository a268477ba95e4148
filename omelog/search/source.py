"""One source, searched: its bundles one after another, the rotations of each in time order.

A source is read once, front to back, because some cannot be read otherwise (a compressed tar, standard input). Which
rotation is the oldest is known only when all were read, so what was found is spooled until then. A source that is one
log needs no order: what is found in it is given at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from omelog.bundle import LogStream, Source, ahead
from omelog.causes import Wanted
from omelog.model.report import Problem
from omelog.problems import damage
from omelog.records.copies import Imprint
from omelog.records.reading import Reading, Root, nothing_found
from omelog.search.matches import Matches
from omelog.search.query import Query
from omelog.search.runs import ContextRecords, Hit
from omelog.search.searcher import Searcher
from omelog.spool import MIB, Spool, SpoolError
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
        self._name = storable(source.name)
        self.answers: list[Answer] = []

    def shown(self) -> Iterator[Shown]:
        """Read the source; yield the records to be shown. Bad input becomes problems of the answers."""
        try:
            yield from self._read()
        except SpoolError as error:
            what = f"what was found cannot be held until its turn: {error}"
            self.answers.append(Answer(self._name, [], [damage("no-room", what, "showed no more of it")]))

    def _read(self) -> Iterator[Shown]:
        with Spool(in_memory=32 * MIB) as spool:
            searcher = Searcher(self._query, spool)
            reading = Reading(self._source, searcher, Wanted(frozenset(), ()), self._query.limits, self._stdin)
            for stream in reading.streams():
                if self._is_all(stream):
                    yield from self._alone(stream, searcher, reading)
                else:
                    reading.take(stream)
            roots = reading.roots()
            for root in roots:
                yield from self._root(
                    root, spool, self._name if len(roots) == 1 else f"{self._name}/{root.name or '.'}"
                )
        if not roots:
            self.answers.append(Answer(self._name, [], nothing_found(reading.opened)))

    def _is_all(self, stream: LogStream) -> bool:
        """Return whether the source is this one log; the logs of an archive lie in a folder of it."""
        return stream.path == self._name and self._source.kind in ("file", "stdin")

    def _alone(self, stream: LogStream, searcher: Searcher, reading: Reading[Matches]) -> Iterator[Shown]:
        """Yield what is found in the only log while it is read."""
        matches = Matches()
        around = ContextRecords(self._query.before, self._query.after)
        for found in searcher.search(ahead(stream.chunks), stream.path, matches):
            matches.put(found._replace(hit=None), searcher.spool)
            if found.hit:
                yield from self._around(around, self._name, stream.path, found.hit)
        reading.keep(stream, matches, Imprint())

    def _root(self, root: Root[Matches], spool: Spool, name: str) -> Iterator[Shown]:
        around = ContextRecords(self._query.before, self._query.after)
        for log in root.logs:
            for hit in log.scan.hits(spool):
                yield from self._around(around, name, log.path, hit)
        counts = [(log.path, log.scan.count) for log in root.logs]
        self.answers.append(Answer(name, counts, root.problems))

    def _around(self, around: ContextRecords, name: str, path: str, hit: Hit) -> Iterator[Shown]:
        for log, shown, apart in around.shown(path, hit):
            yield Shown(name, log, shown, apart)
