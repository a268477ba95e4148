"""A piece of a text that was cut: a record, or text that belongs to none."""

import re
from typing import NamedTuple

from omelog.records.envelopes import Envelope


class Piece(NamedTuple):
    """A stretch of text: a record, or text that belongs to none.

    `start` and `end` are its place in the text that was cut, `at` the byte in the line on which it begins. `body` is
    what follows the header, without its envelope. `is_unread` says that it begins with what looks like a header of a
    wanted logger and could not be read as one; `quotes` that it quotes such a header.
    """

    start: int
    end: int
    at: int
    header: re.Match[bytes] | None
    body: bytes
    is_unread: bool = False
    quotes: bool = False
    layers: tuple[Envelope, ...] = ()
