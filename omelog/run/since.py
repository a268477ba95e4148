"""The rows of a run as the store keeps them, and what is different from the last run over the same inputs."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from msgspec import structs

from omelog.bundle import Source, absolute
from omelog.judge.changes import Side, news
from omelog.model.report import Changes, Row
from omelog.run.cases import role_of_path
from omelog.run.digest import digest
from omelog.run.plan import Job
from omelog.store import Found, Run, Seen
from omelog.text.visible import storable


class Before(NamedTuple):
    """What a run is compared with: over inputs that have `moved` since, or `chosen` instead of the last one.

    Bundles of cases that were `closed` since are not missed.
    """

    run: Run
    closed: AbstractSet[tuple[str, str]]
    moved: bool
    chosen: bool


def scope(job: Job) -> str:
    """Digest what a run was asked to look at: its inputs, wherever it was started, how it finds cases and redacts."""
    inputs = sorted(given if given == "-" else absolute(given) for given in job.inputs)
    return digest([inputs, job.naming, job.profile, job.key])


def place_of(source: Source, root: str) -> str:
    """Digest where a bundle lies, whatever it is called: the absolute path of its source, and its root in that."""
    if source.kind == "stdin":
        return ""
    where = source.addresses or [*map(absolute, (source.path, *source.files))]
    return digest([*map(storable, where), root])


def how(job: Job) -> str:
    """Digest how a run looks at its inputs, whatever they are."""
    return digest([job.naming, job.profile, job.key])


def changes(rows: Sequence[tuple[Row, str]], before: Before | None) -> Changes | None:
    """Compare bundles, each with its place, with those of an earlier run; None where there was none."""
    if before is None:
        return None
    run = before.run
    now = [_row_side(row, place) for row, place in rows]
    kept = [one for one in run.bundles if (one.case, one.content) not in before.closed]
    left = [one for one in run.bundles if (one.case, one.content) in before.closed]
    made = news([*map(_side, kept)], now, run.completed, [*map(_side, left), *map(_side, run.earlier)])
    return structs.replace(made, moved=before.moved, chosen=before.chosen)


def seen(row: Row, place: str, errors: bytes) -> Seen:
    """Return what the store keeps of a bundle."""
    found = [
        Found(cause, certainty, row.by_cause[cause], row.last_by_cause.get(cause))
        for cause, certainty in row.certainty_by_cause.items()
    ]
    return Seen(row.name, row.case or "", row.content or "", row.status, row.log_ends, tuple(found), place, errors)


def _row_side(row: Row, place: str) -> Side:
    return Side(
        row.case, row.name, row.content, row.status, row.certainty_by_cause, place, row.id, row.last_by_cause, row.role
    )


def _side(seen: Seen) -> Side:
    causes = {found.cause: found.certainty for found in seen.found}
    last = {found.cause: found.last_error for found in seen.found}
    role = role_of_path(seen.name)
    return Side(seen.case or None, seen.name, seen.content or None, seen.status, causes, seen.place, "", last, role)
