"""Finds the data folders that stand at the top of the source tree and inside the installed package."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


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
