"""What can go wrong in reading, as data: problems never raise past the room that met them."""

from omelog.model.report import Problem


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
