"""What the reading of one bundle may use: counted as it is produced, whatever an archive declares."""

import contextlib
import time
from collections.abc import Iterable, Iterator

from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import limit_hit


class LimitReachedError(Exception):
    """A limit stops a log, or the whole bundle. It travels through all layers to where it can be told once."""

    def __init__(self, name: str, value: int, what: str) -> None:
        super().__init__(name)
        self.of_nested = False  # whether archives in archives alone are given up
        self._name = name
        self._value = value
        self._what = what
        self.told = False

    def problem(self, where: str | None) -> Problem:
        """Name the limit."""
        self.told = True
        return limit_hit(self._name, self._value, self._what, "kept what came before", where=where)


class Budget:
    """Counts for one bundle: the bytes that each layer produced, entries, logs, memory held and time.

    Once a limit of the bundle was met, everything that counts raises again: the walk comes to its end.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._spent: LimitReachedError | None = None
        self._produced = 0
        self._entries = 0
        self._nested_entries = 0
        self.in_nested = False
        self._logs = 0
        self._held = 0
        self._end = time.monotonic() + limits.seconds

    def counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Pass on what a layer produces, up to the limit of the bundle; then raise LimitReachedError."""
        for chunk in chunks:
            self.check()
            self._produced += len(chunk)
            if (beyond := self._produced - self.limits.bundle_bytes) > 0:
                yield chunk[: max(0, len(chunk) - beyond)]
                self._stop("bundle_bytes", self.limits.bundle_bytes, "reading stopped before the end of the bundle")
            yield chunk

    def log(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Pass on the bytes of one log, up to the limit of a log; then raise LimitReachedError."""
        left = self.limits.log_bytes
        for chunk in chunks:
            self.check()
            yield chunk[:left] if left < len(chunk) else chunk
            left -= len(chunk)
            if left < 0:
                what = "reading stopped before the end of the log"
                raise LimitReachedError("log_bytes", self.limits.log_bytes, what)

    def entry(self) -> None:
        """Count an entry of an archive or a folder; those of archives in archives never use up what its own may."""
        self.check()
        if self.in_nested:
            self._nested_entries += 1
            if self._nested_entries > self.limits.entries:
                reached = LimitReachedError(
                    "entries", self.limits.entries, "archives in it hold more entries than are looked at"
                )
                reached.of_nested = True
                raise reached
            return
        self._entries += 1
        if self._entries > self.limits.entries:
            self._stop("entries", self.limits.entries, "it holds more entries than are looked at")

    @contextlib.contextmanager
    def nested(self) -> Iterator[None]:
        """Count what is an entry now as one of an archive in an archive."""
        before, self.in_nested = self.in_nested, True
        try:
            yield
        finally:
            self.in_nested = before

    def one_log(self) -> None:
        """Count a log."""
        self._logs += 1
        if self._logs > self.limits.logs:
            self._stop("logs", self.limits.logs, "it holds more logs than are read")

    def hold(self, count: int) -> bool:
        """Ask for memory to hold a part of an archive in; False where there is none left."""
        self._held += count
        return self._held <= self.limits.inner_bytes

    def release(self, count: int) -> None:
        """Release memory."""
        self._held -= count

    def check(self) -> None:
        """Raise LimitReachedError once a limit of the bundle was met, or its time is over."""
        if self._spent is not None:
            raise self._spent
        if time.monotonic() > self._end:
            self._stop("seconds", self.limits.seconds, "reading took too long")

    def _stop(self, name: str, value: int, what: str) -> None:
        self._spent = LimitReachedError(name, value, what)
        raise self._spent
