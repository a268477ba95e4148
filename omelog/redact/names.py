"""What stands in place of a name: an ordinal by first appearance, or a digest that is the same in every report."""

import functools
import hashlib
import hmac
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from omelog.redact.profiles import names
from omelog.writer import write

_SCHEMA = "omelog.redaction/1"
_HEAD = 100  # bytes that tell a map
_DIGITS = 12  # of the digest: 48 bits, so that 10,000 names meet once in five million reports


@functools.cache
def given() -> re.Pattern[str]:
    """Compile the pattern of the names that stand in place of others."""
    kinds = "|".join(names())
    return re.compile(rf"(?<![A-Za-z0-9])(?:{kinds})-(?:[0-9a-f]{{{_DIGITS}}}|[0-9]{{1,9}})(?![A-Za-z0-9])")


class Names:
    """Replaces names by others, and remembers which.

    Without a key `host-3` is the third host that was met; with one `host-1f0c…` is a keyed digest (HMAC-SHA256), the
    same wherever the same key is used. `given` names stand for their originals from the beginning; cases are numbered
    behind `cases_before`.
    """

    def __init__(self, key: bytes | None = None, given: Mapping[str, str] | None = None, cases_before: int = 0) -> None:
        self._key = key
        self.mapping: dict[str, str] = dict(given or {})
        self._taken = set(self.mapping)
        self._counts: Counter[str] = Counter(case=cases_before)
        self._given = {(name.rpartition("-")[0], text.casefold()): name for name, text in self.mapping.items()}

    def avoid(self, text: str) -> None:
        """Assign nobody a name that a text holds already."""
        if "-" in text:
            self._taken.update(match[0] for match in given().finditer(text))

    def of(self, kind: str, original: str, same: str | None = None) -> str:
        """Return the name for an original; `same` is the form in which equal ones are equal (small letters)."""
        identity: tuple[str, str] = (kind, same or original.casefold())
        if identity not in self._given:
            name = self._keyed(*identity) if self._key else self._next(kind)
            self._given[identity] = name
            self.mapping[name] = original
        return self._given[identity]

    def _keyed(self, kind: str, same: str) -> str:
        text = f"{kind}\0{same}".encode("utf-8", "surrogatepass")
        return f"{kind}-{hmac.new(self._key or b'', text, hashlib.sha256).hexdigest()[:_DIGITS]}"

    def _next(self, kind: str) -> str:
        while True:
            self._counts[kind] += 1
            name = f"{kind}-{self._counts[kind]}"
            if name not in self._taken:
                return name


def write_mapping(path: Path, mapping: Mapping[str, Mapping[str, str]], profile: str) -> None:
    """Write the originals, whole or not at all, to a file that its owner alone can read. Raises OSError.

    It takes the place of an earlier map, and never that of any other file.
    """
    text = (
        json.dumps({"schema": _SCHEMA, "redaction": profile, "bundles": dict(sorted(mapping.items()))}, indent=1) + "\n"
    )
    write(path, [text.encode()], replace=is_map(path), private=True)


def is_map(path: Path) -> bool:
    """Return whether a regular file is a map that omelog wrote."""
    try:
        if not path.is_file() or path.is_symlink():
            return False
        with path.open("rb") as file:
            return _SCHEMA.encode() in file.read(_HEAD)
    except OSError:
        return False
