"""The account of a log: its records with a mention line, and what became of each mention line."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from typing import NamedTuple

from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import Collected, damage
from omelog.records.context import Watch
from omelog.records.cutter import Cutter
from omelog.records.foreign import ForeignRuns
from omelog.records.ledger import Fate, Ledger, first_of
from omelog.records.mention import Mentions
from omelog.records.parts import Placed, Region, Stretch
from omelog.records.piece import Piece
from omelog.records.reader import Reader
from omelog.records.record import Record, Repeated, Repeats, decoded

_MOST_KEPT = 20  # problems of an edge


class _Fates(NamedTuple):
    """What becomes of the mention lines of a piece: of its first line, of the others, of those beyond a limit."""

    first: Fate
    others: Fate
    limit: int

    def of(self, piece: Piece, line: int, mention: int) -> Fate:
        """Return what becomes of a mention line of the piece, by the places of the line and of its mention."""
        fate = self.first if piece.start >= line else self.others
        return "limit" if fate != "before" and mention - piece.start >= self.limit else fate


class Account:
    """Keeps the account of one log; what is known of it as a whole stands here, and in its reader.

    `repeats` may take records of a storm by itself, which are not yielded then. `watch` keeps what stands around them.
    """

    def __init__(
        self,
        reader: Reader,
        cutter: Cutter,
        mentions: Mentions,
        limits: Limits,
        where: str,
        *,
        by_line: bool = False,
        repeats: Callable[[bytes], Repeats | None] | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.reader = reader
        self._cutter, self._mentions, self._limits, self._where = cutter, mentions, limits, where
        self._repeats = repeats
        self._watch = watch
        self._foreign = ForeignRuns(where)
        self.ledger = Ledger(by_line=by_line)
        self.problems = Collected()
        self.unread_line: int | None = None  #: the last line of what could not be read
        self.wanted = 0  #: records of a wanted logger

    def records(self, chunks: Iterable[bytes]) -> Iterator[Record]:
        """Yield the records with a mention line of the log, given as text with LF line ends."""
        for read in self.reader.read(chunks):
            if isinstance(read, Stretch):
                self._foreign.end()
                if self._watch:
                    self._watch.passed(read)
            else:
                repeats = self._repeats(read.text) if self._repeats and _stands_alone(read) else None
                yield from self._one_by_one(read) if repeats is None else self._many(repeats, read.line)
        self._foreign.end(at_end=True)
        self.unread_line = max(self.unread_line or 0, self._foreign.unread_line or 0) or None
        self.problems.merge(self._foreign.problems)
        self.problems.merge(self.reader.problems)
        self.ledger.add("limit", count=self.reader.lost)

    def _one_by_one(self, region: Region) -> Iterator[Record]:
        """Enter the mention lines of a region, and yield its records."""
        text = region.text
        places = [place for place in self._mentions.lines(text + region.following) if place < len(text)]
        placed = self.reader.cut(region)
        if self._watch:
            self._watch.cut(text, placed)
        pieces = [one.piece for one in placed]
        self._foreign.find(text, region.line, pieces, places)
        fates = [self._fates(one, region) for one in placed]
        entered = self._enter(text, region.line, pieces, places, fates)
        for one, fate, own in zip(placed, fates, entered, strict=True):
            self._keep(one, own)
            of_interest = own.touched or one.piece.quotes or fate.first == "wanted"
            if one.piece.header is not None and of_interest:
                wanted, mentions = fate.first == "wanted", own.fates[fate.first]
                room = self._limits.record_bytes
                record, problems = decoded(text, one, room, self._where, wanted=wanted, mentions=mentions)
                for problem in problems:
                    self.problems.add(problem)
                yield record

    def _many(self, repeats: Repeats, line: int) -> Iterator[Record]:
        """Take the records of a storm: known ones by their number, the others as any region."""
        number = 0
        for known, group in groupby(repeats.known):
            end = number + len(list(group))
            if known:
                self._foreign.end()
                line = self._enter_repeated(repeats.take(number, end, line))
            else:
                text = repeats.text(number, end)
                yield from self._one_by_one(Region(text, line))
                line += text.count(b"\n")
            number = end

    def _enter_repeated(self, repeated: Repeated) -> int:
        """Enter records that were taken together; return the line behind them."""
        self.reader.count(repeated.times, repeated.lines)
        self.wanted += repeated.wanted
        self.ledger.add("wanted", count=repeated.mentions)
        self.ledger.add("elsewhere", count=repeated.elsewhere)
        return repeated.behind

    def _fates(self, one: Placed, region: Region) -> _Fates:
        """Decide what becomes of the mention lines of a piece."""
        piece = one.piece
        if piece.header is not None:
            wanted = self._cutter.loggers.is_wanted(piece.header)
            self.wanted += wanted
            fate: Fate = "wanted" if wanted else "elsewhere"
            return _Fates(fate, fate, self._limits.record_bytes)
        if region.is_rest and piece.start == 0 and not piece.is_unread:
            return _Fates("limit", "limit", 0)
        rest: Fate = "before" if one.is_head else "unread"
        return _Fates("unread" if piece.is_unread else rest, rest, len(piece.body) + 1)

    def _enter(
        self, text: bytes, line: int, pieces: list[Piece], places: list[int], fates: list[_Fates]
    ) -> "list[_Entered]":
        """Enter mention lines in the ledger; return for each piece those that are its own."""
        entered = [_Entered() for _ in pieces]
        number, counted = 0, 0
        for place in places:
            start, end = text.rfind(b"\n", 0, place) + 1, text.find(b"\n", place)
            end = end if end >= 0 else len(text)
            while pieces[number].end <= start and number < len(pieces) - 1:
                number += 1
            on_line = takewhile(lambda index: pieces[index].start <= end, range(number, len(pieces)))  # noqa: B023 - used at once
            own: dict[Fate, int] = {}
            for index in on_line:
                own.setdefault(fates[index].of(pieces[index], start, place), index)
                entered[index].touched = True
            if len(own) > 1 and "unread" in own and not pieces[own["unread"]].is_unread:
                del own["unread"]  # a record on the same line covers it
            fate = first_of(own)
            line += text.count(b"\n", counted, place)
            counted = place
            self.ledger.add(fate, line)
            entered[own[fate]].fates[fate] += 1
            if fate == "unread":
                entered[own[fate]].problems.append(self._unread(text[start:end], line))
        return entered

    def _unread(self, text: bytes, line: int) -> Problem:
        self.unread_line = line
        looks = self._cutter.loggers.unread(text, 0, len(text)) is not None
        what = "looks like the header of a record and could not be read as one" if looks else "belongs to no record"
        return damage(
            "unread-mention",
            f"a line that may be about a certificate error {what}",
            "not counted as an error",
            where=self._where,
            line=line,
            advice="look at it in the log; ask for the log file itself if this is a copy from a screen or another tool",
        )

    def _keep(self, one: Placed, entered: "_Entered") -> None:
        """Keep what was entered of an edge, and what is to be said of it if it belongs to no other log."""
        reader, header = self.reader, one.piece.header
        fates, problems = tuple(entered.fates.items()), tuple(entered.problems)
        if one.is_head:
            head = reader.head
            problems = (*head.problems, *problems)[:_MOST_KEPT]
            reader.head = head._replace(fates=(*head.fates, *fates), problems=problems)
        elif reader.tail and one.is_tail:
            wanted = header is not None and self._cutter.loggers.is_wanted(header)
            reader.tail = reader.tail._replace(fates=fates, problems=problems, wanted=wanted)
        else:
            for problem in problems:
                self.problems.add(problem)


@dataclass(slots=True)
class _Entered:
    """The mention lines that were entered for a piece, and what is to be said of them.

    `touched` says that it has a part in a mention line, which may have been entered for another piece.
    """

    fates: Counter[Fate] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    touched: bool = False


def _stands_alone(region: Region) -> bool:
    """Return whether a region is whole records, in no envelope that began before it."""
    return region.is_whole and not (region.at or region.inside)
