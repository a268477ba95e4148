"""Records that begin in one rotation of a log and end in the next."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from omelog.problems import Collected
from omelog.records.ledger import Fate, Ledger
from omelog.records.parts import Edge
from omelog.records.scan import S, Scan, Scans

_GOES_ON = re.compile(rb"\[|\s+at [\w.$/]|\s*(?:at [\w.$/]+\(|\.\.\. \d+ |Caused by: |Suppressed: )")
_OPENS = re.compile(rb'\{\s*(?:"|\Z)')
_TOKENS = re.compile(rb'"(?>(?:[^"\\]|\\.)*)(?P<closed>")?|[{}]', re.DOTALL)


def join_rotations(
    scans: list[S], scanner: Scans[S], names: list[str], follows: Callable[[str, str], bool]
) -> Collected:
    """Join what was cut between two logs: the last record of one and the text before the first record of the next.

    `scans` are in time order, and are changed in place. The joined text is cut anew (a header may have been cut
    too), and its records belong to the log in which they begin. `follows` tells by two names whether the second log
    can follow the first at once: across a missing rotation nothing is joined, nor behind a log that broke off. What is
    wrong with joined records is returned.
    """
    problems = Collected()
    holder = 0  # the log in which the record that is still open begins
    pieces: list[_Piece] = []  # of which its text is made
    for index, after in enumerate(scans[1:], start=1):
        before = scans[holder]
        adjacent = follows(names[index - 1], names[index])
        tail = before.tail
        if tail and tail.raw and _continues(tail, after) and adjacent and not before.cut:
            pieces = pieces or [_Piece(before.ledger, tail.raw, tail.fates)]
            pieces.append(_Piece(after.ledger, after.head.raw, after.head.fates))
            joined, pieces = _join(before, tail, after, scanner, names[holder], pieces)
            problems.merge(joined)
        elif tail and tail.raw and not adjacent and not tail.raw.endswith(b"\n"):
            before.cut = True  # it goes on in a log that is missing
        if after.records:
            holder, pieces = index, []
        else:
            before.cut |= after.cut or not adjacent  # what follows does not continue what broke off
    return problems


class _Piece(NamedTuple):
    """What one log has of a text that several make up, and what its mention lines were entered as."""

    ledger: Ledger
    text: bytes
    fates: tuple[tuple[Fate, int], ...]


def _continues(tail: Edge, after: Scan) -> bool:
    """Return whether the first text of a log continues the log before.

    Behind a cut in mid-line all of it does, be it a blank. Else a log without any header is no part of the record
    before, unless it begins as a header or a line of a trace does, or the record has a payload that is still open.
    """
    head = after.head.raw
    if not tail.raw.endswith(b"\n"):
        return bool(head)
    return bool(head.strip()) and (after.records > 0 or _GOES_ON.match(head) is not None or _is_open(tail.raw))


def _is_open(record: bytes) -> bool:
    """Return whether a record ends inside a payload."""
    start = _OPENS.search(record)
    depth = 0
    for token in _TOKENS.finditer(record, start.start()) if start else ():
        depth += (token[0] == b"{") - (token[0] == b"}")
        if depth <= 0:
            return False
        if token[0].startswith(b'"') and token["closed"] is None:
            return True
    return depth > 0


def _join(
    before: S, tail: Edge, after: S, scanner: Scans[S], where: str, pieces: list[_Piece]
) -> tuple[Collected, list[_Piece]]:
    """Cut the joined text anew; return what is wrong with it, and the pieces of what is still open behind it."""
    joined = scanner.scan([tail.raw + after.head.raw], where, place=(tail.line, tail.at), by_line=True)
    begins = 0 if joined.tail is None else len(tail.raw) + len(after.head.raw) - len(joined.tail.raw)
    left = _enter(pieces, joined.ledger.by_line or {}, tail.line, begins, scanner)
    before.drop_from((tail.line, tail.at))
    before.extend(joined)
    before.records += joined.records - tail.counted
    before.ssl_records += joined.ssl_records - tail.wanted
    before.last_time = joined.last_time or before.last_time
    if joined.tail is None:  # still no header
        before.tail = tail._replace(raw=joined.head.raw, problems=joined.head.problems)
    else:
        before.tail = joined.tail
    after.head, after.joined = Edge(), True
    return joined.problems, left


def _enter(pieces: list[_Piece], fates: Mapping[int, Fate], line: int, begins: int, scanner: Scans[S]) -> list[_Piece]:
    """Enter anew what becomes of the mention lines of each piece; each stays in the ledger of its log.

    Returns the pieces of the text from byte `begins` on.
    """
    left, start = [], 0
    for piece in pieces:
        entered = Counter(fates.get(number, "elsewhere") for number in _lines(piece.text, line, scanner))
        _replace(piece.ledger, piece.fates, entered)
        passed = max(0, begins - start)
        if passed < len(piece.text):
            text = piece.text[passed:]
            first = line + piece.text.count(b"\n", 0, passed)
            kept = Counter(fates.get(number, "elsewhere") for number in _lines(text, first, scanner))
            left.append(_Piece(piece.ledger, text, tuple(kept.items())))
        start += len(piece.text)
        line += piece.text.count(b"\n")
    return left


def _lines(text: bytes, first: int, scanner: Scans[S]) -> list[int]:
    """Return the numbers of the mention lines of a text."""
    return [first + text.count(b"\n", 0, place) for place in scanner.places(text)]


def _replace(ledger: Ledger, old: tuple[tuple[Fate, int], ...], new: "Counter[Fate]") -> None:
    """Take back what was entered of an edge; what its text does not hold any more (a limit) stays as it is."""
    for fate, count in old:
        ledger.counts[fate] -= count
    for fate, count in new.items():
        ledger.counts[fate] += count
    lost = sum(count for _, count in old) - sum(new.values())
    if lost > 0:
        ledger.counts["limit"] += lost
