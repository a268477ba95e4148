"""Reads the corpus of redaction: texts with what goes marked in them, and texts of which nothing goes."""

import re
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_name("corpus.txt")
STAYS = "stays"


class Line(NamedTuple):
    """A text of the corpus, the kind that it stands under, and the parts that go."""

    kind: str
    text: str
    goes: tuple[str, ...]


def read() -> list[Line]:
    """Read the corpus."""
    kind, lines = "", []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line[3:]
        elif kind and line:
            marked = line.replace("⏎", "\n")
            goes = tuple(re.findall("⟦(.*?)⟧", marked, re.DOTALL))
            lines.append(Line(kind, re.sub("[⟦⟧]", "", marked), goes))
    return lines
