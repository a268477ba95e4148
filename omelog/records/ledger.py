"""The ledger of a log: what became of each of its mention lines, so that none passes silently."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from omelog.model.report import Mentions

Fate = Literal["wanted", "elsewhere", "before", "copy", "limit", "unread"]
_RANK: dict[Fate, int] = {"copy": 0, "limit": 1, "unread": 2, "wanted": 3, "elsewhere": 4, "before": 5}


class Ledger:
    """Counts mention lines by what became of them; with `by_line` also which line that was."""

    def __init__(self, *, by_line: bool = False, counts: Mapping[Fate, int] | None = None) -> None:
        self.counts: Counter[Fate] = Counter(counts)
        self.by_line: dict[int, Fate] | None = {} if by_line else None

    def add(self, fate: Fate, line: int | None = None, count: int = 1) -> None:
        """Enter mention lines."""
        self.counts[fate] += count
        if self.by_line is not None and line is not None:
            self.by_line[line] = fate

    def move(self, before: Fate, after: Fate, count: int = 1) -> None:
        """Change what became of lines."""
        self.counts[before] -= count
        self.counts[after] += count

    def without(self, left_out: Mapping[Fate, int]) -> "Ledger":
        """Return a ledger in which some lines of each fate are left out by a limit."""
        made = Ledger(counts=self.counts)
        for fate, count in left_out.items():
            made.move(fate, "limit", min(count, self.counts[fate]))  # two records may stand on one line
        return made

    def total(self) -> Mentions:
        """Return the counts as a report holds them."""
        return Mentions(**{fate: self.counts[fate] for fate in _RANK})


def first_of(fates: Iterable[Fate]) -> Fate:
    """Return the fate that a line has which has several: a copy is one whatever is in it, a lost line is lost."""
    return min(fates, key=_RANK.__getitem__)
