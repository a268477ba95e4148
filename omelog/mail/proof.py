"""The log lines that show what happened, cut and wrapped here: some mail programs wrap no log line by themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

from omelog.causes import UNKNOWN
from omelog.mail.head import named
from omelog.model.cause import Cause
from omelog.text.visible import visible
from omelog.wording.decisive import Piece
from omelog.wording.record import Record
from omelog.wording.text import Foreign
from omelog.wording.words import title

WIDTH = 72  # characters
_RECORDS = 3
_WHOLE, _HEAD, _BEFORE, _MARKED, _AFTER = 720, 150, 90, 360, 60
_NEAR = 20
_GAP = " … "


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One error as the log has it: where, when, and its decisive part in lines of at most WIDTH characters."""

    title: str
    where: Foreign
    time: str
    lines: tuple[tuple[Piece, ...], ...]


def proofs(records: tuple[Record, ...], causes: dict[str, Cause]) -> tuple[Proof, ...]:
    """Show the first records of the key evidence."""
    plain = {title(UNKNOWN, causes): named(UNKNOWN, causes)}
    return tuple(
        Proof(
            title=plain.get(record.title, record.title),
            where=record.where,
            time=record.time,
            lines=tuple(_wrapped(_excerpt(record.raw))),
        )
        for record in records[:_RECORDS]
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
    if len(before) > _HEAD + _BEFORE:
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
