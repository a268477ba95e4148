"""The reader of a log: from its bytes to its records, in one pass, whoever asks.

Whoever reads names the parts of a text that have to be cut; the stretches between them are passed as they stand.
"""

from collections.abc import Generator, Iterable, Iterator

from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import Collected, notice
from omelog.records.clock import Clock
from omelog.records.cutter import Cutter
from omelog.records.header import HEADER
from omelog.records.lines import boundary_before
from omelog.records.mention import Mentions
from omelog.records.parts import Edge, Outline, Placed, Region, Select, Stretch
from omelog.records.piece import Piece
from omelog.records.windows import Windows

_LINE_END = ord("\n")
_SEAM = 256  # bytes: more than a mention has


class Reader:
    """Reads one log. What is known of the log as a whole stands here once its regions were taken, and cut.

    `head` is the text before the first record, `tail` the last record or what could not be read behind it.
    """

    def __init__(
        self,
        cutter: Cutter,
        mentions: Mentions,
        limits: Limits,
        where: str,
        select: Select,
        place: tuple[int, int] = (1, 0),
    ) -> None:
        self._cutter, self._limits, self._where, self._select = cutter, limits, where, select
        self._line, self._at = self._first_line, _ = place
        self._inside = self._is_rest = False  # as in a region, of the text at hand
        self._windows = Windows(limits, mentions)
        self._head: list[bytes] = []
        self._head_room = limits.record_bytes
        self._clock = Clock()
        self.problems = Collected()
        self.envelopes: dict[str, int] = {}  #: by title, with the first line
        self.records = self.lines = 0
        self.first_time: bytes | None = None
        self.last_time: bytes | None = None
        self.head = Edge(self._line)
        self.tail: Edge | None = None

    @property
    def size(self) -> int:
        """Return how many bytes were read."""
        return self._windows.size

    @property
    def lost(self) -> int:
        """Return how many lines have lost their only mention to the limit of a line."""
        return self._windows.lost

    def read(self, chunks: Iterable[bytes]) -> Iterator[Stretch | Region]:
        """Yield what is passed of a log, given as text with LF line ends, and what has to be cut, in order."""
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
        self._end_head()
        if problem := self._windows.problem(self._where):
            self.problems.add(problem)
        if problem := self._clock.problem(self._where):
            self.problems.add(problem)
        for title, line in self.envelopes.items():
            self.problems.add(_in_envelope(title), where=self._where, line=line)

    def cut(self, region: Region) -> list[Placed]:
        """Cut a region, and count its records."""
        placed = []
        line, counted = region.line, 0
        pieces = self._pieces(region) if region.pieces is None else region.pieces
        for number, piece in enumerate(pieces):
            line += region.text.count(b"\n", counted, piece.start)
            counted = piece.start
            if piece.header is not None:
                self._end_head()
                self.records += 1
                self._see_times(piece.header["time"], piece.header["time"])
                self._clock.see(piece.header["time"], line)
            is_head = self.records == 0
            is_tail = not is_head and region.is_last and number == len(pieces) - 1
            if is_head or is_tail:
                self._keep(piece, region.text[piece.start : piece.end], line, is_head=is_head)
            for layer in piece.layers:
                self.envelopes.setdefault(layer.title, line)
            placed.append(Placed(piece, line, is_head, is_tail))
        return placed

    def count(self, times: list[bytes], lines: list[int]) -> None:
        """Count records that were cut by whoever reads, given their times and lines."""
        self.records += len(times)
        self._see_times(times[0], times[-1])
        self._clock.see_all(times, lines)

    def _see_times(self, first: bytes, last: bytes) -> None:
        self.first_time, self.last_time = self.first_time or first, last

    def _keep(self, piece: Piece, text: bytes, line: int, *, is_head: bool) -> None:
        """Keep an edge of the log, which may belong to a record in another rotation."""
        if is_head:
            kept = text[: self._head_room]
            self._head.append(kept)
            self._head_room -= len(kept)
            self.head = self.head._replace(dropped=self.head.dropped + len(text) - len(kept))
        else:
            kept = text[: self._limits.record_bytes]
            is_record = piece.header is not None
            self.tail = Edge(line, piece.at, kept, counted=is_record, dropped=len(text) - len(kept))

    def _end_head(self) -> None:
        if self._head:
            self.head, self._head = self.head._replace(raw=b"".join(self._head)), []

    # --- windows ---

    def _advance(self, text: bytes) -> Generator[Stretch | Region, None, bytes]:
        """Read what is known to be whole; return the rest, which begins with a record."""
        settled = boundary_before(text, len(text) - 1)
        if settled:
            yield from self._take(text[:settled])
            return text[settled:]
        pieces = self._pieces(Region(text, self._line, self._at, self._inside))
        whole = next((n for n in range(len(pieces) - 1, 0, -1) if text[pieces[n].start - 1] == _LINE_END), 0)
        if whole:
            last = pieces[whole]
            yield from self._put(text, last.start, pieces[:whole])
            self._inside = bool(last.layers)
            return text[last.start :]
        is_record = pieces[-1].header is not None
        # A needle may go on in the next window.
        seam = len(text) if is_record else text.rfind(b"\n", 0, max(0, len(text) - _SEAM)) + 1
        if (is_record or not seam) and len(text) <= self._limits.record_bytes:
            return text
        seam = seam or len(text)
        is_rest = self._is_rest or is_record
        yield from self._put(text, seam)
        self._is_rest = is_rest
        return text[seam:]

    def _finish(self, text: bytes) -> Iterator[Stretch | Region]:
        """Read the end of the log."""
        settled = boundary_before(text, len(text) - 1)
        if settled:
            yield from self._take(text[:settled])
        yield from self._put(text[settled:], len(text) - settled, is_last=True)

    def _take(self, text: bytes) -> Iterator[Stretch | Region]:
        """Read whole records: those that have to be cut, and the others."""
        parts, lines = self._select(text, bool(self._at or self._inside) or HEADER.match(text) is None)
        done = 0
        for start, end in (*parts, (len(text), len(text))):
            if start > done:
                self._end_head()
                yield Stretch(text, done, start, self._line)
                self._pass(text, done, start, lines)
            if end > start:
                yield self._region(text[start:end])
                self._line += lines.ends(start, end)
            self._begin()
            done = end

    def _pass(self, text: bytes, start: int, end: int, lines: Outline) -> None:
        first, last = HEADER.match(text, start), HEADER.match(text, boundary_before(text, end - 1))
        if first and last:
            self._see_times(first["time"], last["time"])
            self._clock.see_stretch((first["time"], last["time"]), text, start, end, self._line)
        self.records += lines.headers(start, end)
        self._line += lines.ends(start, end)

    def _put(
        self, text: bytes, end: int, pieces: list[Piece] | None = None, *, is_last: bool = False
    ) -> Iterator[Region]:
        """Read the beginning of a text that has to be cut."""
        following = text[end : end + _SEAM]
        region = self._region(text[:end])
        yield region._replace(following=following, pieces=pieces, is_whole=False, is_last=is_last)
        self._line += text.count(b"\n", 0, end)
        self.lines = self._line - self._first_line + (not region.text.endswith(b"\n"))
        self._begin()

    def _region(self, text: bytes) -> Region:
        return Region(text, self._line, self._at, self._inside, self._is_rest)

    def _begin(self) -> None:
        """Begin with a record at a line's start."""
        self._at, self._inside, self._is_rest = 0, False, False

    def _pieces(self, region: Region) -> list[Piece]:
        return self._cutter.pieces(region.text, at=region.at, inside=region.inside)


def _in_envelope(title: str) -> Problem:
    return notice("envelope", f"its text is in an envelope: {title}", "read without it")
