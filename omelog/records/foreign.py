"""Foreign stretches: many lines in a row that begin with a date or a clock time, and are no records of this log."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from omelog.model.report import Problem
from omelog.problems import Collected, damage, notice
from omelog.records.loggers import MOMENT
from omelog.records.piece import Piece

LEAST = 20  # lines
_LINE = rb"(?!\[ *[A-Z]+ *\](?: |\xc2\xa0)+\d{4}-)[^\n]{0,40}?" + MOMENT + rb"[^\n]*(?:\n|\Z)"
_LEVEL = re.compile(rb"\b(?:WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL|INFO|DEBUG|TRACE|NOTICE)\b")
LINE = re.compile(_LINE)
_STRETCH = re.compile(rb"(?:^" + _LINE + rb")+", re.MULTILINE)


class Foreign(NamedTuple):
    """A run of such lines: its first line, how many they are, what they hold."""

    line: int
    lines: int
    has_level: bool
    has_mention: bool

    @property
    def end(self) -> int:
        """Return the line behind it."""
        return self.line + self.lines

    def joined(self, other: "Foreign") -> "Foreign":
        """Return both as one."""
        return Foreign(
            self.line,
            self.lines + other.lines,
            self.has_level or other.has_level,
            self.has_mention or other.has_mention,
        )

    def problem(self, where: str, *, at_end: bool) -> Problem:
        """Return what is to be said of it."""
        is_damage = self.has_mention or (at_end and self.has_level)
        what = f"{self.lines} lines in a row begin with a time and are no records of an application log"
        if not is_damage:
            return notice("foreign-stretch", what, "passed over", where=where, line=self.line)
        return damage(
            "foreign-stretch",
            f"{what}, and certificate errors may be among them",
            "not read",
            where=where,
            line=self.line,
            advice="look at these lines; if they are of another log, give the application.log by itself",
        )


class ForeignRuns:
    """Finds the runs of one log, and tells of those that are long enough."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._open: Foreign | None = None  # the run at the end of what was read
        self.problems = Collected()
        self.unread_line: int | None = None

    def find(self, text: bytes, line: int, pieces: list[Piece], mentions: list[int]) -> None:
        """Find them among pieces that are in no envelope; the text begins with line `line`."""
        behind = line + text.count(b"\n") + (not text.endswith(b"\n"))
        counted = 0
        for start, end in _without_headers(text, pieces):
            line += text.count(b"\n", counted, start)
            counted = start
            within = [place - start for place in mentions[bisect_left(mentions, start) : bisect_left(mentions, end)]]
            for run in _runs(text[start:end], line, within):
                if self._open and self._open.end == run.line:
                    self._open = self._open.joined(run)
                else:
                    self.end()
                    self._open = run
        if self._open and self._open.end < behind:
            self.end()

    def end(self, *, at_end: bool = False) -> None:
        """Report the run that is open: nothing of it follows."""
        run, self._open = self._open, None
        if run is None or run.lines < LEAST:
            return
        problem = run.problem(self._where, at_end=at_end)
        self.problems.add(problem)
        if problem.severity == "damage":
            self.unread_line = run.end - 1


def _without_headers(text: bytes, pieces: list[Piece]) -> Iterator[tuple[int, int]]:
    """Yield where many lines stand without a header, in no envelope: a record with the text that is none behind it."""
    start = pieces[0].start
    for number, piece in enumerate(pieces):
        follows = pieces[number + 1] if number + 1 < len(pieces) else None
        if follows is None or follows.header is not None or follows.layers:
            is_short = piece.start == start and text.count(b"\n", start, piece.end) < LEAST and piece.header is not None
            if not (is_short or piece.layers):
                yield start, piece.end
            start = piece.end


def _runs(text: bytes, line: int, mentions: list[int]) -> Iterator[Foreign]:
    """Yield the runs in a text that begins with line `line`; `mentions` are places in its mention lines."""
    counted = 0
    for run in _STRETCH.finditer(text):
        start, end = run.span()
        if end - start < LEAST:
            continue
        line += text.count(b"\n", counted, start)
        counted = start
        lines = text.count(b"\n", start, end) + (text[end - 1 : end] != b"\n")
        has_mention = any(start <= place < end for place in mentions)
        yield Foreign(line, lines, _LEVEL.search(run[0]) is not None, has_mention)
