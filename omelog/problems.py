"""What can go wrong in reading, as data: problems never raise past the room that met them."""

from collections import Counter
from collections.abc import Iterable

from msgspec import structs

from omelog.model.report import Problem

_KEPT_OF_A_KIND = 20


def damage(
    code: str,
    message: str,
    resolution: str,
    *,
    where: str | None = None,
    line: int | None = None,
    advice: str | None = None,
    limit: str | None = None,
) -> Problem:
    """Content that is missing."""
    return Problem(
        code=code,
        severity="damage",
        message=message,
        resolution=resolution,
        where=where,
        line=line,
        advice=advice,
        limit=limit,
    )


def notice(
    code: str,
    message: str,
    resolution: str,
    *,
    where: str | None = None,
    line: int | None = None,
    advice: str | None = None,
) -> Problem:
    """Something passed over that takes nothing away."""
    return Problem(
        code=code,
        severity="notice",
        message=message,
        resolution=resolution,
        where=where,
        line=line,
        advice=advice,
    )


def limit_hit(
    name: str, value: int, what: str, resolution: str, *, where: str | None, line: int | None = None
) -> Problem:
    """Name a limit that was reached, with the option that raises it."""
    return damage(
        "limit",
        f"{what} (limit {name}={value})",
        resolution,
        where=where,
        line=line,
        advice=f"raise it with --limit {name}=VALUE if the bundle is to be trusted",
        limit=name,
    )


class Collected:
    """Problems as they come: the first of each code in each log, and how many others there were."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self.counts: Counter[tuple[str, str | None]] = Counter()
        self.kept: list[Problem] = []
        for problem in problems:
            self.add(problem)

    def __bool__(self) -> bool:
        return bool(self.kept)

    def add(self, problem: Problem, *, where: str | None = None, line: int | None = None, count: int = 1) -> None:
        """Add a problem, met so often; `where` and `line` complete one that does not have them yet."""
        place = where or problem.where
        key = (problem.code, place)
        if self.counts[key] < _KEPT_OF_A_KIND:
            self.kept.append(structs.replace(problem, where=place, line=line or problem.line))
        self.counts[key] += count

    def merge(self, others: "Collected") -> None:
        """Add what was collected elsewhere."""
        for problem in others.kept:
            self.add(problem)
        self.counts.update(others.counts - _kinds(others.kept))

    def all(self) -> list[Problem]:
        """Return what was kept, and one more of each kind that was too frequent, saying how many."""
        last = {(problem.code, problem.where): problem for problem in self.kept}
        more = self.counts - _kinds(self.kept)
        return self.kept + [
            structs.replace(last[key], line=None, message=f"{last[key].message} ({count} more of this kind)")
            for key, count in more.items()
        ]


def _kinds(problems: Iterable[Problem]) -> Counter[tuple[str, str | None]]:
    return Counter((problem.code, problem.where) for problem in problems)
