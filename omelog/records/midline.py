"""Headers in mid-line: a stretch in which not every header stands plain at a line's start, cut line by line.

They are tried in this order. *Envelope*: what stands before it on the line is one, and so begins every further line
that holds a header, up to the next header at a line's start. *Glued*: a byte-order mark or NULs stand directly before
it, or the header before it has no text yet. *Quotation*: by the signs of `_quoted`; no record begins. *Glued* else:
the file before had no final line break, or a process died in mid-line.
"""

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from omelog.records.envelopes import Envelope, Line, Peeled, continued, is_wrapped, parts, peeled
from omelog.records.envelopes.marks import ENVELOPE as MARKS
from omelog.records.envelopes.marks import MARK, has_marks, without_marks
from omelog.records.envelopes.quote import QUOTES
from omelog.records.header import BEGINNING, header_at
from omelog.records.loggers import Loggers
from omelog.records.piece import Piece

_QUOTING = tuple(
    sign.encode() for sign in (*" \t([{<=:,>|\N{NO-BREAK SPACE}", *QUOTES, r"\n", r"\r", r"\t", r"\u000a", "#012")
)
_SOUGHT = 60  # bytes of a header
_STRING = 64 * 1024  # bytes behind a header in which a quote is looked for


class _Line(NamedTuple):
    """A line of a stretch: where it stands, and its text without marks."""

    start: int
    end: int
    text: bytes
    header: re.Match[bytes] | None = None  # that it begins with
    layers: tuple[Envelope, ...] = ()
    goes_on: bool = False
    joins: bool = False  # it continues the line before


class _Mark(NamedTuple):
    """Where a record begins in a line, or text that is none."""

    line: int
    column: int
    header: re.Match[bytes] | None
    layers: tuple[Envelope, ...] = ()


class MixedStretch:
    """A piece in which something looks like a header, or which is in an envelope, cut line by line."""

    def __init__(self, loggers: Loggers, piece: Piece, text: bytes, stretch: bytes, *, inside: bool) -> None:
        self._loggers = loggers
        self._piece = piece
        self._text = text
        self._inside = inside
        self._quotes = [False]  # of the piece itself, then of each mark
        self._has_record = False  # among the marks so far
        self._lines = self._cleaned(self._peeled(list(_lines(stretch, piece.end - len(stretch)))))

    def pieces(self) -> list[Piece]:
        """Return the pieces."""
        marks = list(self._marks())
        made = [self._first(marks)]
        for number, mark in enumerate(marks):
            following = marks[number + 1] if number + 1 < len(marks) else None
            start = self._raw(mark)
            end = self._raw(following) if following else self._piece.end
            body = self._between(mark, following)
            line_end = self._text.rfind(b"\n", self._piece.start, start)
            at = start - line_end - 1 if line_end >= 0 else start - self._piece.start + self._piece.at
            quotes = self._quotes[number + 1]
            made.append(Piece(start, end, at, mark.header, body, mark.header is None, quotes, mark.layers))
        return [piece for piece in made if piece.end > piece.start or piece.header]

    def _first(self, marks: list[_Mark]) -> Piece:
        """Return what stands before the first mark: the piece itself, shortened."""
        end = self._raw(marks[0]) if marks else self._piece.end
        body = self._between(None, marks[0] if marks else None)
        marked = (MARKS,) if has_marks(self._text[self._piece.start : end]) else ()
        return self._piece._replace(end=end, body=body, quotes=self._quotes[0], layers=marked)

    def _peeled(self, lines: list[_Line]) -> list[_Line]:
        """Take envelopes off the lines, from the first one on behind which every line that holds a header is in one."""
        enveloped = len(lines)
        for number in range(len(lines) - 1, -1, -1):
            line = lines[number]
            whole_line = number > 0 or self._piece.header is None
            inner = self._peel(line) if whole_line else None
            if inner is not None:
                text, goes_on = inner.line
                lines[number] = line._replace(text=text, header=inner.header, layers=inner.layers, goes_on=goes_on)
                enveloped = number
            elif BEGINNING.search(line.text) and not (whole_line and is_wrapped(line.text)):
                break
        if self._inside:
            enveloped = 0
        return [line if number >= enveloped else _plain_again(line, self._text) for number, line in enumerate(lines)]

    def _peel(self, line: _Line) -> Peeled | None:
        text = line.text
        if BEGINNING.search(text) is None and self._loggers.unread(text, 0, len(text)) is None:
            return None
        header = header_at(text, 0)
        return Peeled(Line(text), header, (MARKS,)) if header else peeled(text)

    def _cleaned(self, lines: list[_Line]) -> list[_Line]:
        """Take the envelopes of a record's header off the lines that follow it, and join what an envelope has cut."""
        layers: tuple[Envelope, ...] = ()
        made: list[_Line] = []
        for line in lines:
            if line.header is not None:
                layers, cleaned = line.layers, line
            else:
                inner = continued(line.text, layers) if layers else Line(line.text)
                cleaned = line._replace(text=inner.text, goes_on=inner.goes_on)
            made.append(cleaned._replace(joins=bool(made) and made[-1].goes_on))
        return made

    def _marks(self) -> Iterator[_Mark]:
        """Yield where records begin, and text that looks like a header and is none."""
        for number, line in enumerate(self._lines):
            yield from self._marks_of(number, line)
            if line.layers and self._leaves_out(line):
                self._quotes[-1] = True

    def _marks_of(self, number: int, line: _Line) -> Iterator[_Mark]:
        # Where the text of the header before on this line begins.
        ended = 0 if number == 0 and self._piece.header is not None else None
        for position, header in _headers(line.text):
            start = header.start() if header else len(line.text)
            unread = self._loggers.unread(line.text, position, start)
            if unread is not None and (ended is None or not _quoted(line.text, unread, None)):
                yield self._mark(number, 0 if ended is None else unread, None)
                ended = None
            if header is None:
                return
            if self._begins(line, header, ended):
                whole = start == 0 or (start == 1 and line.text.startswith(MARK))
                yield self._mark(number, 0 if whole else start, header, line.layers)
                ended = header.end()
            elif self._loggers.is_wanted(header):
                if self._is_lost(line, header):
                    yield self._mark(number, 0, None)
                self._quotes[-1] = True

    def _leaves_out(self, line: _Line) -> bool:
        """Return whether a line in an envelope holds a wanted header beside the text that was taken from it."""
        headers = (header for _, header in _headers(self._text[line.start : line.end]) if header is not None)
        return any(self._loggers.is_wanted(header) and header[0] not in line.text for header in headers)

    def _is_lost(self, line: _Line, header: re.Match[bytes]) -> bool:
        """Return whether no record is there that could quote it: an envelope that is not known."""
        no_record = self._piece.header is None and not self._has_record
        return no_record and not self._piece.is_unread and not _escaped(line.text, header.start(), header)

    def _mark(self, line: int, column: int, header: re.Match[bytes] | None, layers: tuple[Envelope, ...] = ()) -> _Mark:
        self._quotes.append(False)
        self._has_record = self._has_record or header is not None
        return _Mark(line, column, header, layers)

    def _begins(self, line: _Line, header: re.Match[bytes], ended: int | None) -> bool:
        """Return whether a header that does not stand plain at a line's start begins a record."""
        start = header.start()
        if line.header is not None and start == 0:
            return True  # in an envelope
        if line.text.endswith(MARK, 0, start) or (ended is not None and not line.text[ended:start].strip(b" \xc2\xa0")):
            return True
        return not _quoted(line.text, start, header) and not line.joins

    def _raw(self, mark: _Mark) -> int:
        """Return where a mark stands in the text as it came."""
        line = self._lines[mark.line]
        if mark.column == 0:
            return line.start
        rest = line.text[mark.column : mark.column + _SOUGHT].partition(MARK)[0]
        found = self._text.find(rest, line.start + mark.column, line.end)
        return found if found >= 0 else line.start + mark.column

    def _between(self, mark: _Mark | None, following: _Mark | None) -> bytes:
        """Return the text behind the header of a mark, up to the next one."""
        line, column = (mark.line, mark.header.end() if mark.header else mark.column) if mark else (0, 0)
        last, end = (following.line, following.column) if following else (len(self._lines) - 1, None)
        if not self._lines:
            return b""
        texts = []
        for number in range(line, last + 1):
            one = self._lines[number]
            text = one.text[column if number == line else 0 : end if number == last else None]
            if number < last or end is None:
                text += b"" if one.goes_on else self._line_end(one)
            texts.append(text)
        return b"".join(texts).replace(MARK, b"")

    def _line_end(self, line: _Line) -> bytes:
        return b"\n" if self._text[line.end - 1 : line.end] == b"\n" else b""


