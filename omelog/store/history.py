"""What the store knows of all runs together."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from msgspec import Struct

from omelog.store.closing import Closed, closed
from omelog.store.errors import different
from omelog.store.runs import FoundRow, SeenCause
from omelog.store.store import Store


class Week(Struct, frozen=True, kw_only=True):
    """Bundles whose last error of this cause fell into this week (ISO 8601, in log time), and their errors."""

    week: str | None
    cause: str
    bundles: int
    errors: int


class Repeated(Struct, frozen=True, kw_only=True):
    """One and the same bundle under several names or cases. `first` and `last` are the ends of runs, in UTC."""

    names: list[str]
    cases: list[str]
    runs: int
    first: str
    last: str


class Failing(Struct, frozen=True, kw_only=True):
    """A case with errors in the bundles that its last run saw.

    `later_without` are bundles of the case without errors whose log ends after the last error: perhaps it is over, or
    they are of another appliance. `state` is that of the newest log: `open` where it has errors, `quiet` where it has
    none, which ends at `quiet_since`. `again` are causes that more than one bundle has, at different times. Of `unread`
    bundles the newest copy could not be read: what is told is what the copy before had. `errors` are those of all
    bundles, of which `records` are different: equal ones are one, whatever bundle holds them.
    """

    case: str
    bundles: list[str]
    causes: list[str]
    last_error: str | None
    later_without: list[str]
    state: Literal["open", "quiet"] = "open"
    quiet_since: str | None = None
    again: list[str] = []
    unread: list[str] = []
    errors: int = 0
    records: int = 0


class History(Struct, frozen=True, kw_only=True):
    """Everything that the store has to say, and by which profile it is redacted.

    `again` counts the bundles that more than one run has seen. Of `closed` cases `failing` has what came later alone.
    """

    schema: str = "omelog.history/1"
    redaction: str = "none"
    runs: int
    since: str | None
    bundles: int
    again: int
    weeks: list[Week]
    repeated: list[Repeated]
    failing: list[Failing]
    closed: list[str] = []


class _Runs(NamedTuple):
    number: int
    since: str | None


class _Row(NamedTuple):
    bundle: int
    name: str
    case: str
    content: str
    log_ends: str | None
    runs: int
    first: str
    last: str
    place: str
    status: str
    scope: str
    errors: bytes | None
    current: int


class _Bundle(NamedTuple):
    """One row, with what was found in it. `current`: the last run over its inputs has seen it."""

    name: str
    case: str
    content: str
    log_ends: str | None
    runs: int
    first: str
    last: str
    place: str
    status: str
    scope: str
    errors: bytes | None
    current: bool
    found: tuple[SeenCause, ...]

    @property
    def same(self) -> object:
        """Return what is equal for the same bundle under another name; one archive may hold several bundles."""
        if self.content:
            return self.content, self.log_ends, self.found
        return self.place, self.name, self.case, self.log_ends


def history(store: Store) -> History:
    """Ask the store."""
    bundles = list(_bundles(store))
    same: dict[object, list[_Bundle]] = defaultdict(list)
    for bundle in bundles:
        same[bundle.same].append(bundle)
    ((runs, since),) = store.rows(_Runs, "SELECT count(*), min(completed) FROM run")
    return History(
        runs=runs,
        since=since,
        bundles=len(same),
        again=sum(sum(bundle.runs for bundle in group) > 1 for group in same.values()),
        weeks=_weeks(group[-1] for group in same.values()),
        repeated=sorted(_repeated(same.values()), key=lambda one: (one.names, one.cases)),
        failing=list(_failing(bundles, closed(store))),
        closed=sorted({case for case, _ in closed(store)}),
    )


def _bundles(store: Store) -> Iterator[_Bundle]:
    found: dict[int, list[SeenCause]] = defaultdict(list)
    for row in store.rows(FoundRow, "SELECT * FROM found ORDER BY bundle, cause"):
        found[row.bundle].append(SeenCause._make(row[1:]))
    query = (
        "SELECT bundle.id, name, case_id, content, log_ends, runs, first.completed, last.completed, place,"
        " status, bundle.scope, errors,"
        " last_run = (SELECT max(id) FROM run WHERE run.scope = bundle.scope) FROM bundle"
        " JOIN run AS first ON first.id = first_run JOIN run AS last ON last.id = last_run ORDER BY last_run, bundle.id"
    )
    for one in store.rows(_Row, query):
        yield _Bundle._make([*one[1:-1], bool(one.current), tuple(found[one.bundle])])


def _weeks(bundles: Iterable[_Bundle]) -> list[Week]:
    """Count the causes of distinct bundles by the week of their last error, the latest week first."""
    counts: Counter[tuple[str, str]] = Counter()
    errors: Counter[tuple[str, str]] = Counter()
    for bundle in bundles:
        for found in bundle.found:
            where = (_week(found.last_error), found.cause)
            counts[where] += 1
            errors[where] += found.errors
    ranked = sorted(counts, key=lambda where: (where[0], counts[where], where[1]), reverse=True)
    return [
        Week(week=week or None, cause=cause, bundles=counts[week, cause], errors=errors[week, cause])
        for week, cause in ranked
    ]


def _week(time: str | None) -> str:
    try:
        year, week, _ = dt.date.fromisoformat((time or "")[:10]).isocalendar()
    except ValueError:
        return ""
    return f"{year}-W{week:02}"


def _repeated(groups: Iterable[list[_Bundle]]) -> Iterator[Repeated]:
    for group in groups:
        names = sorted({bundle.name for bundle in group})
        cases = sorted({bundle.case for bundle in group if bundle.case})
        if len(names) > 1 or len(cases) > 1:
            yield Repeated(
                names=names,
                cases=cases,
                runs=sum(bundle.runs for bundle in group),
                first=min(bundle.first for bundle in group),
                last=max(bundle.last for bundle in group),
            )


def _failing(bundles: list[_Bundle], over: Closed) -> Iterator[Failing]:
    """Yield the cases, those with the latest error first."""
    cases: dict[str, list[_Bundle]] = defaultdict(list)
    unread: dict[str, list[str]] = defaultdict(list)
    # The same file by the same name counts once: it may lie in several inputs.
    once = {
        (bundle.case, bundle.name, bundle.same): bundle
        for bundle in bundles
        if bundle.case and bundle.current and (bundle.case, bundle.content) not in over
    }
    for bundle in once.values():
        read = _read(bundle, bundles)
        cases[bundle.case].append(read)
        if read is not bundle:
            unread[bundle.case].append(bundle.name)
    groups = [(case, group) for case, group in sorted(cases.items()) if any(bundle.found for bundle in group)]
    made = [_one(case, group, sorted(unread[case])) for case, group in groups]
    yield from sorted(made, key=lambda one: one.last_error or "", reverse=True)


def _read(bundle: _Bundle, bundles: list[_Bundle]) -> _Bundle:
    """Return a bundle as it was when it could last be read."""
    if bundle.status != "rejected":
        return bundle
    near = [one for one in bundles if (one.scope, one.case) == (bundle.scope, bundle.case)]
    lay = {(one.place, one.name) for one in near if one is bundle or (one.content and one.content == bundle.content)}
    copies = [one for one in near if one.status != "rejected" and (one.place, one.name) in lay]
    return copies[-1] if copies else bundle


def _again(bundles: list[_Bundle]) -> list[str]:
    times: dict[str, set[str]] = defaultdict(set)
    for bundle in bundles:
        for found in bundle.found:
            times[found.cause].add(found.last_error or "")
    return sorted(cause for cause, last in times.items() if len(last - {""}) > 1)


def _one(case: str, bundles: list[_Bundle], unread: list[str]) -> Failing:
    newest = max(bundles, key=lambda bundle: bundle.log_ends or "")
    is_quiet = not newest.found and bool(newest.log_ends) and not unread
    found = [one for bundle in bundles for one in bundle.found]
    last = max((one.last_error for one in found if one.last_error), default=None)
    return Failing(
        case=case,
        bundles=sorted({bundle.name for bundle in bundles if bundle.found}),
        causes=sorted({one.cause for one in found}),
        last_error=last,
        later_without=sorted(
            {b.name for b in bundles if not b.found and last is not None and (b.log_ends or "") > last}
        ),
        state="quiet" if is_quiet else "open",
        quiet_since=newest.log_ends if is_quiet else None,
        again=_again(bundles),
        unread=unread,
        errors=sum(one.errors for one in found),
        records=different(bundle.errors or b"" for bundle in bundles),
    )
