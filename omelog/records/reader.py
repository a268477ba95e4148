"""The reader of a log: from its bytes to its records, in one pass, with the text that belongs to none.

Only the records around mention lines are cut, unless all are asked for; stretches in which nothing is mentioned are
passed with a count of the lines that begin as a header does.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from typing import NamedTuple

from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import Collected, damage, limit_hit, notice
from omelog.records.clock import Clock
from omelog.records.cutter import Cutter, Piece
from omelog.records.decoder import as_utf8
from omelog.records.envelopes.marks import has_marks
from omelog.records.foreign import LEAST, LINE, Foreign, foreign_runs
from omelog.records.header import BEGINNING, HEADER
from omelog.records.ledger import Fate, Ledger, first_of
from omelog.records.lines import Lines, boundary_before, header_after
from omelog.records.mention import Mentions
from omelog.records.windows import Windows

_LINE_END = ord("\n")
_DENSE = 1024  # bytes between two mentions in a storm, on the average
_BEGINNING = 32  # of so many parts of a text the first one tells of a storm
_SEAM = 256  # bytes: more than a mention has
_MOST_KEPT = 20  # problems of an edge
_MUCH = 20  # a record of which more than one byte in so many is not UTF-8 is damaged


class Record(NamedTuple):
    """A record, or text that belongs to none (`header` is None: before the first one, or behind what is unread).

    Its place is `line` and `at`, the byte in that line. `body` is what follows the header, in UTF-8 and without the
    envelope; `raw` is the whole as it stands in the log where that is something else. `dropped` counts the bytes that a
    limit left out, `mentions` the mention lines in the rest; `quotes` says that it quotes a header of a wanted logger.
    """

    line: int
    at: int
    header: re.Match[bytes] | None
    body: bytes
    raw: bytes | None = None
    wanted: bool = False
    quotes: bool = False
    dropped: int = 0
    mentions: int = 0


class Edge(NamedTuple):
    """The beginning or the end of a log, which may belong to a record of another rotation: its text as it stands.

    `fates` are what its mention lines were entered as, `problems` what to say of it if it belongs to none. `counted`
    says that it was counted as a record, `wanted` as one of a wanted logger; `is_unread` that it holds what looks like
    a header.
    """

    line: int = 1
    at: int = 0
    raw: bytes = b""
    fates: tuple[tuple[Fate, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    counted: bool = False
    wanted: bool = False
    is_unread: bool = False


class Repeated(NamedTuple):
    """What records came to that were taken together.

    How many, how many of a wanted logger, their mention lines, the line behind them, and the time and line of each.
    """

    records: int
    wanted: int
    mentions: int
    elsewhere: int
    line: int
    times: list[bytes]
    lines: list[int]


class Repeats(NamedTuple):
    """Records in a row, each whole: which are known by their text, what returns one, and what takes known ones."""

    known: list[bool]
    record: Callable[[int], bytes]
    take: Callable[[int, int, int], Repeated]


class _Fates(NamedTuple):
    """What becomes of the mention lines of a piece: of its first line, of the others, of those beyond a limit."""

    first: Fate
    others: Fate
    limit: int

    def of(self, piece: Piece, line: int, mention: int) -> Fate:
        """Return what becomes of a mention line of the piece, by the places of the line and of its mention."""
        fate = self.first if piece.start >= line else self.others
        return "limit" if fate != "before" and mention - piece.start >= self.limit else fate


class Reader:
    """Reads one log. What is known of the log as a whole stands here once its records were taken.

    `head` is the text before the first record, `tail` the last record or what could not be read behind it. With
    `everything` all records are yielded, and the text that belongs to none; else the records with a mention line.
    `repeats` may take records of a storm by itself, which are not yielded then.
    """

    def __init__(
        self,
        cutter: Cutter,
        mentions: Mentions,
        limits: Limits,
        where: str,
        *,
        place: tuple[int, int] = (1, 0),
        everything: bool = False,
        by_line: bool = False,
        repeats: Callable[[bytes], Repeats | None] | None = None,
    ) -> None:
        self._cutter, self._mentions, self._limits, self._where = cutter, mentions, limits, where
        self._everything = everything
        self._repeats = repeats
        self._line, self._at = self._first_line, _ = place
        self._inside = False  # the text at hand begins with a record in an envelope
        self._too_long = False  # the text at hand begins with the rest of a record that a limit cut off
        self._foreign: Foreign | None = None  # the foreign lines at the end of what was read
        self._windows = Windows(limits, mentions)
        self._head: list[bytes] = []
        self._head_size = 0
        self._clock = Clock()
        self.ledger = Ledger(by_line=by_line)
        self.problems = Collected()
        self.envelopes: dict[str, int] = {}  #: by title, with the first line
        self.unread_line: int | None = None  #: the last line of what could not be read
        self.records = self.ssl_records = self.size = self.lines = 0
        self.first_time: bytes | None = None
        self.last_time: bytes | None = None
        self.head = Edge(self._line)
        self.tail: Edge | None = None

    def read(self, chunks: Iterable[bytes]) -> Iterator[Record]:
        """Yield the records of a log, given as text with LF line ends."""
        text = b""
        tried = 0  # bytes of the text that are known to hold no record's end
        for window in self._windows.of(chunks):
            text = text + window if text else window
            if len(text) >= 2 * tried:
                rest = yield from self._advance(text)
                tried = len(rest) if len(rest) == len(text) else 0
                text = rest
        if text:
            yield from self._finish(text)
        self.head = self.head._replace(raw=b"".join(self._head))
        self.size = self._windows.size
        if self._foreign:
            self._tell_foreign(self._foreign, at_end=True)
        if problem := self._windows.problem(self._where):
            self.problems.add(problem)
        self.ledger.add("limit", count=self._windows.lost)
        if problem := self._clock.problem(self._where):
            self.problems.add(problem)
        for title, line in self.envelopes.items():
            self.problems.add(_in_envelope(title), where=self._where, line=line)

    # --- windows ---

    def _advance(self, text: bytes) -> Generator[Record, None, bytes]:
        """Read what is known to be whole; return the rest, which begins with a record."""
        settled = boundary_before(text, len(text) - 1)
        if settled:
            yield from self._take(text[:settled])
            self._begin(at=0, inside=False)
            return text[settled:]
        pieces = self._pieces(text)
        whole = next((n for n in range(len(pieces) - 1, 0, -1) if text[pieces[n].start - 1] == _LINE_END), 0)
        if whole:
            last = pieces[whole]
            yield from self._put(text[: last.start], pieces[:whole], self._places(text, last.start))
            self._begin(at=0, inside=bool(last.layers))
            return text[last.start :]
        is_record = pieces[-1].header is not None
        # A needle may go on in the next window.
        seam = len(text) if is_record else text.rfind(b"\n", 0, max(0, len(text) - _SEAM)) + 1
        if (is_record or not seam) and len(text) <= self._limits.record_bytes:
            return text
        seam = seam or len(text)
        too_long = self._too_long or is_record
        yield from self._put(text[:seam], self._pieces(text[:seam]), self._places(text, seam))
        self._begin(at=0, inside=False)
        self._too_long = too_long
        return text[seam:]

    def _places(self, text: bytes, end: int) -> list[int]:
        """Return places in the mention lines up to an end, behind which a needle may go on."""
        return [place for place in self._mentions.lines(text) if place < end]

    def _begin(self, *, at: int, inside: bool) -> None:
        self._at, self._inside = at, inside

    def _finish(self, text: bytes) -> Iterator[Record]:
        """Read the end of the log."""
        settled = boundary_before(text, len(text) - 1)
        if settled:
            yield from self._take(text[:settled])
            self._begin(at=0, inside=False)
            text = text[settled:]
        yield from self._put(text, self._pieces(text), last=True)

    # --- stretches ---

    def _pieces(self, text: bytes) -> list[Piece]:
        return self._cutter.pieces(text, at=self._at, inside=self._inside)

    def _take(self, text: bytes) -> Iterator[Record]:
        """Read whole records: cut those of interest, and pass the others."""
        lines = Lines(text)
        at = 0
        for start, end in [(0, len(text))] if self._everything else self._regions(text, lines):
            if start > at:
                self._pass(text, at, start, lines)
            region = text[start:end]
            repeats = self._repeats(region) if self._repeats and not (self._at or self._inside) else None
            if repeats is not None:
                yield from self._put_many(repeats)
            else:
                yield from self._put(region, self._cutter.pieces(region) if start else self._pieces(region))
            at = end
        if at < len(text):
            self._pass(text, at, len(text), lines)

    def _regions(self, text: bytes, lines: Lines) -> Iterator[tuple[int, int]]:
        """Yield the parts of whole records that have to be cut, in order."""
        if self._is_dense(text):
            yield 0, len(text)
            return
        places = [*self._mentions.places(text), *self._gaps(text, lines)]
        if self._at or self._inside or HEADER.match(text) is None:
            places.append(0)
        start = end = 0
        for place in sorted(places):
            if place < end:
                continue
            begin = boundary_before(text, place)
            if begin > end:
                if end:
                    yield start, end
                start = begin
            end = header_after(text, place)
        if end:
            yield start, end

    def _is_dense(self, text: bytes) -> bool:
        """Return whether a text is better cut as a whole."""
        if b"\0" in text:  # it may be UTF-16, in which no word is found
            return True
        beginning = text[: len(text) // _BEGINNING]
        return len(self._mentions.places(beginning)) * _DENSE >= len(beginning) > 0  # a storm: the rest is like that

    def _gaps(self, text: bytes, lines: Lines) -> Iterator[int]:
        """Yield places in long stretches without a header that may hold one in an envelope, or be of another log."""
        for gap in lines.gaps():
            if (
                BEGINNING.search(text, gap.start + 1, gap.end)
                or any(LINE.match(text, place) for place in gap.samples)
                or has_marks(text[gap.start : gap.end])
            ):
                yield gap.start

    def _pass(self, text: bytes, start: int, end: int, lines: Lines) -> None:
        """Pass whole records in which nothing is mentioned."""
        if self._foreign:
            self._tell_foreign(self._foreign, at_end=False)
        first, last = HEADER.match(text, start), HEADER.match(text, boundary_before(text, end - 1))
        if first and last:
            self.first_time = self.first_time or first["time"]
            self.last_time = last["time"]
            self._clock.see_stretch((first["time"], last["time"]), text, start, end, self._line)
        self.records += lines.headers(start, end)
        self._line += lines.ends(start, end)
        self._too_long = False

    # --- records ---

    def _put(
        self, text: bytes, pieces: list[Piece], places: list[int] | None = None, *, last: bool = False
    ) -> Iterator[Record]:
        """Enter the mention lines of what was cut, and yield its records. `last` says that the log ends behind it."""
        places = list(self._mentions.lines(text)) if places is None else places
        self._find_foreign(text, pieces, places)
        headless = self.records == 0
        fates = [self._fates(piece) for piece in pieces]
        entered = self._enter(text, pieces, places, fates)
        line, counted = self._line, 0
        for number, piece in enumerate(pieces):
            line += text.count(b"\n", counted, piece.start)
            counted = piece.start
            if piece.header is not None:
                self._clock.see(piece.header["time"], line)
            headless = headless and piece.header is None
            self._keep(piece, text, line, entered[number], headless=headless, last=last and number == len(pieces) - 1)
            for layer in piece.layers:
                self.envelopes.setdefault(layer.title, line)
            of_interest = entered[number].touched or piece.quotes or fates[number].first == "wanted"
            if self._everything or (piece.header is not None and of_interest):
                yield self._record(text, piece, line, fates[number], entered[number])
        self._line = line + text.count(b"\n", counted)
        self.lines = self._line - self._first_line + (not text.endswith(b"\n"))
        self._too_long = False

    def _put_many(self, repeats: Repeats) -> Iterator[Record]:
        """Take the records of a storm: those that are known together, each other one by itself."""
        number = 0
        for known, group in groupby(repeats.known):
            end = number + len(list(group))
            if known:
                self._enter_repeated(repeats.take(number, end, self._line))
            else:
                for record in map(repeats.record, range(number, end)):
                    yield from self._put(record, self._cutter.pieces(record))
            number = end

    def _enter_repeated(self, repeated: Repeated) -> None:
        if self._foreign:
            self._tell_foreign(self._foreign, at_end=False)
        self.records += repeated.records
        self.ssl_records += repeated.wanted
        self.ledger.add("wanted", count=repeated.mentions)
        self.ledger.add("elsewhere", count=repeated.elsewhere)
        self.first_time, self.last_time = self.first_time or repeated.times[0], repeated.times[-1]
        self._clock.see_all(repeated.times, repeated.lines)
        self._line = repeated.line
        self._too_long = False

    def _fates(self, piece: Piece) -> _Fates:
        """Decide what becomes of the mention lines of a piece, and count it as a record if it is one."""
        header = piece.header
        if header is not None:
            self.records += 1
            self.first_time = self.first_time or header["time"]
            self.last_time = header["time"]
            if self._cutter.is_wanted(header):
                self.ssl_records += 1
                return _Fates("wanted", "wanted", self._limits.record_bytes)
            return _Fates("elsewhere", "elsewhere", self._limits.record_bytes)
        if self._too_long and piece.start == 0 and not piece.is_unread:
            return _Fates("limit", "limit", 0)
        rest: Fate = "unread" if self.records else "before"
        return _Fates("unread" if piece.is_unread else rest, rest, len(piece.body) + 1)

    def _enter(self, text: bytes, pieces: list[Piece], places: list[int], fates: list[_Fates]) -> "list[_Entered]":
        """Enter mention lines in the ledger; return for each piece those that are its own."""
        entered = [_Entered() for _ in pieces]
        number, line, counted = 0, self._line, 0
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
        looks = self._cutter.unread(text, 0, len(text)) is not None
        what = "looks like the header of a record and could not be read as one" if looks else "belongs to no record"
        return damage(
            "unread-mention",
            f"a line that may be about a certificate error {what}",
            "not counted as a finding",
            where=self._where,
            line=line,
            advice="look at it in the log; ask for the log file itself if this is a copy from a screen or another tool",
        )

    def _keep(self, piece: Piece, text: bytes, line: int, entered: "_Entered", *, headless: bool, last: bool) -> None:
        """Keep the edges of the log, which may belong to records in other rotations, and what is to be said of them."""
        fates, problems = tuple(entered.fates.items()), tuple(entered.problems)
        if headless:
            piece_text = text[piece.start : piece.end][: self._limits.record_bytes - self._head_size]
            self._head.append(piece_text)
            self._head_size += len(piece_text)
            self.head = self.head._replace(
                fates=(*self.head.fates, *fates),
                problems=(*self.head.problems, *problems)[:_MOST_KEPT],
                is_unread=self.head.is_unread or self._cutter.unread(piece_text, 0, len(piece_text)) is not None,
            )
        elif last:
            raw = text[piece.start : piece.end][: self._limits.record_bytes]
            is_record = piece.header is not None
            wanted = piece.header is not None and self._cutter.is_wanted(piece.header)
            self.tail = Edge(line, piece.at, raw, fates, problems, is_record, wanted, piece.is_unread)
        else:
            for problem in problems:
                self.problems.add(problem)

    def _record(self, text: bytes, piece: Piece, line: int, fates: _Fates, entered: "_Entered") -> Record:
        whole = text[piece.start : piece.end]
        header = piece.header[0] if piece.header is not None else b""
        dropped = max(0, len(whole) - self._limits.record_bytes)
        body, others = as_utf8(piece.body[: max(0, self._limits.record_bytes - len(header))])
        raw = None
        if piece.layers or others or header + body != whole:
            raw = as_utf8(whole[: self._limits.record_bytes]).text
        if dropped and piece.header is not None:
            what = f"kept its beginning, left out {dropped} bytes"
            limit = self._limits.record_bytes
            self.problems.add(
                limit_hit("record_bytes", limit, "a record is too long", what, where=self._where, line=line)
            )
        if others:
            self.problems.add(_not_utf8(others, len(whole)), where=self._where, line=line)
        wanted = fates.first == "wanted"
        mentions = entered.fates[fates.first]
        return Record(line, piece.at, piece.header, body, raw, wanted, piece.quotes, dropped, mentions)

    # --- foreign stretches ---

    def _find_foreign(self, text: bytes, pieces: list[Piece], places: list[int]) -> None:
        """Find the foreign stretches among pieces that are in no envelope."""
        line, counted = self._line, 0
        for start, end in _spans(text, pieces):
            line += text.count(b"\n", counted, start)
            counted = start
            within = [place - start for place in places[bisect_left(places, start) : bisect_left(places, end)]]
            for run in foreign_runs(text[start:end], line, within):
                if self._foreign and self._foreign.end == run.line:
                    self._foreign = self._foreign.joined(run)
                    continue
                if self._foreign:
                    self._tell_foreign(self._foreign, at_end=False)
                self._foreign = run
        behind = self._line + text.count(b"\n") + (not text.endswith(b"\n"))
        if self._foreign and self._foreign.end < behind:
            self._tell_foreign(self._foreign, at_end=False)

    def _tell_foreign(self, run: Foreign, *, at_end: bool) -> None:
        self._foreign = None
        if run.lines < LEAST:
            return
        problem = run.problem(self._where, at_end=at_end)
        self.problems.add(problem)
        if problem.severity == "damage":
            self.unread_line = max(self.unread_line or 0, run.end - 1)


@dataclass(slots=True)
class _Entered:
    """The mention lines that were entered for a piece, and what is to be said of them.

    `touched` says that it has a part in a mention line, which may have been entered for another piece.
    """

    fates: Counter[Fate] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    touched: bool = False


def _spans(text: bytes, pieces: list[Piece]) -> Iterator[tuple[int, int]]:
    """Yield where many lines stand without a header, in no envelope: a record with the text that is none behind it."""
    start = pieces[0].start
    for number, piece in enumerate(pieces):
        follows = pieces[number + 1] if number + 1 < len(pieces) else None
        if follows is None or follows.header is not None or follows.layers:
            is_short = piece.start == start and text.count(b"\n", start, piece.end) < LEAST and piece.header is not None
            if not (is_short or piece.layers):
                yield start, piece.end
            start = piece.end


def _in_envelope(title: str) -> Problem:
    return notice("envelope", f"its text is in an envelope: {title}", "read without it")


def _not_utf8(others: int, size: int) -> Problem:
    what = f"the record holds {others} bytes that are not UTF-8"
    resolution = "read them as Windows-1252"
    if others * _MUCH > size:
        advice = "look at the record in the log itself"
        return damage("undecodable-bytes", f"{what}: more than 5 % of it", resolution, advice=advice)
    return notice("windows-1252", what, resolution)
