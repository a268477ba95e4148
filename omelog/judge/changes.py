"""Two runs side by side: what is new, gone, still there."""

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, get_args

from msgspec import structs

from omelog.model.report import Certainty, Change, Changes, InCase, Log, Status

_SUREST_FIRST = get_args(Certainty)


class Side(NamedTuple):
    """A bundle of one run, and its causes, each with the surest of its findings.

    `place` is what both runs know it by, if they do: the digest of its path, or its id in both reports. `id` is that of
    its report. `content` is equal for the same file, or the same logs. `last` has the time of the last error of a
    cause, as logged, where it is known.
    """

    case: str | None
    name: str
    content: str | None
    status: Status
    causes: Mapping[str, Certainty]
    place: str = ""
    id: str = ""
    last: Mapping[str, str | None] = MappingProxyType({})
    role: str | None = None


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


def surest(one: Certainty, other: Certainty | None) -> Certainty:
    """Return the one that claims more."""
    return min(one, other or one, key=_SUREST_FIRST.index)


_Pair = tuple[Side | None, Side | None]
_Cases = dict[tuple[str | None, str], str]


def difference(before: Sequence[Side], now: Sequence[Side]) -> Difference:
    """Compare two runs.

    A bundle is the same if it lies where it lay; or else if case and name are the same; or else if its content is: it
    was moved, renamed, or belongs to another case now; or else if it is the only one of its case and side on both sides
    of which that is not known. What that means for its case stands in each change.
    """
    return _difference(list(_pairs(before, now)), _of_cases(before), _of_cases(now))


def news(before: Sequence[Side], now: Sequence[Side], since: str, earlier: Sequence[Side] = ()) -> Changes:
    """Compare two runs for the report of the later one; the other ended at `since`.

    `earlier` are bundles that runs before that one saw, the latest first: one that is back is not new.
    """
    pairs = list(_back(list(_pairs(before, now)), before, earlier))
    found = _difference(pairs, _of_cases([*before, *earlier]), _of_cases(now))
    bundles = [new for old, new in pairs if old is None and new is not None]
    told = {(change.case, change.bundle, change.id) for change in found.new if change.in_case != "known"}
    return Changes(
        since=since,
        new=found.new,
        gone=found.gone,
        changed=found.changed,
        not_read=found.not_read,
        same=len(found.same),
        again=[change for change in found.same if change.in_case == "again"],
        new_bundles=len(bundles),
        nothing_new=sum(one.status == "analyzed" and (one.case, one.name, one.id) not in told for one in bundles),
    )


def _back(pairs: list[_Pair], before: Sequence[Side], earlier: Sequence[Side]) -> Iterator[_Pair]:
    """Pair what is new with what runs before the last one saw, and the last one did not."""
    new = [new for old, new in pairs if old is None and new is not None]
    there = {(key, key(side)) for key in _SAME for side in before}
    away = [side for side in earlier if not any((key, key(side)) in there for key in _SAME if key(side) is not None)]
    yield from (pair for pair in pairs if pair[0] is not None)
    yield from (pair for pair in _pairs(away, new, by_case=False) if pair[1] is not None)


def _difference(pairs: Sequence[_Pair], had: _Cases, has: _Cases) -> Difference:
    made = Difference([], [], [], [], [])
    for old, new in pairs:
        for change in _compared(old, new):
            in_case = _in_case(change, new, had, has)
            _list_of(change, made, new).append(structs.replace(change, in_case=in_case))
    for changes in made:
        changes.sort(key=lambda change: (change.case or "", change.bundle, change.cause))
    return made


_SAME: tuple[Callable[[Side], Hashable], ...] = (
    lambda side: side.place or None,
    lambda side: (side.case, side.name),
    lambda side: side.content,
)


def _pairs(before: Sequence[Side], now: Sequence[Side], *, by_case: bool = True) -> Iterator[_Pair]:
    """Yield what is the same bundle; of several that could be (an archive may hold several) in their order.

    By its case alone one is known only if there is one on each side: it was archived and grew, say.
    """
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
    yield from _left(old, new, by_case=by_case)


def _left(old: Sequence[Side], new: Sequence[Side], *, by_case: bool) -> Iterator[_Pair]:
    """Yield what neither place, name nor content tells to be the same: what the case does, and what is on one side."""
    groups: defaultdict[Hashable, tuple[list[Side], list[Side]]] = defaultdict(lambda: ([], []))
    for which, sides in enumerate((old, new)):
        for number, side in enumerate(sides):
            groups[(side.case, side.role) if by_case and side.case else (which, number)][which].append(side)
    for then, now in groups.values():
        if len(then) == len(now) == 1:
            yield then[0], now[0]
        else:
            yield from ((side, None) for side in then)
            yield from ((None, side) for side in now)


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


def _of_cases(sides: Sequence[Side]) -> _Cases:
    """Return the causes of each case, each with the time of the last error of all bundles ("" where none is known)."""
    found: _Cases = {}
    for side in sides:
        for cause in side.causes if side.case else ():
            key = (side.case, cause)
            found[key] = max(side.last.get(cause) or "", found.get(key, ""))
    return found


def _in_case(change: Change, new: Side | None, had: _Cases, has: _Cases) -> InCase | None:
    """Return what a change is for the case: a newer bundle beside the old one, or in its place, is no news."""
    key = (change.case, change.cause)
    if change.now is None:
        return "known" if key in has else None
    if key not in had:
        return "new" if change.case else None
    last = (new.last.get(change.cause) if new else None) or ""
    return "again" if had[key] and last > had[key] else "known"


def _list_of(change: Change, made: Difference, new: Side | None) -> list[Change]:
    if change.before is None:
        return made.new
    if change.now is None:
        return made.not_read if new is not None and new.status != "analyzed" else made.gone
    return made.same if change.before == change.now else made.changed
