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
        self._counts: Counter[tuple[str, str | None]] = Counter()
        self._kept: list[Problem] = []
        for problem in problems:
            self.add(problem)

    def add(self, problem: Problem, *, where: str | None = None, line: int | None = None) -> None:
        """Add a problem; `where` and `line` complete one that does not have them yet."""
        place = where or problem.where
        key = (problem.code, place)
        self._counts[key] += 1
        if self._counts[key] <= _KEPT_OF_A_KIND:
            self._kept.append(structs.replace(problem, where=place, line=line or problem.line))

    def all(self) -> list[Problem]:
        """Return what was kept, and one more of each kind that was too frequent, saying how many."""
        last = {(problem.code, problem.where): problem for problem in self._kept}
        more = {key: count - _KEPT_OF_A_KIND for key, count in self._counts.items() if count > _KEPT_OF_A_KIND}
        return self._kept + [
            structs.replace(last[key], line=None, message=f"{last[key].message} ({count} more of this kind)")
            for key, count in more.items()
        ]
