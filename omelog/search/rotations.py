"""The rotations of one log as one: in time order, with records that begin in one and end in the next."""

from collections.abc import Callable, Iterator
from itertools import chain

from omelog.records.order import ReadingOrder
from omelog.search.cut import Block, records_of
from omelog.search.log import LogSearch
from omelog.search.query import Query
from omelog.search.runs import Hit

Found = tuple[LogSearch, Hit]


class Rotations:
    """The logs of one bundle, in time order, as one. `hits` reads a log, or gives what was read of it."""

    def __init__(self, query: Query, hits: Callable[[LogSearch], Iterator[Hit]]) -> None:
        self._query = query
        self._hits = hits
        self._open: _OpenRecord | None = None  # the last record so far
        self._before = ""  # the path of the log before

    def found(self, order: ReadingOrder[LogSearch]) -> Iterator[Found]:
        """Yield the hits of all logs and what stands at their edges, each with the log in which it begins."""
        for log in order.logs:
            if self._open and not order.follows(self._before, log.path):
                self._open.cut = True  # a rotation is missing
            self._before = log.path
            yield from self._found_in(log)
        yield from self._closed()

    def _found_in(self, log: LogSearch) -> Iterator[Found]:
        hits = self._hits(log)
        begun = list(_next_of(hits))  # from here on the head of the log is known, or all of it
        continues = self._open is not None and self._open.goes_on_with(log)
        if self._open and continues:
            self._open.add(log.head)
        if not begun and log.tail is None:
            self._without_records(log, continues=continues)
            return
        yield from self._closed()
        if not continues:
            yield from _headless(log)
        yield from ((log, hit) for hit in chain(begun, hits))
        if log.tail:
            self._open = _OpenRecord(log, log.tail, self._query.limits.record_bytes)

    def _without_records(self, log: LogSearch, *, continues: bool) -> None:
        if not continues:
            log.no_records()
        if self._open:
            self._open.cut |= log.cut  # what follows does not continue what broke off

    def _closed(self) -> Iterator[Found]:
        if self._open:
            yield from self._open.closed()
        self._open = None


def _next_of(hits: Iterator[Hit]) -> Iterator[Hit]:
    """Yield one hit, if there is one."""
    for hit in hits:
        yield hit
        return


def _headless(log: LogSearch) -> Iterator[Found]:
    """Yield the text before the first record of a log, which belongs to no record that is there."""
    if log.head.text.strip():
        yield log, log.decided(log.head.line, log.head.record, follows=True, dropped=log.head.dropped)


class _OpenRecord:
    """The last record of a log, which may go on in the logs behind it."""

    def __init__(self, log: LogSearch, tail: Block, room: int) -> None:
        self._log = log
        self._pieces = [tail.text]
        self._line = tail.line
        self._left = room - len(tail.text)
        self._dropped = tail.dropped
        self.cut = log.cut

    def goes_on_with(self, log: LogSearch) -> bool:
        """Return whether what stands before the first record of `log` belongs to this record."""
        return not self.cut and bool(log.head.text.strip())

    def add(self, head: Block) -> None:
        """Add what stands there, up to the limit."""
        kept = head.text[: max(0, self._left)]
        self._dropped += head.dropped + len(head.text) - len(kept)
        self._left -= len(kept)
        self._pieces.append(kept)

    def closed(self) -> Iterator[Found]:
        """Yield the record; several, if one of their headers was cut in two."""
        text = b"".join(self._pieces)
        line = self._line
        for begin, end in records_of(text):
            last = end == len(text)
            record = text[begin:end].removesuffix(b"\n")
            follows = begin > 0 or self._log.tail_follows
            yield self._log, self._log.decided(line, record, follows=follows, dropped=self._dropped if last else 0)
            line += text.count(b"\n", begin, end)