def _lines(stretch: bytes, offset: int) -> Iterator[_Line]:
    start = 0
    marked = has_marks(stretch)
    while start < len(stretch):
        end = stretch.find(b"\n", start) + 1 or len(stretch)
        several = len(list(islice(BEGINNING.finditer(stretch, start, end), 2))) > 1
        places = [start + place for place in parts(stretch[start:end])] if several else [start]
        for begin, behind in pairwise((*places, end)):
            text = stretch[begin:behind].removesuffix(b"\n")
            yield _Line(offset + begin, offset + behind, without_marks(text) if marked else text)
        start = end


def _plain_again(line: _Line, text: bytes) -> _Line:
    """Return a line as it was before its envelope was taken off."""
    if line.header is None:
        return line
    return next(_lines(text[line.start : line.end], line.start))


def _headers(text: bytes) -> Iterator[tuple[int, re.Match[bytes] | None]]:
    """Yield the whole headers in a line, then None; each with the place where the one before it ends."""
    position = 0
    for beginning in BEGINNING.finditer(text):
        header = header_at(text, beginning.start()) if beginning.start() >= position else None
        if header is not None:
            yield position, header
            position = header.end()
    yield position, None


def _quoted(text: bytes, start: int, header: re.Match[bytes] | None) -> bool:
    """Return, by what stands around a header in mid-line, whether it is quoted."""
    return (start > 0 and text.endswith(_QUOTING, 0, start)) or (header is not None and _escaped(text, start, header))


def _escaped(text: bytes, start: int, header: re.Match[bytes]) -> bool:
    """Return whether a header stands in a string that is written with escapes."""
    quote = text.find(b'"', header.end(), header.end() + _STRING)
    return text.endswith((b"\\n", b"\\r", b"\\t"), 0, start) or (quote > 0 and text[quote - 1 : quote] == b"\\")
