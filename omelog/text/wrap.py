"""Text in lines of so many columns: the one wrapper of files, mails and the terminal."""

import re
import unicodedata
from collections.abc import Iterator

from omelog.text.visible import one_line

WIDTH = 78
_CODE = re.compile(r"`([^`]*)`")
_HELD = "\ue000"  # stands for a blank of a command while its paragraph is wrapped


def wrapped(text: str, first: str = "", later: str | None = None, width: int = WIDTH) -> str:
    """Arrange a paragraph; `first` stands before its first line, `later` (as many blanks) before the others.

    >>> wrapped("one two", "- ")
    '- one two'
    """
    return _arranged(one_line(text).split(), first, later, width)


def prose(text: str, first: str = "", later: str | None = None, width: int = WIDTH) -> str:
    r"""Arrange a text of the catalogue: without the backticks around its commands, which stay whole to be copied.

    >>> prose("Run `openssl x509 -noout` now.", width=14)
    'Run\nopenssl x509 -noout\nnow.'
    """
    line = one_line(text)
    if line.count("`") % 2 == 0:
        line = _CODE.sub(lambda code: code[1].replace(" ", _HELD), line)
    return _arranged(line.split(), first, later, width).replace(_HELD, " ")


def columns(text: str) -> int:
    """Count the columns that a text takes: two for a wide character, none for a mark upon another."""
    if text.isascii():
        return len(text)
    return sum(_column(letter) for letter in text)


def pieces(text: str, room: int) -> Iterator[str]:
    """Cut a text that has no place to break."""
    piece: list[str] = []
    taken = 0
    for letter in text:
        width = _column(letter)
        if taken + width > room:
            yield "".join(piece)
            piece, taken = [], 0
        piece.append(letter)
        taken += width
    yield "".join(piece)


def _arranged(words: list[str], first: str, later: str | None, width: int) -> str:
    indent = " " * len(first) if later is None else later
    lines = _filled(words, width - columns(first), width - columns(indent))
    return "\n".join(((indent if number else first) + line).rstrip() for number, line in enumerate(lines))


def _filled(words: list[str], first: int, later: int) -> Iterator[str]:
    """Fill lines with words; the first one may have another room than the others."""
    line, room = "", first
    for word in words:
        joined = f"{line} {word}" if line else word
        if columns(joined) <= room:
            line = joined
            continue
        if line:
            yield line
            room = later
        *whole, line = [word] if _HELD in word else pieces(word, room)
        yield from whole
    yield line


def _column(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
