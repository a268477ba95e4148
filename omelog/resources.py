"""Finds the data folders of omelog, and the folders in which a user keeps what is the user's own."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the folder `name`: inside the package, else beside it in a source tree; never the current folder.

    Raises FileNotFoundError, naming both places, when it is in neither: the installation is broken.
    """
    places = (_PACKAGE / name, _PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    if not _PACKAGE.is_dir():
        raise FileNotFoundError(
            f"{_PACKAGE.parent}: a single file, in which omelog cannot read its folder {name!r}; install it"
        )
    raise FileNotFoundError(
        f"omelog's own folder {name!r} is missing; looked for {places[0]} and {places[1]}; install omelog again"
    )


def compiled(version: str) -> Path | None:
    """Return the folder of the templates that were compiled for a version of Jinja; None in a source tree."""
    place = _PACKAGE / "compiled_templates" / version
    return place if place.is_dir() else None


def modules(*room: str) -> list[str]:
    """Return the names of the modules in a room of the package, sorted, without importing any."""
    import pkgutil  # noqa: PLC0415 - for help alone among what must start at once

    return sorted(module.name for module in pkgutil.iter_modules([str(_PACKAGE.joinpath(*room))]))


def own(kind: Literal["config", "state"]) -> Path | None:
    """Return omelog's folder in the platform's usual place for what is the user's own; None for a user without a home.

    The folder need not be there. Services run as users whose home is missing or no folder; nothing is kept for them,
    and never in the current folder, where others may have laid it.
    """
    import platformdirs  # noqa: PLC0415 - slow to import, and not for help

    find = {"config": platformdirs.user_config_path, "state": platformdirs.user_state_path}
    try:
        place = find[kind]("omelog", appauthor=False)
    except RuntimeError:  # neither the environment nor the system names a home
        return None
    return place if place.is_absolute() and not _lies_in_no_home(place) else None


def _lies_in_no_home(place: Path) -> bool:
    try:
        home = Path("~").expanduser()
        return place.is_relative_to(home) and not home.is_dir()
    except RuntimeError:
        return False  # the environment names the place itself
    except OSError:
        return True


def digest(of_code: Iterable[str] = ("*.py", "words.toml"), of_folders: Iterable[str] = ()) -> str:
    """Digest omelog's own files (hex SHA-256): what was made by other code, or another template, is made again."""
    files = [file for pattern in of_code for file in _PACKAGE.rglob(pattern)]
    files += [file for name in of_folders for file in folder(name).rglob("*") if file.is_file()]
    import hashlib  # noqa: PLC0415 - it loads OpenSSL, and help must not wait for that

    made = hashlib.sha256()
    for file in sorted(files):
        made.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return made.hexdigest()
