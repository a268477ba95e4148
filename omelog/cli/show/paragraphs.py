"""Paragraphs in the terminal: a label in a column, and what goes on under where it began."""

import os
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

from omelog.text.visible import one_line
from omelog.text.wrap import wrapped

_COLUMN = 9  # of labels
_NARROWEST = 8  # columns of a text beside its label
_USUAL = 80  # columns that the length of an answer is reckoned by where nobody looks at a screen
_ENDLESS = 1_000_000


class Said(NamedTuple):
    """A paragraph: its label, its text, the mark of a list before it, its style; a command is not broken."""

    label: str
    text: str
    mark: str = ""
    style: str = ""
    whole: bool = False
    link: str = ""


def console() -> Console:
    """Return the console of standard output; what goes to a file or to another program is not wrapped."""
    looked_at = sys.stdout.isatty() or os.environ.get("COLUMNS")
    return Console(highlight=False, width=None if looked_at else _ENDLESS)


def labelled(label: str, items: Sequence[str]) -> list[Said]:
    """Arrange a list of items, the first beside its label."""
    return [Said("" if place else label, item, "- ") for place, item in enumerate(items)]


def print_bounded(to: Console, paragraphs: Sequence[Said], room: int) -> None:
    """Print paragraphs, up to `room` lines."""
    lines = list(_lines(paragraphs, to.width))
    if len(lines) > room:
        lines = [*lines[: room - 1], Text("…", style="dim")]
    for line in lines:
        to.print(line, soft_wrap=True)


def height(to: Console, paragraphs: Sequence[Said]) -> int:
    """Count the rows that paragraphs take: a command line is not broken, and goes on in the next row."""
    width = _USUAL if to.width == _ENDLESS else to.width
    return sum(max(1, -(-line.cell_len // width)) for line in _lines(paragraphs, width))


def _lines(paragraphs: Sequence[Said], width: int) -> Iterator[Text]:
    column = _COLUMN if any(said.label for said in paragraphs) else 0
    for said in paragraphs:
        first = f"{f'{said.label}:' if said.label else '':{column}}{said.mark}"
        text = one_line(said.text)
        shown = first + text if said.whole else wrapped(_plain(text), first, width=max(width, len(first) + _NARROWEST))
        for number, line in enumerate(shown.split("\n")):
            made = Text(line)
            made.stylize("bold", 0, 0 if number else len(said.label))
            made.stylize(f"link {said.link}" if said.link else said.style, len(first))
            yield made


def _plain(text: str) -> str:
    """Take the backticks of the catalogue away: a terminal has no code."""
    return text.replace("`", "") if text.count("`") % 2 == 0 else text
