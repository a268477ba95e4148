"""Words as Markdown in which nothing of a log is markup, in whatever program shows it.

Programs turn more into links than CommonMark says: @names, #123, addresses; a backslash does not stop them, code does.
So a word that may be taken for anything becomes code, and a record stands behind a fence that it cannot close.
"""

import itertools
import re

from omelog.text.visible import one_line, visible

_RISKY = re.compile(r"[`<&@#$^\\|]|://|\bwww\.|(?<!\d):\w+:|\bGH-\d", re.IGNORECASE)
_MARKS = re.compile(r"([*_\[\]{}~])")
_LEADING = re.compile(r"\A(?:(\d{1,9})(?=[.)](?:\s|\Z))|(?=[-+=>]))")
_TICKS = re.compile("`+")


class Markdown(str):
    """Text that is Markdown already: a template prints it as it stands."""

    __slots__ = ()


def show(value: object) -> object:
    """Prepare what a template prints (Jinja's `finalize`): words that are no markup, on one line."""
    if value is None:
        raise TypeError("None reached a page: the template lacks an `if`")
    return escaped(value) if isinstance(value, str) and not isinstance(value, Markdown) else value


def escaped(text: str) -> Markdown:
    r"""Write text that shows as itself.

    >>> escaped("ask @admin about <b> in 2*3_4")
    'ask `@admin` about `<b>` in 2\\*3\\_4'
    """
    made = []
    for risky, words in itertools.groupby(one_line(text).split(), key=lambda word: bool(_RISKY.search(word))):
        run = " ".join(words)
        core = run.rstrip(",.;:!?)") if risky else ""
        made.append(f"{code(core)}{run[len(core) :]}" if risky else _MARKS.sub(r"\\\1", run))
    return Markdown(_LEADING.sub(r"\1\\", " ".join(made)))


def prose(text: str) -> Markdown:
    """Write a text of the catalogue: `code` between backticks stays code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escaped(text)
    made = ""
    for index, part in enumerate(parts):
        piece = code(part) if index % 2 else _edged(part)
        made += f" {piece}" if made.endswith("`") and piece.startswith("`") else piece
    return Markdown(made.strip())


def cell(text: str) -> Markdown:
    """Write text that shows as itself in a cell of a table, where a pipe would end it even in code."""
    return Markdown(escaped(text).replace("|", r"\|"))


def code(text: str) -> Markdown:
    """Write text as code within a line."""
    shown = one_line(text)
    if not shown:
        return Markdown("")
    ticks = "`" * (1 + max((len(run) for run in _TICKS.findall(shown)), default=0))
    blank = " " if shown.startswith("`") or shown.endswith("`") else ""
    return Markdown(f"{ticks}{blank}{shown}{blank}{ticks}")


def fenced(text: str) -> Markdown:
    """Write text of several lines behind a fence that is longer than any in it."""
    shown = visible(text).strip("\n")
    ticks = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(shown)), default=0))
    return Markdown(f"{ticks}text\n{shown}\n{ticks}")


def _edged(part: str) -> str:
    """Escape a piece of a sentence, and keep the blanks at its ends."""
    body = escaped(part)
    return f"{' ' if part[:1].isspace() else ''}{body}{' ' if body and part[-1:].isspace() else ''}"
