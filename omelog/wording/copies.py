"""Bundles that are the same file: given twice, under two names or in two cases."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from msgspec import Struct

from omelog.model.report import Row
from omelog.wording.paths import link
from omelog.wording.text import Foreign, foreign, number


class Copy(Struct, frozen=True):
    """The first other bundle that is the same file, and how many more there are."""

    href: str
    name: Foreign
    more: str


def groups(rows: Sequence[Row]) -> list[list[int]]:
    """Return the positions of rows that are the same file, group by group.

    An archive may hold several bundles, which all have its digest: those of two archives are told apart by their
    order, and those of one are no copies of each other.
    """
    seen: Counter[tuple[str, str]] = Counter()
    found: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row.sha256:
            found[row.sha256, seen[row.sha256, row.source]].append(at)
            seen[row.sha256, row.source] += 1
    return [group for group in found.values() if len(group) > 1]


def copies(rows: Sequence[Row], paths: Sequence[str], names: Sequence[str]) -> dict[int, Copy]:
    """Name another bundle for each that is the same file as one; by position, as are `paths` and `names`."""
    made = {}
    for group in groups(rows):
        more = f" and {number(len(group) - 2)} more" if len(group) > 2 else ""  # noqa: PLR2004 - itself and the other
        for at in group:
            other = group[1] if at == group[0] else group[0]
            made[at] = Copy(link(paths[other]), foreign(names[other]), more)
    return made
