"""Envelopes: what carried a log and left marks in its text. One module each, discovered; nothing else names them.

A module has one `ENVELOPE`. Those of lines have a `prefix`; those of pasted text undo the whole text. They are imported
when text is met that is not plain.
"""

import functools
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from omelog.records.header import header_at

_MOST_LAYERS = 4  # envelopes in one another


class Line(NamedTuple):
    """The text of a line without its envelope; `goes_on` says that the next line continues it."""

    text: bytes
    goes_on: bool = False


class Envelope(NamedTuple):
    """One kind of envelope.

    `title` is how a notice names it. `prefix` matches what stands before the text on each line, and `unwrap` says what
    the line is without it (None: what follows the prefix). `undo` takes an envelope off pasted text as a whole, and
    returns None where there is none. `indents` says that the lines of one record differ in it. `further` yields where
    in one line of it further lines of a log begin.
    """

    title: str
    prefix: re.Pattern[bytes] | None = None
    unwrap: Callable[[re.Match[bytes]], Line | None] | None = None
    undo: Callable[[bytes], bytes | None] | None = None
    indents: bool = False
    further: Callable[[bytes], Iterable[int]] | None = None

    def line(self, text: bytes) -> Line | None:
        """Take the envelope off a line; None if the line is not in one."""
        match = self.prefix.match(text) if self.prefix else None
        if match is None:
            return None
        line = self.unwrap(match) if self.unwrap else Line(text[match.end() :])
        return None if line is None or line.text == text else line


class Peeled(NamedTuple):
    """A line that begins with a header once its envelopes are off, outermost first."""

    line: Line
    header: re.Match[bytes]
    layers: tuple[Envelope, ...]


def parts(line: bytes) -> list[int]:
    """Return where the lines of a log begin that stand in one line: at 0, and behind one another in an envelope."""
    found = {place for one in envelopes() if one.further for place in one.further(line)}
    return sorted({0, *found})


@functools.cache
def envelopes() -> tuple[Envelope, ...]:
    """Import the envelopes, in the order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}").ENVELOPE for name in names)


def unwrapped(text: bytes) -> tuple[bytes, list[str]]:
    """Take off pasted text what pasting did to it; return the titles of the envelopes too."""
    titles: list[str] = []
    for _ in range(_MOST_LAYERS):
        before = text
        for envelope in envelopes():
            plain = envelope.undo(text) if envelope.undo else None
            if plain is not None and plain != text:
                text = plain
                titles.append(envelope.title)
        if text == before:
            break
    return text, list(dict.fromkeys(titles))


def is_wrapped(line: bytes) -> bool:
    """Return whether a line begins as one in an envelope does."""
    return any(envelope.line(line) is not None for envelope in envelopes())


def peeled(line: bytes, layers: tuple[Envelope, ...] = ()) -> Peeled | None:
    """Take envelopes off a line until it begins with a header; None if it never does."""
    if len(layers) == _MOST_LAYERS:
        return None
    for envelope in envelopes():
        inner = envelope.line(line)
        if inner is None:
            continue
        if header := header_at(inner.text, 0):
            return Peeled(inner, header, (*layers, envelope))
        if further := peeled(inner.text, (*layers, envelope)):
            return further._replace(line=further.line._replace(goes_on=further.line.goes_on or inner.goes_on))
    return None


def continued(line: bytes, layers: tuple[Envelope, ...]) -> Line:
    """Take the envelopes of a header's line off a line that follows it, as far as that has them."""
    goes_on = False
    for envelope in layers:
        inner = None if envelope.indents else envelope.line(line)
        if inner is not None:
            line, goes_on = inner.text, goes_on or inner.goes_on
    return Line(line, goes_on)
