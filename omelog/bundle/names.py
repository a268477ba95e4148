"""Names of entries in bundles: normalised for matching only, never used to write anything."""

import re
from typing import NamedTuple

# application.log, application.log.1, application.log-20240125, application.log.2.gz, application-2024-01-25-1.log.gz,
# application.log.2024-01-25; not application.log.bak
_LOG = re.compile(
    r"application(?P<dated>[-._]\d[\d._-]*)?\.log(?P<number>[.-]\d[\d_-]*)?(?:\.(?:gz|bz2|xz|zst|zip))?", re.IGNORECASE
)
_RESEMBLING = re.compile(r"application.*\.log.*", re.IGNORECASE)
_DATE_DIGITS = 6  # so many digits on end are a date (20240125) and no count
_DRIVE = re.compile(r"^[A-Za-z]:")
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
    """Tell whether a bare file name is that of the application log or of one of its rotations."""
    return _LOG.fullmatch(name) is not None


def resembles_log(split: list[str]) -> bool:
    """Tell whether an entry of `tomcat/` has nearly the log's name: `application.log.old`, `application (1).log`."""
    in_folder = len(split) > 1 and split[-2].casefold() == FOLDER and "__MACOSX" not in split
    return in_folder and not is_log_name(split[-1]) and _RESEMBLING.fullmatch(split[-1]) is not None


def place(split: list[str]) -> Place | None:
    """Give the place of a log in a bundle, or None for an entry that is none.

    >>> place(["case", "tomcat", "application.log.1"])
    Place(root='case', path='tomcat/application.log.1')
    >>> place(["mytomcat", "application.log"]) is None
    True
    """
    if len(split) < 2 or split[-2].casefold() != FOLDER or not is_log_name(split[-1]) or "__MACOSX" in split:  # noqa: PLR2004 - folder and file
        return None
    return Place("/".join(split[:-2]), "/".join(split[-2:]))


def bare_place(split: list[str]) -> Place | None:
    """Give the place of a file that has a log's name, wherever it lies: the folder around it is the root."""
    if not split or not is_log_name(split[-1]) or "__MACOSX" in split:
        return None
    return Place("/".join(split[:-1]), split[-1])


def follows(older: str, newer: str) -> bool:
    """Tell whether a rotation may follow another at once: `.2` and `.1` do, `.5` and the plain log do not.

    Of rotations named by date nobody can tell; they may.
    """
    ranks = [rotation_key(path) for path in (older, newer)]
    numbers = [-rank[2] for rank in ranks]
    return any(rank[0] == 0 for rank in ranks) or numbers[0] - numbers[1] <= 1


def rotation_key(path: str) -> tuple[int, str, int]:
    """Order rotations by name alone, oldest first: dated, then the highest number, then the plain log."""
    match = _LOG.fullmatch(path.rsplit("/", 1)[-1])
    if match is None:
        return (2, path, 0)
    number = (match["number"] or "").lstrip(".-")
    if match["dated"] or "-" in number or "_" in number or len(number) >= _DATE_DIGITS:
        return (0, re.sub(r"\d+", lambda digits: digits[0].zfill(20), (match["dated"] or "") + number), 0)
    if number:
        return (1, "", -int(number))
    return (2, "", 0)
