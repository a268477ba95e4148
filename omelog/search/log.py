"""One log of a bundle, searched but for the edges that may belong to a record of another rotation."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from omelog.bundle import LogStream
from omelog.problems import damage, limit_hit, notice
from omelog.records import iso_time
from omelog.search.cut import Block, Cutter
from omelog.search.find import matching
from omelog.search.query import Query
from omelog.search.runs import Hit, Runs
from omelog.search.spool import Spool

if TYPE_CHECKING:
    from omelog.model.report import Problem


class LogSearch:
    """The search of one log. What is known of the log as a whole stands here once its hits were taken.

    Its `head` and its `tail` were not searched: whoever knows the rotation before and behind it does that.
    """

    def __init__(self, stream: LogStream, query: Query) -> None:
        self.root = stream.root
        self.path = stream.path
        self.count = 0
        self.cut = False  # it breaks off before its end
        self.tail_follows = True  # the record before the last one was given
        self.problems: list[Problem] = []
        self.spooled = (0, 0)  # where its hits are in the spool
        self._stream = stream
        self._query = query
        self._cutter = Cutter(query.limits)
        self._head: Callable[[], Block] = lambda: self._cutter.head
        self._tail: Callable[[], Block | None] = lambda: self._cutter.tail

    @property
    def head(self) -> Block:
        """Give the text before the first record."""
        return self._head()

    @property
    def tail(self) -> Block | None:
        """Give the last record; None if there is no record."""
        return self._tail()

    @property
    def first_time(self) -> str:
        """Give the time of the first record in ISO 8601; nothing if there is no readable one."""
        logged = self._cutter.first_time
        return (iso_time(logged.decode()) if logged else None) or ""

    @property
    def content(self) -> tuple[int, bytes]:
        """Give what is the same for logs that are copies of each other: size and hash."""
        return self._cutter.size, self._cutter.digest

    def hits(self) -> Iterator[Hit]:
        """Read the log; yield its matches, and the records around them and at its edges that may have to be shown."""
        query = self._query
        runs = Runs(query.before, query.after)
        for block in self._cutter.blocks(self._stream.chunks):
            spans = self._counted(block, matching(block.text, query))
            if query.counting:
                for _ in spans:
                    pass
            else:
                yield from runs.hits(block, spans)
        if not query.counting:
            yield from runs.end()
        self.tail_follows = runs.follows
        self.problems += self._stream.problems
        self.cut = any(problem.severity == "damage" for problem in self._stream.problems)
        if dropped := self._cutter.dropped_of_lines:
            self._limit("line_bytes", "a line is too long", f"left out {dropped} bytes of it")

    def put_away(self, spool: Spool) -> None:
        """Keep head and tail in a spool: those of very many logs would fill the memory."""
        head, tail = self._cutter.take_edges()
        self._head = spool.put_away(head)
        self._tail = spool.put_away(tail) if tail is not None else lambda: None

    def decided(self, line: int, text: bytes, *, follows: bool, dropped: int = 0) -> Hit:
        """Say of one record that begins in this log whether it matches, and count it."""
        matched = self._query.matches(text)
        self.count += matched
        self._tell_dropped(line, text, dropped)
        return Hit(line, text, matched, follows)

    def no_records(self) -> None:
        """Tell that no record is in it, and that it continues none of the log before it."""
        if not self._cutter.size and not self.problems:
            self.problems.append(notice("empty-log", "the log is empty", "nothing to search", where=self.path))
        if self._cutter.size and not self.cut:
            what = f"no record header in its {self._cutter.lines} lines: this is not the text of an application log"
            advice = "give the application.log itself"
            self.problems.append(damage("no-records", what, "searched nothing in it", where=self.path, advice=advice))

    def _counted(self, block: Block, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        self._tell_dropped(block.line, block.text, block.dropped)
        for span in spans:
            self.count += 1
            yield span

    def _tell_dropped(self, line: int, text: bytes, dropped: int) -> None:
        if dropped and self._query.filter.takes(text):
            self._limit("record_bytes", "a record is too long", f"left out {dropped} bytes of it", line)

    def _limit(self, name: str, what: str, resolution: str, line: int | None = None) -> None:
        limit: int = getattr(self._query.limits, name)
        self.problems.append(limit_hit(name, limit, what, resolution, where=self.path, line=line))
