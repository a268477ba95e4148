"""The clock of a log, which may have been set back while it was written: said, and never used to sort."""

import datetime as dt

from omelog.model.report import Problem
from omelog.problems import notice
from omelog.records.header import HEADER, iso_time

_MICRO = len("2024-01-25T11:10:34.735000")  # what is logged beyond microseconds is cut off
_TOLERATED = dt.timedelta(seconds=1)  # threads write in another order than they took their times


class Clock:
    """Follows the times of headers, and remembers where they first went back."""

    def __init__(self) -> None:
        """Begin without a time."""
        self._last = b""
        self._first: tuple[int, bytes, bytes] | None = None

    def see(self, time: bytes, line: int) -> None:
        """Take the time of the next header, as logged, and its line."""
        if self._first is None and _went_back(self._last, time):
            self._first = (line, self._last, time)
        self._last = time

    def see_all(self, times: list[bytes], lines: list[int]) -> None:
        """Take the times of headers in a row, and their lines."""
        if self._is_back() or (times[0] >= self._last and times == sorted(times)):
            self._last = times[-1]
            return
        for time, line in zip(times, lines, strict=True):
            self.see(time, line)

    def see_stretch(self, times: tuple[bytes, bytes], text: bytes, start: int, end: int, line: int) -> None:
        """Take whole records, given the first and the last of their times; `line` is the number of the first line."""
        first, last = times
        if not self._is_back() and (_went_back(self._last, first) or _went_back(first, last)):
            counted = start
            for header in HEADER.finditer(text, start, end):
                line += text.count(b"\n", counted, header.start())
                counted = header.start()
                self.see(header["time"], line)
                if self._is_back():
                    break
        self._last = last

    def _is_back(self) -> bool:
        return self._first is not None

    def problem(self, where: str) -> Problem | None:
        """Return a notice if the clock went back."""
        if self._first is None:
            return None
        line, before, after = self._first
        what = f"the clock goes back from {before.decode()} to {after.decode()}"
        return notice("clock-back", what, "read as the text stands, not by time", where=where, line=line)


def _went_back(before: bytes, after: bytes) -> bool:
    """Return whether a time is clearly earlier than the one before it; none that names no moment is."""
    if after >= before:
        return False
    earlier, later = (iso_time(time.decode("utf-8", "replace")) for time in (after, before))
    if earlier is None or later is None:
        return False
    return dt.datetime.fromisoformat(later[:_MICRO]) - dt.datetime.fromisoformat(earlier[:_MICRO]) > _TOLERATED
