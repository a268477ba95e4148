"""The rows of a run as the store keeps them, and what is different from an earlier run over the same inputs."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import structs

from omelog.bundle import Source, absolute
from omelog.judge.changes import Side, news
from omelog.model.report import Changes, Report, Row
from omelog.run.cases import role_of_path
from omelog.run.digest import digest
from omelog.run.job import Job
from omelog.store import HOW, Access, PastRun, Seen, SeenCause, closed, complete, last_run, moved
from omelog.text.visible import storable

_CAUSES = "causes"  # the digest of those that the last run looked for


class _Before(NamedTuple):
    """What a run is compared with: over inputs that have `moved` since, or `chosen` instead of the last one."""

    run: PastRun
    moved: bool = False
    chosen: bool = False


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


def changes(rows: Sequence[tuple[Row, str]], job: Job, head: Report, store: Access) -> Changes | None:
    """Compare bundles, each with its place, with those of an earlier run; None where there was none."""
    before = _before([row for row, _ in rows], job, store)
    if before is None:
        return None
    run = before.run
    now = [_row_side(row, place) for row, place in rows]
    over = store.ask(closed, frozenset())
    kept: list[Side] = []
    left: list[Side] = []  # what was closed since is not missed
    for one in run.bundles:
        (left if (one.case, one.content) in over else kept).append(_side(one))
    made = news(kept, now, run.completed, [*left, *map(_side, run.earlier)])
    then = [data.decode() for _, data in store.ask(lambda store: store.notes(_CAUSES, scope(job)), ())]
    other = then not in ([], [head.catalogue.digest])
    return structs.replace(made, moved=before.moved, chosen=before.chosen, causes_changed=other)


def has_run(job: Job, since: str | int, store: Access) -> bool:
    """Return whether there is an earlier run to compare with, of those over the same inputs."""
    return store.ask(lambda store: last_run(store, scope(job), since), None) is not None


def remember(bundles: Iterable[tuple[tuple[Row, str], bytes, str]], job: Job, head: Report, store: Access) -> None:
    """Write down that a run came to its end: the next one is compared.

    Of each bundle with its place, what tells its errors from others, and the digest by which it is kept.
    """
    of = scope(job)
    looked_for, looked_how = ({"": ("", noted.encode())} for noted in (head.catalogue.digest, _how(job)))
    store.ask(lambda store: store.note(_CAUSES, of, looked_for), None)
    store.ask(lambda store: store.note(HOW, of, looked_how), None)
    all_seen = [seen(row, place, errors, kept) for (row, place), errors, kept in bundles]
    store.ask(lambda store: complete(store, of, head.generated, all_seen), None)


def seen(row: Row, place: str, errors: bytes, kept: str = "") -> Seen:
    """Return what the store keeps of a bundle."""
    found = [
        SeenCause(cause, certainty, row.by_cause[cause], row.last_by_cause.get(cause))
        for cause, certainty in row.certainty_by_cause.items()
    ]
    content = row.content or ""
    return Seen(row.name, row.case or "", content, row.status, row.log_ends, tuple(found), place, errors, kept)


def _how(job: Job) -> str:
    """Digest how a run looks at its inputs, whatever they are."""
    return digest([job.naming, job.profile, job.key])


def _before(rows: Sequence[Row], job: Job, store: Access) -> _Before | None:
    """Return the run to compare with; where there is none over these inputs, one of when they lay elsewhere."""
    of = scope(job)
    run = store.ask(lambda store: last_run(store, of, 1 if job.since is None else job.since), None)
    if run is not None or job.since is not None:
        return run and _Before(run, chosen=job.since is not None)
    contents = {row.content for row in rows if row.content}
    elsewhere = store.ask(lambda store: moved(store, _how(job), contents), None)
    run = store.ask(lambda store: last_run(store, elsewhere), None) if elsewhere else None
    return run and _Before(run, moved=True)


def _row_side(row: Row, place: str) -> Side:
    return Side(
        row.case, row.name, row.content, row.status, row.certainty_by_cause, place, row.id, row.last_by_cause, row.role
    )


def _side(seen: Seen) -> Side:
    causes = {found.cause: found.certainty for found in seen.found}
    last = {found.cause: found.last_error for found in seen.found}
    role = role_of_path(seen.name)
    return Side(seen.case or None, seen.name, seen.content or None, seen.status, causes, seen.place, "", last, role)
