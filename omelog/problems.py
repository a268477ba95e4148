"""What can go wrong in reading, as data: problems never raise past the room that met them."""

from collections import Counter

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


def bounded(problems: list[Problem]) -> list[Problem]:
    """Keep the first problems of each code in each log; one more says how many others there are."""
    kept: list[Problem] = []
    counts: Counter[tuple[str, str | None]] = Counter()
    for problem in problems:
        key = (problem.code, problem.where)
        counts[key] += 1
        if counts[key] <= _KEPT_OF_A_KIND:
            kept.append(problem)
    for problem in list(kept):
        more = counts.pop((problem.code, problem.where), 0) - _KEPT_OF_A_KIND
        if more > 0:
            kept.append(structs.replace(problem, line=None, message=f"{problem.message} ({more} more of this kind)"))
    return kept
