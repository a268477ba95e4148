"""The case of a bundle and its role in a migration, by where it lies: every bundle is called bundle.zip."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from omelog.bundle import Source
from omelog.model.report import Bundle, Role
from omelog.text.visible import storable

_ROLE = re.compile(r"(?<![^\W\d_])(source|target)(?![^\W\d_])", re.IGNORECASE)
_ROLES: dict[str, Role] = {"source": "source", "target": "target"}


class CasePatternError(ValueError):
    """The pattern that finds cases is none; the text says what is wrong with it."""


@dataclass(frozen=True)
class Naming:
    """How cases are found: one for all bundles, or a pattern on the path of each; else by the folders of the input."""

    case: str | None = None
    pattern: str | None = None

    def check(self) -> None:
        """Raise CasePatternError if the pattern is none."""
        if self.pattern is not None:
            searched(self.pattern, "")

    def case_of(self, bundle: Bundle, source: Source) -> str | None:
        """Name the case of a bundle; None where nothing says one.

        The pattern is searched in the path below the folder that was searched, or in the path as given; its first
        group is the case, or all that matched. Without one, the case is the first folder below the one searched.
        """
        return self._case(source, _path(bundle, source))

    def case_of_source(self, source: Source) -> str | None:
        """Name the case of a source as a whole, before its bundles are known."""
        return self._case(source, storable(_path_of(source)))

    def _case(self, source: Source, path: str) -> str | None:
        if self.case is not None:
            return storable(self.case)
        if self.pattern is not None:
            return searched(self.pattern, path)
        first, _, rest = storable(source.below).partition("/")
        return first if rest else None


def role_of(bundle: Bundle, source: Source) -> Role | None:
    """Return the role by the words `source` and `target` in the path, the nearest part to the file that has one.

    None where no part has, or one has both.
    """
    return role_of_path(_path(bundle, source))


def role_of_path(path: str) -> Role | None:
    """Return the role that the nearest part of a path to its end names; None as for a bundle."""
    for part in reversed(path.split("/")):
        if _ROLE.search(part):
            return role_in(part)
    return None


def role_in(text: str) -> Role | None:
    """Return the role that a text names; None where it names none, or both."""
    words = {word.lower() for word in _ROLE.findall(text)}
    return _ROLES[words.pop()] if len(words) == 1 else None


def _path(bundle: Bundle, source: Source) -> str:
    """Return the path of a bundle: of its source, with the root in it where the source holds several."""
    return storable(_path_of(source)) + bundle.name.removeprefix(storable(source.name))


def _path_of(source: Source) -> str:
    """Return the path below the folder that was searched; with that folder where the bundle bears its name."""
    if source.below and source.name == source.below:
        return source.below
    return PurePath(source.given, source.below).as_posix()


def searched(pattern: str, path: str) -> str | None:
    """Search in time linear in the path, whatever the pattern."""
    import re2  # noqa: PLC0415 - few runs need it

    options = re2.Options()
    options.log_errors = False
    try:
        match = re2.compile(storable(pattern), options).search(path)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        raise CasePatternError(reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason) from None
    if match is None:
        return None
    found: str | None = match[1] if match.re.groups else match[0]
    return found or None
