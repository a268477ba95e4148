"""Names of files and entries in bundles: normalised for matching only, never used to write anything."""

import functools
import re
from typing import NamedTuple

from omelog.bundle import kinds

# application.log, application.log.1, application.log-20240125, application.log.2024-01-25,
# application-2024-01-25-1.log; a packed one (.gz) has its suffix taken off before
_ROTATION = re.compile(r"application(?P<dated>[-._]\d[\d._-]*)?\.log(?P<number>[.-]\d[\d_-]*)?", re.IGNORECASE)
_STEM = "application"
_DATE_DIGITS = 6  # so many digits on end are a date (20240125) and no count
_DRIVE = re.compile(r"^[A-Za-z]:")
# What an AppleDouble file (RFC 1740) is called, and what programs call a file that they have not finished.
_SIDECAR = re.compile(
    r"\._.*|.*\.(?:crdownload|part|partial|filepart|download|opdownload|!ut|aria2)|\.~lock\..*|\.[^.].*\.[A-Za-z0-9]{6}",
    re.IGNORECASE,
)
_MAC_FOLDER = "__MACOSX"
FOLDER = "tomcat"
LONGEST = 1024  # characters of an entry's name


class Place(NamedTuple):
    """Where a log lies in a bundle: the root that holds `tomcat/`, and its path below that root."""

    root: str
    path: str


class UnsafeNameError(ValueError):
    """The name climbs out of the archive."""


def parts(name: str) -> list[str]:
    """Split an entry's name, however it was written: backslashes, `./`, drives and leading slashes are folded.

    Raises UnsafeNameError for a name with `..` in it.
    """
    split = [part for part in _DRIVE.sub("", name.replace("\\", "/")).split("/") if part not in ("", ".")]
    if ".." in split:
        raise UnsafeNameError(name)
    return split


def is_log_name(name: str) -> bool:
    """Return whether a bare file name is that of the application log or of one of its rotations, packed or not."""
    return _ROTATION.fullmatch(unpacked(name)) is not None


def may_be_log(name: str) -> bool:
    """Return whether a file below `tomcat/` may be a log: `application.log.old`, `application (1).log`.

    Whether it is one is for its text to say.
    """
    return name.casefold().startswith(_STEM)


def is_sidecar(name: str) -> bool:
    """Return whether a file goes along with another or is not finished, so that it is no bundle.

    >>> [is_sidecar(name) for name in ("._case.zip", "case.zip.crdownload", ".case.zip.Qq81xA", "case.zip")]
    [True, True, True, False]
    """
    return _SIDECAR.fullmatch(name) is not None


@functools.lru_cache(1024)
def unpacked(name: str) -> str:
    """Return a name without the suffixes of packed files.

    >>> unpacked("application.log.1.tmp.gz")
    'application.log.1.tmp'
    """
    while name.lower().endswith(kinds.packing_suffixes()):
        name = name.rpartition(".")[0]
    return name


def in_tomcat(split: list[str]) -> Place | None:
    """Return where a file lies that stands below a folder `tomcat/`, at any depth; None for any other.

    >>> in_tomcat(["case", "tomcat", "2024-01", "application.log.1"])
    Place(root='case', path='tomcat/2024-01/application.log.1')
    >>> in_tomcat(["mytomcat", "application.log"]) is None
    True
    """
    folders = [part.casefold() for part in split[:-1]]
    if FOLDER not in folders or _is_hidden(split):
        return None
    at = len(folders) - 1 - folders[::-1].index(FOLDER)
    return Place("/".join(split[:at]), "/".join(split[at:]))


def place(split: list[str]) -> Place | None:
    """Return the place of what is, or may be, a log in a bundle; None for an entry that is none."""
    found = in_tomcat(split)
    return found if found is not None and may_be_log(split[-1]) else None


def bare_place(split: list[str]) -> Place | None:
    """Return the place of a file that has a log's name, wherever it lies: the folder around it is the root."""
    if not split or not is_log_name(split[-1]) or _is_hidden(split):
        return None
    return Place("/".join(split[:-1]), split[-1])


def _is_hidden(split: list[str]) -> bool:
    return _MAC_FOLDER in split or split[-1].startswith("._")


class Rotation(NamedTuple):
    """What the name of a log says of its place among the others: its family, and its date or its number."""

    family: str
    dated: bool
    rank: tuple[int, ...]

    @property
    def is_last(self) -> bool:
        """Whether it is the log that is being written."""
        return not self.rank

    @property
    def number(self) -> int | None:
        """The number of the rotation, which counts from the newest; None for one with a date, and for the last."""
        return -self.rank[0] if self.rank and not self.dated else None


def rotation(path: str) -> Rotation | None:
    """Return what the name of a log says of it; None for one that has another form. Ranks rise with time.

    >>> [rotation(name).rank for name in ("application.log.2", "application.log.1", "application.log")]
    [(-2,), (-1,), ()]
    """
    folder, _, name = path.rpartition("/")
    match = _ROTATION.fullmatch(unpacked(name))
    if match is None:
        return None
    family = folder.casefold()
    number = (match["number"] or "").lstrip(".-")
    if match["dated"] or "-" in number or "_" in number or len(number) >= _DATE_DIGITS:
        digits = re.findall(r"\d+", (match["dated"] or "") + "." + number)
        return Rotation(family, dated=True, rank=tuple(int(part[:18]) for part in digits))
    return Rotation(family, dated=False, rank=(-int(number[:18]),) if number else ())


def rotation_key(path: str) -> tuple[int, tuple[int, ...], str]:
    """Order logs by name alone, oldest first: dated, then the highest number, then the plain log, then others."""
    found = rotation(path)
    if found is None:
        return (3, (), path)
    if found.dated:
        return (0, found.rank, path)
    return (1, found.rank, path) if found.rank else (2, (), path)


def follows(older: str, newer: str) -> bool:
    """Return whether a rotation may follow another at once: `.2` and `.1` do, `.5` and the plain log do not.

    Of rotations named by date, and of other names, nobody can tell; they may.
    """
    found = [rotation(path) for path in (older, newer)]
    numbers = [None if one is None or one.dated else (one.number or 0) for one in found]
    return None in numbers or numbers[0] - numbers[1] <= 1  # type: ignore[operator]  # no None among them
