"""Records that begin in one rotation of a log and end in the next."""

from collections.abc import Callable

from omelog.problems import Collected
from omelog.records.hits import LogScan, Tail
from omelog.records.scan import Scanner


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
        if tail and tail.raw and _continues(after).strip() and adjacent and not before.cut:
            problems.merge(_join(before, tail, after, scanner, names[holder]))
        if after.records:
            holder = index
        else:
            before.cut |= after.cut or not adjacent  # what follows does not continue what broke off
    return problems


def _join(before: LogScan, tail: Tail, after: LogScan, scanner: Scanner, where: str) -> Collected:
    joined = scanner.scan([tail.raw + _continues(after)], where, first_line=tail.line)
    before.hits.drop_from(tail.line)
    before.hits.extend(joined.hits)
    before.records += joined.records - tail.counted
    before.ssl_records += joined.ssl_records - tail.wanted
    before.tail, before.last_time = joined.tail, joined.last_time
    after.head, after.joined = b"", True
    if not after.records:
        after.tail = None
    return joined.problems


def _continues(after: LogScan) -> bytes:
    """Give the text in front of the first record: all of it where a header without its end is the only one."""
    return after.head if after.records or after.tail is None else after.head + after.tail.raw
