"""Words as plain text of 78 columns: for a terminal, and for a mail that no program may wrap."""

import unicodedata
from collections.abc import Iterator

from omelog.text.visible import one_line, visible

WIDTH = 78
_LINE, _GOES_ON = "  | ", "  . "


class Lines(str):
    """Text that is laid out already: a template prints it as it stands."""

    __slots__ = ()


def show(value: object) -> object:
    """Prepare what a template prints (Jinja's `finalize`): visible, on one line."""
    if value is None:
        raise TypeError("None reached a page: the template lacks an `if`")
    return one_line(value) if isinstance(value, str) and not isinstance(value, Lines) else value


def plain(text: str) -> str:
    """Take the backticks around code out of a text of the catalogue: plain text has no code."""
    return text.replace("`", "") if text.count("`") % 2 == 0 else text


def wrapped(text: str, first: str = "", later: str | None = None) -> Lines:
    """Arrange a paragraph; `first` stands before its first line, `later` (as many blanks) before the others.

    >>> wrapped("one two", "- ")
    '- one two'
    """
    indent = " " * len(first) if later is None else later
    lines = list(_filled(one_line(text), WIDTH - columns(first), WIDTH - columns(indent)))
    return Lines("\n".join(((indent if number else first) + line).rstrip() for number, line in enumerate(lines)))


def quoted(text: str) -> Lines:
    """Arrange a record: a bar before each of its lines, and a dot before what goes on with a line that is too long."""
    made = []
    for line in visible(text).expandtabs(4).strip("\n").split("\n"):
        for number, piece in enumerate(_pieces(line, WIDTH - len(_LINE))):
            made.append(f"{_GOES_ON if number else _LINE}{piece}".rstrip())
    return Lines("\n".join(made))


def underlined(text: str, mark: str = "=") -> Lines:
    """Arrange a heading."""
    lines = wrapped(text)
    return Lines(f"{lines}\n{mark * max(columns(line) for line in lines.splitlines() or [''])}")


def columns(text: str) -> int:
    """Count the columns that a text takes: two for a wide character, none for a mark upon another."""
    if text.isascii():
        return len(text)
    return sum(_column(letter) for letter in text)


def _column(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _filled(text: str, first: int, later: int) -> Iterator[str]:
    """Fill lines with words; the first one may have another room than the others."""
    line, room = "", first
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if columns(joined) <= room:
            line = joined
            continue
        if line:
            yield line
            room = later
        *whole, line = _pieces(word, room)
        yield from whole
    yield line


def _pieces(text: str, room: int) -> Iterator[str]:
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
