"""The words of an error that decided its cause, and where they stand in its record."""

import json
import re

from msgspec import Struct

from omelog.causes import names
from omelog.model.cause import Cause
from omelog.model.report import Finding


class Piece(Struct, frozen=True):
    """A stretch of a raw record; the decisive one is marked."""

    text: str
    marked: bool = False


def decisive(finding: Finding, cause: Cause | None) -> tuple[str, ...]:
    """Return what could have decided, the likeliest first: an argument, the text, the message id."""
    match = cause.match if cause else None
    arguments = sorted(finding.message_args, key=lambda argument: not (match and names(match, argument)))
    needles = (*arguments, match.text if match else None, finding.message_id)
    return tuple(needle for needle in needles if needle)


def pieces(raw: str, needles: tuple[str, ...]) -> tuple[Piece, ...]:
    """Cut a raw record at the first of the needles that stands in it."""
    for needle in needles:
        start, end = _find(needle, raw)
        if start >= 0:
            cut = (Piece(raw[:start]), Piece(raw[start:end], marked=True), Piece(raw[end:]))
            return tuple(piece for piece in cut if piece.text)
    return (Piece(raw),)


def _find(needle: str, raw: str) -> tuple[int, int]:
    """Find a decoded string in a raw record: as it is, or as JSON wrote it, with any white space for white space."""
    start = raw.find(needle)
    if start >= 0:
        return start, start + len(needle)
    for form in (needle, json.dumps(needle, ensure_ascii=False)[1:-1], json.dumps(needle)[1:-1]):
        words = form.split()
        found = re.search(r"\s+".join(map(re.escape, words)), raw) if words else None
        if found:
            return found.span()
    return -1, -1
