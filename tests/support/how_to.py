"""The pages of docs/how-to: the files that they show, and their commands."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from places import ROOT

PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
_BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<path>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def files(page: Path) -> dict[str, str]:
    """Return the files that a page shows, by their paths in the tree."""
    blocks = _BLOCK.finditer(page.read_text(encoding="utf-8"))
    return {block["path"]: block["text"] for block in blocks if block["path"]}


def commands(page: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Yield each command of a page with the lines that are shown below it."""
    for block in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["kind"] == "console":
            for command in block["text"].removeprefix("$ ").split("\n$ "):
                first, *answer = command.splitlines()
                yield shlex.split(first), answer


def shown(path: str) -> str:
    """Return a file that one of the pages shows."""
    [text] = [files(page)[path] for page in PAGES if path in files(page)]
    return text
