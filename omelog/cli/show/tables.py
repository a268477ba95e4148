"""Tables in the terminal: what comes from bundles made visible, wide where nobody looks at a screen."""

import os
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from omelog.text.visible import one_line

_WIDE = 400  # columns where the output is no terminal: another program, or a file, wraps nothing


def console() -> Console:
    """Return the console of standard output."""
    known = sys.stdout.isatty() or os.environ.get("COLUMNS")
    return Console(highlight=False, width=None if known else _WIDE)


def print_table(to: Console, title: str, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    """Print a table; numbers stand to the right."""
    filled = [[*row] for row in rows]
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim")
    for place, column in enumerate(columns):
        numbers = bool(filled) and all(isinstance(row[place], int) for row in filled)
        table.add_column(column, justify="right" if numbers else "left", overflow="fold")
    for row in filled:
        table.add_row(*(Text(one_line(f"{cell:,}" if isinstance(cell, int) else cell)) for cell in row))
    to.print(table)


def print_line(to: Console, line: str) -> None:
    """Print one line of text."""
    to.print(Text(one_line(line)), soft_wrap=True)
