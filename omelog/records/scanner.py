"""The records of a log that could matter, as columns of numbers; their texts are kept once for a bundle."""

import re
from collections.abc import Callable, Iterable

from omelog.causes import Wanted, fold
from omelog.limits import Limits
from omelog.problems import limit_hit
from omelog.records.account import Account
from omelog.records.context import Contexts
from omelog.records.cutter import Cutter
from omelog.records.header import severity
from omelog.records.hits import LogScan
from omelog.records.mention import Mentions
from omelog.records.reader import Reader
from omelog.records.record import Record
from omelog.records.regions import Regions
from omelog.records.storm import Storm
from omelog.records.texts import Texts
from omelog.records.times import packed

_BLANKS = rb"(?:[\s]|\xc2\xa0)+"
_ERRORS = ("WARN", "ERROR", "FATAL")


class Scanner:
    """Scans the logs of one bundle for the records of the wanted loggers, and for others that may be about the same."""

    def __init__(
        self,
        wanted: Wanted,
        limits: Limits,
        on_first_hit: Callable[[], None] | None = None,
        contexts: Contexts | None = None,
    ) -> None:
        """Prepare; `on_first_hit` is called once, when the first record that matters was found.

        `contexts` keeps the records around those that matter.
        """
        self._on_first_hit = on_first_hit or _nothing
        self._limits = limits
        self._mentions = Mentions(wanted)
        self._cutter = Cutter(wanted)
        self._elsewhere = _Elsewhere(wanted)
        self._contexts = contexts
        self.texts = Texts(limits)
        self.rows = limits.records  #: hits that the next log keeps one by one at most

    def scan(
        self,
        chunks: Iterable[bytes],
        where: str,
        *,
        place: tuple[int, int] = (1, 0),
        by_line: bool = False,
    ) -> LogScan:
        """Read one log (as text: UTF-8, LF). `place` is the number of its first line, and the byte in that.

        With `by_line` the ledger knows what became of each line.
        """
        scan = LogScan(texts=self.texts)
        most = self._limits.records if by_line else self.rows
        storm = Storm(self.texts, scan, most)
        watch = self._contexts.watch(scan.context) if self._contexts and not by_line else None
        reader = Reader(self._cutter, self._mentions, self._limits, where, Regions(self._mentions).select, place)
        account = Account(
            reader,
            self._cutter,
            self._mentions,
            self._limits,
            where,
            by_line=by_line,
            repeats=None if by_line or watch else storm.split,
            watch=watch,
        )
        for record in account.records(chunks):
            if record.wanted or self._elsewhere.has(record):
                self._keep(record, scan, account, storm)
                scan.bound(most)
        if self._contexts and watch:
            watch.end()
            self._contexts.bound_ends(scan.context)
        scan.take(reader)
        scan.ssl_records, scan.unread_line = account.wanted, account.unread_line
        scan.ledger, scan.problems = account.ledger, account.problems
        if scan.left_out:
            what = f"there are more different records than are parsed: {scan.left_out} were left out"
            limit = self.texts.limit
            scan.problems.add(limit_hit(limit, getattr(self._limits, limit), what, "used the first ones", where=where))
        return scan

    def places(self, text: bytes) -> list[int]:
        """Return a place in each mention line of a text."""
        return list(self._mentions.lines(text))

    def _keep(self, record: Record, scan: LogScan, account: Account, storm: Storm) -> None:
        header = record.header
        if header is None:
            return
        number = self.texts.number(
            header, record.body, wanted=record.wanted, quotes=record.quotes, mentions=record.mentions
        )
        if number is None:
            scan.left_out += 1
            account.ledger.move("wanted" if record.wanted else "elsewhere", "limit", record.mentions)
            return
        self._on_first_hit()
        self._on_first_hit = _nothing
        storm.learn(record, number)
        raw = self.texts.raw(record.raw)
        scan.hits.add(
            (record.line, record.at), number, self.texts.thread(header["thread"]), packed(header["time"]), raw
        )


class _Elsewhere:
    """Recognises records of other loggers that may be about a certificate error."""

    def __init__(self, wanted: Wanted) -> None:
        needles = [text.encode().split() for text in wanted.needles]
        self._needle = re.compile(
            b"|".join(_BLANKS.join(map(re.escape, words)) for words in needles) or rb"(?!)", re.IGNORECASE
        )
        self._operations = [operation.encode().lower() for operation in wanted.operations]
        self._bodies = wanted.bodies

    def has(self, record: Record) -> bool:
        """Return whether it quotes a header, holds a needle or a body of the catalogue, or names an operation."""
        if record.header is None:
            return False
        if record.quotes or self._needle.search(record.body):
            return True
        text = record.body.lower()
        if severity(record.header["level"].decode()) in _ERRORS and any(name in text for name in self._operations):
            return True
        if b"messageid" not in text:
            return False
        folded = fold(record.body.decode("utf-8", "replace"))
        return any(message_id in folded and argument in folded for message_id, argument in self._bodies)


def _nothing() -> None:
    pass
