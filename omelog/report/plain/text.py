"""Words as plain text of 78 columns: for a terminal, and for a mail that no program may wrap."""

from omelog.text import wrap
from omelog.text.visible import one_line, visible

_LINE, _GOES_ON = "  | ", "  . "


class Lines(str):
    """Text that is laid out already: a template prints it as it stands."""

    __slots__ = ()


def show(value: object) -> object:
    """Prepare what a template prints (Jinja's `finalize`): visible, on one line."""
    if value is None:
        raise TypeError("None reached a page: the template lacks an `if`")
    return one_line(value) if isinstance(value, str) and not isinstance(value, Lines) else value


def wrapped(text: str, first: str = "", later: str | None = None) -> Lines:
    """Arrange a paragraph, with what stands before its first line and before the others."""
    return Lines(wrap.wrapped(text, first, later))


def prose(text: str, first: str = "", later: str | None = None) -> Lines:
    """Arrange a text of the catalogue."""
    return Lines(wrap.prose(text, first, later))


def quoted(text: str) -> Lines:
    """Arrange a record: a bar before each of its lines, and a dot before what goes on with a line that is too long."""
    made = []
    for line in visible(text).expandtabs(4).strip("\n").split("\n"):
        for number, piece in enumerate(wrap.pieces(line, wrap.WIDTH - len(_LINE))):
            made.append(f"{_GOES_ON if number else _LINE}{piece}".rstrip())
    return Lines("\n".join(made))


def underlined(text: str, mark: str = "=") -> Lines:
    """Arrange a heading."""
    lines = wrapped(text)
    return Lines(f"{lines}\n{mark * max(wrap.columns(line) for line in lines.splitlines() or [''])}")
