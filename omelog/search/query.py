"""What is asked of the logs."""

import datetime as dt
import re
from dataclasses import dataclass

from omelog.limits import Limits
from omelog.search.pattern import Pattern

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d(?::\d\d(?::\d\d(?:[.,]\d{1,9})?)?)?)?")
_FULL = "0000-01-01 00:00:00"


def moment(text: str) -> bytes | None:
    """Return a time as logs are compared with it, as exactly as it was given; None if it is no time.

    >>> moment("2024-01-25T11:05")
    b'2024-01-25 11:05'
    """
    text = text.strip()
    if _MOMENT.fullmatch(text) is None:
        return None
    text = text.replace("T", " ").replace(",", ".")
    try:
        dt.datetime.fromisoformat((text + _FULL[len(text) :])[: len(_FULL)])
    except ValueError:
        return None
    return text.encode()


@dataclass(frozen=True)
class RecordFilter:
    """Which records are looked at: of some loggers (in full or by their last part), from one time to another.

    Times are compared as far as they were given: until `2024-01-25 11:05` takes that whole minute.
    """

    loggers: frozenset[bytes] = frozenset()
    since: bytes = b""
    until: bytes = b""

    @property
    def active(self) -> bool:
        """Return whether any record is left out."""
        return bool(self.loggers or self.since or self.until)

    def takes(self, header: re.Match[bytes] | None) -> bool:
        """Return whether the record with this header is looked at; text without one is where all is."""
        if not self.active:
            return True
        if header is None:
            return False
        logger = header["logger"]
        if self.loggers and not self.loggers & {logger, logger.rpartition(b".")[2]}:
            return False
        time = header["time"].replace(b"T", b" ").replace(b",", b".")
        return self.since <= time and (not self.until or time[: len(self.until)] <= self.until)


@dataclass(frozen=True)
class Query:
    """One question: the pattern, which records are looked at, how many around each match are shown.

    With `counting`, records are counted and none is shown.
    """

    pattern: Pattern
    limits: Limits
    filter: RecordFilter = RecordFilter()
    before: int = 0
    after: int = 0
    counting: bool = False

    def matches(self, record: bytes, header: re.Match[bytes] | None) -> bool:
        """Return whether one record (without its last line feed) is among those asked for."""
        return self.pattern.search(record) is not None and self.filter.takes(header)
