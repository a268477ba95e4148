"""The cases of a run: which stands first, and which of its bundles is the newest of each side."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from omelog.model.report import Role, Row


class Cases(NamedTuple):
    """`order` are positions of rows as the page has them; `newest` those that are the last word of their case.

    `contested` are those of them that have older ones beside them.
    """

    order: tuple[int, ...]
    newest: frozenset[int]
    contested: frozenset[int]


def cases(rows: Sequence[Row]) -> Cases:
    """Order by case, the one with the newest bundle first and what has none last; by the time at which a log ends."""
    newest_first = sorted(range(len(rows)), key=lambda at: rows[at].log_ends or "", reverse=True)
    newest_first.sort(key=lambda at: rows[at].case is None)
    grouped: dict[str | None, list[int]] = {}
    for at in newest_first:
        grouped.setdefault(rows[at].case, []).append(at)
    order = tuple(at for group in grouped.values() for at in group)
    newest = _newest(rows, order)
    sizes = Counter(_side(row) for row in rows)
    return Cases(order, newest, frozenset(at for at in newest if sizes[_side(rows[at])] > 1))


def count(rows: Sequence[Row]) -> int:
    """Count the cases."""
    return len({row.case for row in rows if row.case})


def failing(rows: Sequence[Row], newest: frozenset[int]) -> int:
    """Count the cases of which a newest bundle has errors."""
    return count([rows[at] for at in newest if rows[at].certainty is not None])


def _newest(rows: Sequence[Row], order: Sequence[int]) -> frozenset[int]:
    """Take the newest of each side of each case: source and target are two appliances, so none outdates the other."""
    found: dict[tuple[str | None, Role | None], int] = {}
    for at in order:
        if rows[at].case:
            found.setdefault(_side(rows[at]), at)
    return frozenset(found.values())


def _side(row: Row) -> tuple[str | None, Role | None]:
    return row.case, row.role
