"""Keeps what was found in the logs of a source within bounds, log by log as they are read."""

from collections.abc import Iterable, Iterator

from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import limit_hit
from omelog.records import Hits, LogScan

_NEXT = 4  # the next log may have a fourth of the rows, however many there are


class Allowance:
    """What the logs of one source may still keep between them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.rows = limits.records  #: that the next log may have

    def share(self, scans: Iterable[LogScan]) -> None:
        """Let the logs read so far have so many rows as are allowed, each in proportion."""
        most, full = self._limits.records, [scan for scan in scans if scan.hits]
        total = sum(len(scan.hits) for scan in full)
        if total > most:
            thin(full, most / total / 2)
            total = sum(len(scan.hits) for scan in full)
        self.rows = max(most - total, most // _NEXT, 1)


def thin(scans: Iterable[LogScan], part: float) -> None:
    """Let each log keep a part of its rows."""
    from omelog.records.thin import thinned  # noqa: PLC0415 - numpy, for what hardly ever comes

    for scan in scans:
        scan.hits = thinned(scan.hits, max(1, int(len(scan.hits) * part)))


def told(hits: Hits, limits: Limits, where: str) -> Iterator[Problem]:
    """Report records that have no row of their own."""
    together = sum(hits.count) - len(hits)
    if together or hits.left_out:
        lost = f", and {hits.left_out.total()} were left out" if hits.left_out else ""
        what = (
            f"there are more records that could matter than are kept one by one: {together} of them were counted "
            f"together with an earlier one of equal text{lost}"
        )
        resolution = "kept the latest ones one by one; of the others not all groups and times are shown"
        yield limit_hit("records", limits.records, what, resolution, where=where)
