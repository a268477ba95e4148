"""The log lines that show what happened, cut and wrapped here: some mail programs wrap no log line by themselves."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from omelog.text.visible import visible
from omelog.wording.decisive import Piece
from omelog.wording.record import Record
from omelog.wording.text import Foreign

WIDTH = 64  # characters: as many as the column has room for at 600 pixels
_WHOLE, _HEAD, _BEFORE, _MARKED, _AFTER = 400, 150, 90, 360, 60
_NEAR = 20
_GAP = " … "


class Proof(Struct, frozen=True, kw_only=True):
    """One error as the log has it: where, when, and its decisive part in lines of at most WIDTH characters.

    `side` is that of a migration in whose log it stands.
    """

    side: str
    title: str
    where: Foreign
    time: str
    storm: str
    lines: tuple[tuple[Piece, ...], ...]


def proofs(records: Iterable[tuple[str, Record]]) -> tuple[Proof, ...]:
    """Show records of the key evidence, each with its side."""
    return tuple(
        Proof(
            side=side,
            title=record.title,
            where=record.where,
            time=record.time,
            storm=record.storm,
            lines=tuple(_wrapped(_excerpt(record.raw))),
        )
        for side, record in records
    )


def _excerpt(raw: tuple[Piece, ...]) -> list[Piece]:
    """Keep a short record whole; of a long one its beginning and what surrounds the decisive words."""
    if sum(len(piece.text) for piece in raw) <= _WHOLE:
        return [Piece(_plain(piece.text), piece.marked) for piece in raw]
    position = next((place for place, piece in enumerate(raw) if piece.marked), None)
    if position is None:
        return [Piece(_plain(raw[0].text[:_WHOLE]) + _GAP)] if raw else []
    before = "".join(piece.text for piece in raw[:position])
    after = "".join(piece.text for piece in raw[position + 1 :])
    if len(before) > _HEAD + _BEFORE + _NEAR:
        before = before[:_HEAD] + _GAP + before[-_BEFORE:]
    return [
        Piece(_plain(before)),
        Piece(_plain(raw[position].text[:_MARKED]), marked=True),
        Piece(_plain(after[:_AFTER]) + (_GAP if len(after) > _AFTER else "")),
    ]


def _plain(text: str) -> str:
    return visible(text).expandtabs(4)


def _wrapped(pieces: list[Piece]) -> Iterator[tuple[Piece, ...]]:
    """Break at line breaks and after WIDTH characters, whatever is marked."""
    line: list[Piece] = []
    room = WIDTH
    for piece in pieces:
        for number, text in enumerate(piece.text.split("\n")):
            rest = text
            if number:
                yield tuple(line)
                line, room = [], WIDTH
            while len(rest) > room:
                end = _break(rest, room)
                yield (*line, Piece(rest[:end], piece.marked))
                line, rest, room = [], rest[end:], WIDTH
            if rest:
                line.append(Piece(rest, piece.marked))
                room -= len(rest)
    if line:
        yield tuple(line)


def _break(text: str, room: int) -> int:
    """Find where a line ends: behind a blank or comma near its end, else where there is no more room."""
    near = max(text.rfind(mark, max(0, room - _NEAR), room) for mark in " ,")
    return near + 1 if near >= 0 else room
