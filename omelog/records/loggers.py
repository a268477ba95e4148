"""The loggers that are wanted, and what looks like a header of one."""

import re

from omelog.causes import Wanted, logger_name

_LEVEL = re.compile(
    rb"\b(?:TRACE|DEBUG|CONFIG|FINE|INFO|INFORMATION|NOTICE|WARN|WARNING|ERR|ERROR|SEVERE|FATAL|CRIT|CRITICAL|ALERT)\b",
    re.IGNORECASE,
)
MOMENT = rb"(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d[-/.](?:\d\d|[A-Z][a-z]{2})[-/.]\d{2,4}|[A-Z][a-z]{2} [ \d]\d\b|\d\d:\d\d)"
_MOMENT = re.compile(MOMENT)
_BEFORE_LOGGER = 80  # bytes


class Loggers:
    """Recognises the wanted loggers by their names."""

    def __init__(self, wanted: Wanted) -> None:
        self._loggers = wanted.loggers
        names = b"|".join(re.escape(name.encode()) for name in sorted(wanted.loggers)) or rb"(?!)"
        self._names = [name.lower().encode() for name in wanted.loggers]
        self._name = re.compile(rb"(?<![\w.$])(?>(?:[\w$]+\.)*)(?:" + names + rb")(?!\w)", re.IGNORECASE)

    def is_wanted(self, header: re.Match[bytes]) -> bool:
        """Return whether a header is one of a wanted logger."""
        return logger_name(header["logger"].decode("ascii")) in self._loggers

    def unread(self, text: bytes, start: int, end: int) -> int | None:
        """Return where what looks like a header of a wanted logger begins between two places, if one does."""
        small = text[start:end].lower()
        if not any(name in small for name in self._names):
            return None
        for name in self._name.finditer(text, start, end):
            before = text[max(start, name.start() - _BEFORE_LOGGER) : name.start()].rpartition(b"\n")[2]
            level, moment = _LEVEL.search(before), _MOMENT.search(before)
            if level and moment:
                return name.start() - len(before) + min(level.start(), moment.start())
        return None
