"""Two runs side by side: what is new, gone, still there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, get_args

from omelog.model.report import Certainty, Change, Changes, Status

_SUREST_FIRST = get_args(Certainty)


class Side(NamedTuple):
    """A bundle of one run, and its causes, each with the surest of its findings."""

    case: str | None
    name: str
    sha256: str | None
    status: Status
    causes: Mapping[str, Certainty]


class Difference(NamedTuple):
    """Every cause of every bundle of two runs, by what became of it; see `omelog.model.report.Changes`."""

    new: list[Change]
    gone: list[Change]
    changed: list[Change]
    not_read: list[Change]
    same: list[Change]

    def changes(self, since: str) -> Changes:
        """Give what a report says of it."""
        return Changes(
            since=since,
            new=self.new,
            gone=self.gone,
            changed=self.changed,
            not_read=self.not_read,
            same=len(self.same),
        )


def surest(one: Certainty, other: Certainty | None) -> Certainty:
    """Give the one that claims more."""
    return min(one, other or one, key=_SUREST_FIRST.index)


def difference(before: Sequence[Side], now: Sequence[Side]) -> Difference:
    """Compare two runs.

    A bundle is the same if case and name are, or else if its file is the same byte for byte: it was renamed, or
    belongs to another case now.
    """
    made = Difference([], [], [], [], [])
    for old, new in _pairs(before, now):
        for change in _compared(old, new):
            _list_of(change, made, new).append(change)
    for changes in made:
        changes.sort(key=lambda change: (change.case or "", change.bundle, change.cause))
    return made


def _pairs(before: Sequence[Side], now: Sequence[Side]) -> Iterator[tuple[Side | None, Side | None]]:
    named = {(side.case, side.name): side for side in before}
    new: list[Side] = []
    for side in now:
        old = named.pop((side.case, side.name), None)
        if old is None:
            new.append(side)
        else:
            yield old, side
    renamed = _by_content(named.values())
    for side in new:
        same = renamed[side.sha256] if side.sha256 else []
        old = same.pop(0) if same else None  # several only where an archive holds several: in order, as they lie in it
        if old is not None:
            del named[old.case, old.name]
        yield old, side
    for old in named.values():
        yield old, None


def _by_content(sides: Iterable[Side]) -> defaultdict[str | None, list[Side]]:
    made: defaultdict[str | None, list[Side]] = defaultdict(list)
    for side in sides:
        made[side.sha256].append(side)
    return made


def _compared(old: Side | None, new: Side | None) -> Iterator[Change]:
    shown = new or old
    if shown is None:
        return
    before = old.causes if old else {}
    now = new.causes if new else {}
    for cause in sorted({*before, *now}):
        yield Change(
            case=shown.case,
            bundle=shown.name,
            cause=cause,
            before=before.get(cause),
            now=now.get(cause),
            whole_bundle=old is None or new is None,
        )


def _list_of(change: Change, made: Difference, new: Side | None) -> list[Change]:
    if change.before is None:
        return made.new
    if change.now is None:
        return made.not_read if new is not None and new.status != "analyzed" else made.gone
    return made.same if change.before == change.now else made.changed
