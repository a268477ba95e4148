"""Searches one log: the records that match, and those around them, as the reader of logs reads them."""

import functools
import re
from collections.abc import Iterable, Iterator

from omelog.causes import Wanted, load, wanted
from omelog.problems import limit_hit
from omelog.records.cutter import Cutter
from omelog.records.lines import around
from omelog.records.mention import Mentions
from omelog.records.parts import Edge, Region, Selected, Stretch
from omelog.records.reader import Reader
from omelog.search.find import matching
from omelog.search.matches import FoundRecord, Matches
from omelog.search.query import Query
from omelog.search.runs import Block, Hit, Runs
from omelog.spool import Spool

_NOTHING = Wanted(frozenset(), ())


class Searcher:
    """Searches the logs of one source. What it finds goes into the spool, until the order of the logs is known."""

    def __init__(self, query: Query, spool: Spool) -> None:
        self._query, self.spool = query, spool
        self._cutter = _cutter()
        self._mentions = Mentions(_NOTHING)

    def scan(
        self, chunks: Iterable[bytes], where: str, *, place: tuple[int, int] = (1, 0), by_line: bool = False
    ) -> Matches:
        """Search one log, or with `by_line` a text that the edges of several make up."""
        matches = Matches()
        for found in self.search(chunks, where, matches, place=place, joined=by_line):
            matches.put(found, self.spool)
        return matches

    def places(self, text: bytes) -> list[int]:
        """Return no place: nothing is mentioned."""
        del text
        return []

    def search(
        self,
        chunks: Iterable[bytes],
        where: str,
        matches: Matches,
        *,
        place: tuple[int, int] = (1, 0),
        joined: bool = False,
    ) -> Iterator[FoundRecord]:
        """Yield what is found in a log; `matches` knows the log as a whole afterwards."""
        reader = Reader(self._cutter, self._mentions, self._query.limits, where, self._select, place)
        log = _Log(self._query, where, matches, joined=joined)
        for read in reader.read(chunks):
            if isinstance(read, Stretch):
                yield from log.head(reader)
                yield from log.stretch(read)
            else:
                yield from log.region(read, reader)
        yield from log.end(reader)
        matches.take(reader)
        matches.problems.merge(reader.problems)

    def _select(self, text: bytes, is_open: bool) -> Selected:
        """Return the parts in which not all headers stand plain at a line's start: the engine passes the others."""
        lines = _Lines(text)
        if len(text) > self._query.limits.record_bytes:
            return Selected([(0, len(text))], lines)
        return Selected(around(text, [*([0] if is_open else []), *self._cutter.odd_places(text)]), lines)


@functools.cache
def _cutter() -> Cutter:
    """Return what cuts the records as triage does."""
    return Cutter(wanted(load()))


class _Lines:
    """The lines of a text, counted only as far as need be."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def ends(self, start: int, end: int) -> int:
        """Count the line ends between two places."""
        return self._text.count(b"\n", start, end)

    def headers(self, start: int, end: int) -> int:
        """Return one for any records: how many they are nobody asks."""
        return int(end > start)


class _Log:
    """The search of one log on its way."""

    def __init__(self, query: Query, where: str, matches: Matches, *, joined: bool) -> None:
        self._query, self._where, self._matches, self._joined = query, where, matches, joined
        self._runs = Runs(query.before, query.after)
        self._has_head = not joined
        self._tail_header: re.Match[bytes] | None = None
        self._too_long: tuple[int, int] | None = None  # line and bytes left out of a record that may go on

    def head(self, reader: Reader) -> Iterator[FoundRecord]:
        """Yield the text before the first record, once that has come."""
        if self._has_head and reader.head.raw.strip():
            yield self._edge(reader.head, None, follows=True)._replace(is_head=True)
        self._has_head = False

    def stretch(self, stretch: Stretch) -> Iterator[FoundRecord]:
        """Yield what is found in whole records."""
        self._tell_too_long()
        block = Block(stretch.text[stretch.start : stretch.end], stretch.line)
        yield from self._block(block, matching(block.text, self._query))

    def region(self, region: Region, reader: Reader) -> Iterator[FoundRecord]:
        """Yield what is found in the records of a text that was cut."""
        room = self._query.limits.record_bytes
        for piece, line, is_head, is_tail in reader.cut(region):
            if region.is_rest and piece.start == 0 and piece.header is None:
                self._leave_out(line, piece.end)
                continue
            if is_head and not self._joined:
                continue
            yield from self.head(reader)
            if is_tail and not self._joined:
                self._tail_header = piece.header
                continue
            self._tell_too_long()
            text = region.text[piece.start : min(piece.end, piece.start + room)]
            if self._query.filter.takes(piece.header):
                self._leave_out(line, piece.end - piece.start - len(text))
            record = text.removesuffix(b"\n")
            matched = self._query.matches(record, piece.header)
            if self._joined:
                yield self._found(Hit(line, record, matched, follows=True), (line, piece.at))
            else:
                yield from self._block(Block(record + b"\n", line), [(0, len(record) + 1)] if matched else [])

    def end(self, reader: Reader) -> Iterator[FoundRecord]:
        """Yield what stands at the end of the log."""
        if reader.records:
            yield from self.head(reader)
        if not self._query.counting:
            yield from (FoundRecord(hit, hit.matched) for hit in self._runs.end())
        self._tell_too_long()
        if reader.tail and not self._joined:
            if self._query.filter.takes(self._tail_header):
                self._leave_out(reader.tail.line, reader.tail.dropped)
            yield self._edge(reader.tail, self._tail_header, follows=self._runs.follows)
            self._tell_too_long()

    def _block(self, block: Block, spans: Iterable[tuple[int, int]]) -> Iterator[FoundRecord]:
        printed = self._printed(block.text, spans)
        if self._query.counting:
            yield FoundRecord(None, sum(1 for _ in printed))
        else:
            yield from (FoundRecord(hit, hit.matched) for hit in self._runs.hits(block, printed))

    def _printed(self, text: bytes, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        add = self._matches.prints.add
        for begin, end in spans:
            add(text[begin : end - 1])
            yield begin, end

    def _edge(self, edge: Edge, header: re.Match[bytes] | None, *, follows: bool) -> FoundRecord:
        record = edge.raw.removesuffix(b"\n")
        matched = self._query.matches(record, header)
        return self._found(Hit(edge.line, record, matched, follows), (edge.line, edge.at))

    def _found(self, hit: Hit, place: tuple[int, int]) -> FoundRecord:
        if hit.matched:
            self._matches.prints.add(hit.text)
        return FoundRecord(None if self._query.counting else hit, hit.matched, place)

    def _leave_out(self, line: int, dropped: int) -> None:
        """Count bytes of a record beyond the limit; further ones may come."""
        if dropped and self._too_long:
            self._too_long = self._too_long[0], self._too_long[1] + dropped
        elif dropped:
            self._too_long = line, dropped

    def _tell_too_long(self) -> None:
        if self._too_long:
            line, dropped = self._too_long
            limit = self._query.limits.record_bytes
            what = f"left out {dropped} bytes of it"
            self._matches.problems.add(
                limit_hit("record_bytes", limit, "a record is too long", what, where=self._where, line=line)
            )
        self._too_long = None
