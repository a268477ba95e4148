"""Names of files and entries in bundles: normalised for matching only, never used to write anything."""

import functools
import re
from typing import NamedTuple

from omelog.bundle import kinds

# application.log, application.log.1, application.log-20240125, application.log.2024-01-25,
# application-2024-01-25-1.log; a packed one (.gz) has its suffix taken off before
_LOG = re.compile(r"application(?P<dated>[-._]\d[\d._-]*)?\.log(?P<number>[.-]\d[\d_-]*)?", re.IGNORECASE)
# The same with whatever may stand around it: application-access.log, application (1).log, application.log.1.tmp
_ROTATION = re.compile(
    r"(?P<stem>application(?:[-_.]?[a-z][a-z_-]*?)*?)(?P<before>[-._]+\d[\d._-]*)?(?P<copy> ?\(\d+\))?\.log"
    r"(?P<behind>[-._]\d(?:[\d._t-]*\d)?)?(?P<ending>\D.*)?"
)
_DATED_FOLDER = re.compile(r"\d{4}(?:[-_.]?\d\d){0,2}|\d\d")  # log4j2 files rotations by month
_YEAR_DIGITS = 4
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


class Location(NamedTuple):
    """Where a log lies in a bundle: the root that holds `tomcat/`, and its path below that root."""

    root: str
    path: str


class Rotation(NamedTuple):
    """What the name of a log says of its place among the rotations of one log.

    `ending` is what stands behind the known parts (`.old`, ` (1)`); a log without date, number and ending is the
    one that was written last.
    """

    folder: str
    stem: str
    date: tuple[int, ...]
    number: int | None
    ending: str

    @property
    def is_own(self) -> bool:
        """Whether it is of the application log itself, whatever stands behind its name."""
        return self.stem == f"{_STEM}.log"

    @property
    def is_last(self) -> bool:
        """Whether it is the log that is still written."""
        return not self.date and self.number is None and not self.ending


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
    return _LOG.fullmatch(unpacked(name)) is not None


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


def in_tomcat(split: list[str]) -> Location | None:
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
    return Location("/".join(split[:at]), "/".join(split[at:]))


def place(split: list[str]) -> Location | None:
    """Return the place of what is, or may be, a log in a bundle; None for an entry that is none."""
    found = in_tomcat(split)
    return found if found is not None and may_be_log(split[-1]) else None


def bare_place(split: list[str]) -> Location | None:
    """Return the place of a file that has a log's name, wherever it lies: the folder around it is the root."""
    if not split or not is_log_name(split[-1]) or _is_hidden(split):
        return None
    return Location("/".join(split[:-1]), split[-1])


def _is_hidden(split: list[str]) -> bool:
    return _MAC_FOLDER in split or split[-1].startswith("._")


def rotation(path: str) -> Rotation:
    """Parse the name of a log into its family and its place there.

    >>> rotation("tomcat/2024-01/application-2024-01-24-1.log.gz")
    Rotation(folder='tomcat', stem='application.log', date=(2024, 1, 24), number=1, ending='')
    >>> rotation("tomcat/application.log.2")
    Rotation(folder='tomcat', stem='application.log', date=(), number=2, ending='')
    """
    *folders, name = path.split("/")
    while folders and _DATED_FOLDER.fullmatch(folders[-1]):
        folders.pop()
    folder = "/".join(folders)
    match = _ROTATION.fullmatch(unpacked(name).casefold())
    if match is None:
        return Rotation(folder, name.casefold(), (), None, "")
    digits = [text for text in re.split(r"\D+", f"{match['before'] or ''}.{match['behind'] or ''}") if text]
    date, number = _date_and_number(digits)
    return Rotation(folder, f"{match['stem']}.log", date, number, f"{match['copy'] or ''}{match['ending'] or ''}")


def _date_and_number(digits: list[str]) -> tuple[tuple[int, ...], int | None]:
    """Split the numbers in a name: a year opens a date, what is short behind a whole date is a number of its own.

    >>> _date_and_number(["2024", "01", "25", "3"]), _date_and_number(["20240125"]), _date_and_number(["7"])
    (((2024, 1, 25), 3), ((2024, 1, 25), None), ((), 7))
    """
    if not digits:
        return (), None
    first = digits[0]
    if len(first) >= _DATE_DIGITS:
        date = [first[:4], first[4:6], first[6:8], first[8:]]
        rest = digits[1:]
    elif len(first) == _YEAR_DIGITS and len(digits) > 1:
        date, rest = digits[:3], digits[3:]
        if rest and len(rest[0]) > 1:  # hours, and minutes
            date, rest = [*date, *rest], []
    elif len(digits) > 1 and len(digits[1]) >= _YEAR_DIGITS:  # 1.2024-01-25
        behind, number = _date_and_number(digits[1:])
        return behind, number if number is not None else int(first)
    else:
        return (), int(digits[-1])
    return tuple(int(part) for part in date if part), int("".join(rest)) if rest else None


def rotation_key(path: str) -> tuple[int, tuple[int, ...], int, str]:
    """Order rotations by name alone, oldest first: dated, by number from the highest, other endings, the plain log."""
    named = rotation(path)
    if named.date:
        return (0, named.date, named.number or 0, path)
    if named.number is not None:
        return (1, (), -named.number, path)
    return (2 if named.ending else 3, (), 0, path)
