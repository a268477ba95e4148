"""Records that begin in one rotation of a log and end in the next."""

from omelog.records.scan import LogScan, Scanner


def join_rotations(scans: list[LogScan], scanner: Scanner, wheres: list[str]) -> None:
    """Join what was cut between two logs: the last record of one and the text before the first record of the next.

    `scans` are in time order, and are changed in place. The joined text is cut anew (a header may have been cut
    too), and its records belong to the log in which they begin.
    """
    holder = 0  # the log in which the record that is still open begins
    for index, after in enumerate(scans[1:], start=1):
        before = scans[holder]
        if before.tail is not None and after.head.strip() and not before.cut:
            _join(before, after, scanner, wheres[holder])
        if after.records:
            holder = index
        else:
            before.cut |= after.cut  # what follows does not continue what broke off


def _join(before: LogScan, after: LogScan, scanner: Scanner, where: str) -> None:
    tail = before.tail
    if tail is None:
        return
    joined = scanner.scan([tail.header + tail.body + after.head], where, first_line=tail.line)
    before.found = [found for found in before.found if not found.last] + joined.found
    before.records += joined.records - 1
    before.ssl_records += joined.ssl_records - scanner.is_wanted(tail)
    before.tail, before.last_time = joined.tail, joined.last_time
    before.problems += joined.problems
    after.head, after.joined = b"", True
