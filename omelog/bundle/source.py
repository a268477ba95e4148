"""The nouns of the reading rooms: a source of bytes, a log streamed out of it, the budget of a bundle."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import limit_hit

CHUNK = 1024 * 1024  # bytes asked for at a time


@dataclass(frozen=True)
class Source:
    """What one bundle, or an archive of several, is read from.

    `name` is what reports call it, `given` how the user gave it. `files` are the logs of a kind `logs`:
    rotations that lie in one folder without a `tomcat/` around them.
    """

    name: str
    given: str
    kind: Literal["file", "folder", "logs", "stdin", "missing"]
    path: Path = Path()
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class LogStream:
    """One log on its way in: its root in the source, its path below that root, and its bytes.

    `chunks` must be used up before the next log of the same source is asked for; what goes wrong on the way
    is added to `problems`. `ends_early` is told by `problems` alone: any damage there means a cut.
    """

    root: str
    path: str
    chunks: Iterator[bytes]
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Opened:
    """A source that is being read: what is known of it as a whole, and what went wrong outside any one log."""

    sha256: str | None = None
    bytes: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Budget:
    """Counts the bytes produced for one bundle, and stops a stream at its limits."""

    limits: Limits
    produced: int = 0

    def metered(self, chunks: Iterable[bytes], problems: list[Problem], where: str) -> Iterator[bytes]:
        """Pass `chunks` on until the limit of a log or of the bundle is met; then name the limit and stop."""
        log = 0
        for chunk in chunks:
            log += len(chunk)
            self.produced += len(chunk)
            for name, used in (("log_bytes", log), ("bundle_bytes", self.produced)):
                limit: int = getattr(self.limits, name)
                if used > limit:
                    yield chunk[: max(0, len(chunk) - (used - limit))]
                    problems.append(
                        limit_hit(
                            name,
                            limit,
                            "reading stopped before the end of the log",
                            "kept what came before",
                            where=where,
                        )
                    )
                    return
            yield chunk
