"""Two runs side by side: what is new, gone, still there."""

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple, get_args

from omelog.model.report import Certainty, Change, Changes, Log, Status

_SUREST_FIRST = get_args(Certainty)


class Side(NamedTuple):
    """A bundle of one run, and its causes, each with the surest of its findings.

    `place` is what both runs know it by, if they do: the digest of its path, or its id in both reports. `id` is that of
    its report. `content` is equal for the same file, or the same logs.
    """

    case: str | None
    name: str
    content: str | None
    status: Status
    causes: Mapping[str, Certainty]
    place: str = ""
    id: str = ""


def content(sha256: str | None, logs: Sequence[Log]) -> str | None:
    """Digest what was read: the file, or of a folder what is known of each log. None where nothing was."""
    if sha256 or not logs:
        return sha256
    known = [(log.path, log.bytes, log.lines, log.records, log.first_time, log.last_time) for log in logs]
    return f"logs-{hashlib.sha256(json.dumps(known).encode()).hexdigest()}"


class Difference(NamedTuple):
    """Every cause of every bundle of two runs, by what became of it; see `omelog.model.report.Changes`."""

    new: list[Change]
    gone: list[Change]
    changed: list[Change]
    not_read: list[Change]
    same: list[Change]

    def changes(self, since: str) -> Changes:
        """Return what a report says of it."""
        return Changes(
            since=since,
            new=self.new,
            gone=self.gone,
            changed=self.changed,
            not_read=self.not_read,
            same=len(self.same),
        )


def surest(one: Certainty, other: Certainty | None) -> Certainty:
    """Return the one that claims more."""
    return min(one, other or one, key=_SUREST_FIRST.index)


def difference(before: Sequence[Side], now: Sequence[Side]) -> Difference:
    """Compare two runs.

    A bundle is the same if it lies where it lay; or else if case and name are the same; or else if its content is: it
    was moved, renamed, or belongs to another case now.
    """
    made = Difference([], [], [], [], [])
    for old, new in _pairs(before, now):
        for change in _compared(old, new):
            _list_of(change, made, new).append(change)
    for changes in made:
        changes.sort(key=lambda change: (change.case or "", change.bundle, change.cause))
    return made


_SAME: tuple[Callable[[Side], Hashable], ...] = (
    lambda side: side.place or None,
    lambda side: (side.case, side.name),
    lambda side: side.content,
)


def _pairs(before: Sequence[Side], now: Sequence[Side]) -> Iterator[tuple[Side | None, Side | None]]:
    """Yield what is the same bundle; of several that could be (an archive may hold several) in their order."""
    old, new = list(before), list(now)
    for key in _SAME:
        found: defaultdict[Hashable, deque[Side]] = defaultdict(deque)
        for side in old:
            if key(side) is not None:
                found[key(side)].append(side)
        left = []
        for side in new:
            if same := found[key(side)]:
                yield same.popleft(), side
            else:
                left.append(side)
        old = [side for sides in found.values() for side in sides] + [side for side in old if key(side) is None]
        new = left
    yield from ((None, side) for side in new)
    yield from ((side, None) for side in old)


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
            id=new.id if new else "",
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
