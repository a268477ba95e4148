"""Foreign stretches: many lines in a row that begin with a date or a clock time, and are no records of this log."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from omelog.model.report import Problem
from omelog.problems import damage, notice
from omelog.records.cutter import MOMENT

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


def foreign_runs(text: bytes, line: int, mentions: list[int]) -> Iterator[Foreign]:
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
