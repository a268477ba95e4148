"""Finds the data folders that stand at the top of the source tree and inside the installed package."""

from collections.abc import Callable, Iterable
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_cache: Callable[[], Path] | None = None


def folder(name: str) -> Path:
    """Return the folder `name`: inside the package, else beside it in a source tree; never the current folder.

    Raises FileNotFoundError, naming both places, when it is in neither: the installation is broken.
    """
    places = (_PACKAGE / name, _PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(
        f"omelog's own folder {name!r} is missing; looked for {places[0]} and {places[1]}; install omelog again"
    )


def use_cache(place: Callable[[], Path]) -> None:
    """Say in which folder of the user's own that may be kept which is made anew without it."""
    global _cache  # noqa: PLW0603 - one for the process, set by who runs it
    _cache = place


def cache() -> Path | None:
    """Give the folder of what may be kept between runs; None where nobody has named one."""
    return _cache() if _cache is not None else None


def digest(of_code: Iterable[str] = ("*.py", "words.toml"), of_folders: Iterable[str] = ()) -> str:
    """Digest omelog's own files (hex SHA-256): what was made by other code, or another template, is made again."""
    files = [file for pattern in of_code for file in _PACKAGE.rglob(pattern)]
    files += [file for name in of_folders for file in folder(name).rglob("*") if file.is_file()]
    import hashlib  # noqa: PLC0415 - it loads OpenSSL, and help must not wait for that

    made = hashlib.sha256()
    for file in sorted(files):
        made.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return made.hexdigest()
