"""What the store knows of all runs together."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct

from omelog.store.runs import Found, FoundRow
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
    they are of another appliance.
    """

    case: str
    bundles: list[str]
    causes: list[str]
    last_error: str | None
    later_without: list[str]


class History(Struct, frozen=True, kw_only=True):
    """Everything that the store has to say, and by which profile it is redacted.

    `again` counts the bundles that more than one run has seen.
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
    current: bool
    found: tuple[Found, ...]

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
        failing=list(_failing(bundles)),
    )


def _bundles(store: Store) -> Iterator[_Bundle]:
    found: dict[int, list[Found]] = defaultdict(list)
    for row in store.rows(FoundRow, "SELECT * FROM found ORDER BY bundle, cause"):
        found[row.bundle].append(Found._make(row[1:]))
    query = (
        "SELECT bundle.id, name, case_id, content, log_ends, runs, first.completed, last.completed, place,"
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


def _failing(bundles: list[_Bundle]) -> Iterator[Failing]:
    """Yield the cases, those with the latest error first."""
    cases: dict[str, list[_Bundle]] = defaultdict(list)
    for bundle in bundles:
        if bundle.case and bundle.current:
            cases[bundle.case].append(bundle)
    made = [_one(case, group) for case, group in sorted(cases.items()) if any(bundle.found for bundle in group)]
    yield from sorted(made, key=lambda one: one.last_error or "", reverse=True)


def _one(case: str, bundles: list[_Bundle]) -> Failing:
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
    )
