"""Which sources have stopped changing: a file that is still being written must not be taken."""

from collections.abc import Sequence

from omelog.bundle import Source
from omelog.bundle.stamp import stamp


class Settling:
    """Remembers since when each source has looked as it does. Times are in seconds of a clock that never goes back."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._since: dict[Source, tuple[bytes, float]] = {}

    def settled(self, sources: Sequence[Source], now: float) -> dict[Source, bytes]:
        """Return the sources that have looked the same for long enough, with what they look like."""
        since: dict[Source, tuple[bytes, float]] = {}
        for source in sources:
            found = stamp(source)
            if found is None:  # gone, or nothing that can be looked at: the next look finds out
                continue
            before = self._since.get(source)
            since[source] = before if before and before[0] == found.value else (found.value, now)
        self._since = since
        return {source: value for source, (value, start) in since.items() if now - start >= self._seconds}

    def waits(self, now: float) -> float | None:
        """Return the seconds until the next source may have settled; None where all have."""
        left = [start + self._seconds - now for _, start in self._since.values() if now - start < self._seconds]
        return max(0.0, min(left)) if left else None
