"""A record as triage takes it: its header, its text in UTF-8, and what is wrong with it."""

import re
from collections.abc import Callable
from typing import NamedTuple

from omelog.model.report import Problem
from omelog.problems import damage, limit_hit, notice
from omelog.records.decoder import as_utf8
from omelog.records.parts import Placed

_MUCH = 20  # a record of which more than one byte in so many is not UTF-8 is damaged


class Record(NamedTuple):
    """A record, or text that belongs to none (`header` is None: before the first one, or behind what is unread).

    Its place is `line` and `at`, the byte in that line. `body` is what follows the header, in UTF-8 and without the
    envelope; `raw` is the whole as it stands in the log where that is something else. `dropped` counts the bytes that a
    limit left out, `mentions` the mention lines in the rest; `quotes` says that it quotes a header of a wanted logger.
    """

    line: int
    at: int
    header: re.Match[bytes] | None
    body: bytes
    raw: bytes | None = None
    wanted: bool = False
    quotes: bool = False
    dropped: int = 0
    mentions: int = 0


class Repeated(NamedTuple):
    """What records came to that were taken together.

    How many of them are of a wanted logger, their mention lines, the line behind them, and the time and line of each.
    """

    wanted: int
    mentions: int
    elsewhere: int
    behind: int
    times: list[bytes]
    lines: list[int]


class Repeats(NamedTuple):
    """Records in a row, each whole: which are known by their text, the text of some, and what takes known ones."""

    known: list[bool]
    text: Callable[[int, int], bytes]
    take: Callable[[int, int, int], Repeated]


def decoded(
    text: bytes, placed: Placed, room: int, where: str, *, wanted: bool, mentions: int
) -> tuple[Record, list[Problem]]:
    """Return the record that was cut out of a text, `room` bytes of it at most, and what is wrong with it."""
    piece, line = placed.piece, placed.line
    whole = text[piece.start : piece.end]
    header = piece.header[0] if piece.header is not None else b""
    dropped = max(0, len(whole) - room)
    body, others = as_utf8(piece.body[: max(0, room - len(header))])
    raw = None
    if piece.layers or others or header + body != whole:
        raw = as_utf8(whole[:room]).text
    problems = []
    if dropped and piece.header is not None:
        what = f"kept its beginning, left out {dropped} bytes"
        problems.append(limit_hit("record_bytes", room, "a record is too long", what, where=where, line=line))
    if others:
        problems.append(_not_utf8(others, len(whole), where, line))
    return Record(line, piece.at, piece.header, body, raw, wanted, piece.quotes, dropped, mentions), problems


def _not_utf8(others: int, size: int, where: str, line: int) -> Problem:
    what = f"the record holds {others} bytes that are not UTF-8"
    resolution = "read them as Windows-1252"
    if others * _MUCH > size:
        advice = "look at the record in the log itself"
        return damage(
            "undecodable-bytes", f"{what}: more than 5 % of it", resolution, where=where, line=line, advice=advice
        )
    return notice("windows-1252", what, resolution, where=where, line=line)
