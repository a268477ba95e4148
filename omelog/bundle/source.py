"""The nouns of the reading rooms: what a bundle is read from, a log streamed out of it, what is known of it."""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from msgspec import structs

from omelog.bundle import names
from omelog.model.report import Problem

_MOST_TOLD = 20  # problems of one code that are told of one archive
_MOST_ARCHIVES = 2000
CHUNK = 1024 * 1024  # bytes asked for at a time


def absolute(path: str | Path) -> str:
    """Return a path from the root, with its links, and `..` taken away; as it is where the current folder is gone."""
    try:
        return os.path.abspath(path)  # noqa: PTH100 - Path.absolute keeps `..`, resolve follows links
    except FileNotFoundError:
        return os.fspath(path)


@dataclass(frozen=True, slots=True)
class Source:
    """What one bundle, or an archive of several, is read from.

    `name` is what reports call it, `given` how the user gave it. `files` are the logs of a kind `logs`:
    rotations that lie in one folder without a `tomcat/` around them. `below` is the path below the folder that was
    searched and in which it was found; empty where it was given itself. `addresses` are what fsspec opens: one file of
    a kind `address`, the logs of an extracted bundle of a kind `addresses`.
    """

    name: str
    given: str
    kind: Literal["file", "folder", "logs", "stdin", "missing", "address", "addresses"]
    path: Path = Path()
    files: tuple[Path, ...] = ()
    below: str = ""
    addresses: tuple[str, ...] = ()

    @property
    def lies_bare(self) -> bool:
        """Return whether it was found in a folder by the name of the log, with no `tomcat/` around it."""
        return self.kind != "folder" and names.is_log_name(self.below.rpartition("/")[2])

    @property
    def is_nothing(self) -> bool:
        """Return whether nothing lies there: no such name, or a folder without any archive and log."""
        empty = {"logs": not self.files, "addresses": not self.addresses}
        return self.kind == "missing" or empty.get(self.kind, False)


@dataclass(frozen=True)
class LogStream:
    """One log on its way in: its root in the source, its path below that root, and its bytes.

    `chunks` must be used up before the next log of the same source is asked for; what goes wrong on the way
    is added to `problems`: any damage there means a cut. A log that is not `certain` is one only if its text says so.
    """

    root: str
    path: str
    chunks: Iterator[bytes]
    problems: list[Problem] = field(default_factory=list)
    certain: bool = True


class FirstProblems(list[Problem]):
    """Problems outside any one log: of each code only the first ones, whatever an archive holds of the kind."""

    def append(self, problem: Problem) -> None:
        """Add a problem."""
        count = sum(other.code == problem.code for other in self)
        if count < _MOST_TOLD:
            super().append(problem)
        elif count == _MOST_TOLD:
            super().append(structs.replace(problem, message=f"{problem.message}; others of this kind are not listed"))


@dataclass
class Opened:
    """A source that is being read: what is known of it as a whole, and what went wrong outside any one log.

    `others` are the names of the first entries that are no logs: what an archive without a log holds.
    """

    sha256: str | None = None
    bytes: int = 0
    others: list[str] = field(default_factory=list)
    _told: dict[str, FirstProblems] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """Return all problems."""
        return [problem for told in self._told.values() for problem in told]

    def told(self, archive: str = "") -> FirstProblems:
        """Return the list for problems of an inner archive, by its path, or of the whole source."""
        if archive not in self._told and len(self._told) >= _MOST_ARCHIVES:
            archive = ""  # of very many what is wrong is told together
        return self._told.setdefault(archive, FirstProblems())

    def problems_of(self, roots: Collection[str]) -> dict[str, list[Problem]]:
        """Return the problems that concern each root: those of the archives around it.

        Those of an archive that gave no root concern the roots of the next archive around it that did.
        """
        about: dict[str, list[Problem]] = {path: [] for root in (*roots, "") for path in _around(root)}
        for archive, told in self._told.items():
            about[next(path for path in _around(archive) if path in about)] += told
        return {root: [problem for path in _around(root) for problem in about[path]] for root in roots}


def _around(path: str) -> Iterator[str]:
    """Yield a path and those of what is around it, outwards, up to nothing.

    >>> list(_around("a.zip/b"))
    ['a.zip/b', 'a.zip', '']
    """
    while path:
        yield path
        path = path.rpartition("/")[0]
    yield ""
