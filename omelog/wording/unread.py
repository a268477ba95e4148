"""What could not be read of a run, grouped by problem: one line says what to do about all of them."""

from collections.abc import Iterable

from msgspec import Struct

from omelog.wording.line import Line
from omelog.wording.text import counted

_NAMED = 500  # bundles of a group that are named


class Unread(Struct, frozen=True):
    """Bundles of which the same is missing: how many, what it is, what to do, and which; `more` were left out."""

    says: str
    message: str
    advice: str
    bundles: tuple[Line, ...]
    more: str


def unread(lines: Iterable[Line]) -> tuple[Unread, ...]:
    """Group the bundles that were not read in full by their first problem, the largest group first."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.tone != "analyzed":
            first = next(iter(line.troubles), None)
            groups.setdefault((line.code, first.advice or "") if first else ("", ""), []).append(line)
    ranked = sorted(groups.values(), key=lambda group: -len(group))
    return tuple(_group(group) for group in ranked)


def _group(group: list[Line]) -> Unread:
    first = next(iter(group[0].troubles), None)
    more = len(group) - _NAMED
    return Unread(
        says=counted(len(group), "bundle"),
        message=first.message if first else "The reason is not known.",
        advice=first.advice or "" if first else "",
        bundles=tuple(group[:_NAMED]),
        more=f"and {counted(more, 'more bundle')}: see the table" if more > 0 else "",
    )
