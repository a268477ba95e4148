"""The drawing of a sequence of attempts: a dot for each on one line, which is broken where much time lies between."""

from msgspec import Struct

from omelog.wording.attempts import Attempts

_WIDTH = 340
_ROW, _GAP = 42, 24
_LETTERS = 43


class Dot(Struct, frozen=True):
    """One attempt; `y` is the middle of its dot, `up` where the line to the one before it ends."""

    y: int
    up: int | None
    title: str
    when: str
    after: str
    leading: bool


class Drawn(Struct, frozen=True):
    """A strip at its one width, which a telephone has too."""

    width: int
    height: int
    dots: tuple[Dot, ...]


def strip_drawn(attempts: Attempts) -> Drawn:
    """Draw a sequence from the top down."""
    dots: list[Dot] = []
    y = 14
    for number, one in enumerate(attempts.sequence):
        above = y
        if number:
            y += _ROW + (_GAP if one.after else 0)
        title = one.title if len(one.title) <= _LETTERS else f"{one.title[: _LETTERS - 1].rstrip()}…"
        dots.append(Dot(y, above if number else None, title, one.when, one.after, one.leading))
    return Drawn(_WIDTH, y + 26, tuple(dots))
