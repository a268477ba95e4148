"""Records and counts on standard output: with where they stand, made visible, coloured on a terminal."""

import os
import sys
from typing import TYPE_CHECKING

import typer

from omelog.text.visible import one_line, visible

if TYPE_CHECKING:
    from omelog.cli.show.unnamed import Unnamed
    from omelog.search import Pattern, Shown

_PLACE, _MATCH, _APART, _END = "\x1b[36m", "\x1b[1;31m", "\x1b[2m", "\x1b[0m"


class Printer:
    """Prints what a search finds, each record as soon as it is known."""

    def __init__(self, pattern: "Pattern", unnamed: "Unnamed") -> None:
        self._pattern = pattern
        self._unnamed = unnamed
        self._colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self._begun = False

    def record(self, shown: "Shown", *, name: bool) -> None:
        """Print a record: its header line behind its place, the lines behind that one indented below it.

        A match has a colon around its line number, a record that stands near one a hyphen.
        """
        hit = shown.hit
        mark = ":" if hit.matched else "-"
        where = f"{one_line(self._place(shown.bundle if name else '', shown.log))}{mark}{hit.line}{mark}"
        # What cannot be decoded is written out as what cannot be seen is.
        text = visible(self._unnamed.record(hit.text.decode("utf-8", "backslashreplace")))
        if self._colour:
            where, text = f"{_PLACE}{where}{_END}", self._marked(text) if hit.matched else text
        if shown.apart and self._begun:
            self._write(f"{_APART}--{_END}\n" if self._colour else "--\n")
        self._begun = True
        # No text of a log can pass for another record: its lines are indented, and a place never is.
        self._write(f"{where} {text.replace(chr(10), chr(10) + '  ')}\n")

    def counts(self, counts: list[tuple[str, str, int]]) -> None:
        """Print how many records match in each log, then in all."""
        for bundle, log, count in counts:
            self._write(f"{one_line(self._place(bundle, log))}: {count}\n")
        self._write(f"total: {sum(count for _, _, count in counts)}\n")

    def _place(self, bundle: str, log: str) -> str:
        """Name a log, and its bundle where they are not the same."""
        names = (self._unnamed.name(bundle) if bundle != log else "", self._unnamed.path(log))
        return ": ".join(part for part in names if part)

    def _marked(self, text: str) -> str:
        """Colour what matches in the text as it is shown."""
        encoded = text.encode()
        parts = []
        done = 0
        for start, end in self._pattern.spans(encoded):
            parts += [encoded[done:start].decode("utf-8", "replace")]
            parts += [f"{_MATCH}{encoded[start:end].decode('utf-8', 'replace')}{_END}"]
            done = end
        return "".join([*parts, encoded[done:].decode("utf-8", "replace")])

    def _write(self, text: str) -> None:
        if self._colour:
            typer.echo(text, nl=False)  # knows how to colour the terminals of Windows
        else:
            sys.stdout.write(text)
