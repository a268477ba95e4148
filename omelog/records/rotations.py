"""Records that begin in one rotation of a log and end in the next."""

from collections import Counter
from collections.abc import Callable

from omelog.problems import Collected
from omelog.records.hits import LogScan
from omelog.records.ledger import Fate, Ledger
from omelog.records.reader import Edge
from omelog.records.scanner import Scanner


def join_rotations(
    scans: list[LogScan], scanner: Scanner, names: list[str], follows: Callable[[str, str], bool]
) -> Collected:
    """Join what was cut between two logs: the last record of one and the text before the first record of the next.

    `scans` are in time order, and are changed in place. The joined text is cut anew (a header may have been cut
    too), and its records belong to the log in which they begin. `follows` tells by two names whether the second log
    can follow the first at once: across a missing rotation nothing is joined, nor behind a log that broke off. What is
    wrong with joined records is returned.
    """
    problems = Collected()
    holder = 0  # the log in which the record that is still open begins
    for index, after in enumerate(scans[1:], start=1):
        before = scans[holder]
        adjacent = follows(names[index - 1], names[index])
        tail = before.tail
        if tail and tail.raw and _continues(tail, after) and adjacent and not before.cut:
            problems.merge(_join(before, tail, after, scanner, names[holder]))
        if after.records:
            holder = index
        else:
            before.cut |= after.cut or not adjacent  # what follows does not continue what broke off
    return problems


def _continues(tail: Edge, after: LogScan) -> bool:
    """Tell whether the first text of a log continues the log before.

    A log without any header is no part of the record before, unless that was cut in mid-line or in a header.
    """
    head = after.head.raw
    return bool(head.strip()) and (after.records > 0 or head.startswith(b"[") or not tail.raw.endswith(b"\n"))


def _join(before: LogScan, tail: Edge, after: LogScan, scanner: Scanner, where: str) -> Collected:
    joined = scanner.scan([tail.raw + after.head.raw], where, place=(tail.line, tail.at), by_line=True)
    _enter(before, tail, after, joined, scanner)
    before.hits.drop_from((tail.line, tail.at))
    before.hits.extend(joined.hits)
    before.records += joined.records - tail.counted
    before.ssl_records += joined.ssl_records - tail.wanted
    before.last_time = joined.last_time or before.last_time
    own = len(tail.raw) if tail.own is None else tail.own
    if joined.tail is None:  # still no header
        before.tail = tail._replace(raw=joined.head.raw, own=own, problems=joined.head.problems)
    else:
        begins = len(tail.raw) + len(after.head.raw) - len(joined.tail.raw)
        before.tail = joined.tail._replace(own=max(0, own - begins))
    after.head, after.joined = Edge(), True
    return joined.problems


def _enter(before: LogScan, tail: Edge, after: LogScan, joined: LogScan, scanner: Scanner) -> None:
    """Enter anew what becomes of the mention lines of both edges; each stays in the ledger of its log."""
    own = tail.raw if tail.own is None else tail.raw[: tail.own]
    fates = joined.ledger.by_line or {}
    first_of_head = tail.line + tail.raw.count(b"\n")
    for ledger, edge, text, line in (
        (before.ledger, tail, own, tail.line),
        (after.ledger, after.head, after.head.raw, first_of_head),
    ):
        entered = Counter(fates.get(number, "elsewhere") for number in _lines(text, line, scanner))
        _replace(ledger, edge.fates, entered)
        if edge is tail and joined.tail is not None:
            kept = Counter(
                fates.get(number, "elsewhere") for number in _lines(text, line, scanner) if number >= joined.tail.line
            )
            joined.tail = joined.tail._replace(fates=tuple(kept.items()))


def _lines(text: bytes, first: int, scanner: Scanner) -> list[int]:
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
