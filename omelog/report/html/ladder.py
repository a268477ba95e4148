"""The drawing of a chain: a box for each certificate, the root on top, joined by lines."""

from msgspec import Struct

from omelog.wording.ladder import Ladder, Rung

_WIDTH = 340
_PAD, _NAME, _LINE, _GAP = 8, 18, 17, 20  # inside a box above and below, lines of text, the line between two boxes
_NAME_LETTERS, _LETTERS = 36, 45


class Text(Struct, frozen=True):
    """One line of text in a box."""

    kind: str
    y: int
    text: str


class Box(Struct, frozen=True):
    """One certificate; `y` is its upper edge."""

    tone: str
    y: int
    height: int
    texts: tuple[Text, ...]


class Drawn(Struct, frozen=True):
    """A ladder at its one width, which a telephone has too."""

    width: int
    height: int
    gap: int
    boxes: tuple[Box, ...]


def ladder_drawn(ladder: Ladder) -> Drawn:
    """Draw a ladder."""
    boxes: list[Box] = []
    top = 1
    for rung in ladder.rungs:
        boxes.append(_box(rung, top))
        top += boxes[-1].height + _GAP
    return Drawn(width=_WIDTH, height=top - _GAP + 1, gap=_GAP, boxes=tuple(boxes))


def _box(rung: Rung, top: int) -> Box:
    texts = [Text("name", top + _PAD + 13, _cut(rung.name, _NAME_LETTERS))]
    below = [("line", line) for line in rung.lines] + ([("mark", rung.mark)] if rung.mark else [])
    for number, (kind, text) in enumerate(below):
        texts.append(Text(kind, top + _PAD + _NAME + 13 + number * _LINE, _cut(text, _LETTERS)))
    return Box(rung.tone, top, 2 * _PAD + _NAME + len(below) * _LINE, tuple(texts))


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
