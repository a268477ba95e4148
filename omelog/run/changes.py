"""The rows of a run as the store keeps them, and what is different from the last run over the same inputs."""

from collections.abc import Sequence

from msgspec import structs

from omelog.bundle import Source, absolute
from omelog.judge.changes import Side, news
from omelog.model.report import Changes, Report, Row
from omelog.run.digest import digest
from omelog.run.job import Job
from omelog.store import Access, Found, Seen, complete, last_run
from omelog.text.visible import storable

_CAUSES = "causes"  # the digest of those that the last run looked for


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
    """Compare bundles, each with its place, with those of the last run over the same inputs; None where none was."""
    before = store.ask(lambda store: last_run(store, scope(job)), None)
    if before is None:
        return None
    now = [_row_side(row, place) for row, place in rows]
    found = news([_side(seen) for seen in before.bundles], now, before.completed)
    then = [data.decode() for _, data in store.ask(lambda store: store.notes(_CAUSES, scope(job)), ())]
    return structs.replace(found, causes_changed=then not in ([], [head.catalogue.digest]))


def remember(rows: Sequence[tuple[Row, str]], job: Job, head: Report, store: Access) -> None:
    """Write down that a run came to its end and that its report stands: the next one is compared with it."""
    looked_for = {"": ("", head.catalogue.digest.encode())}
    bundles = [seen(row, place) for row, place in rows]
    store.ask(lambda store: store.note(_CAUSES, scope(job), looked_for), None)
    store.ask(lambda store: complete(store, scope(job), head.generated, bundles), None)


def seen(row: Row, place: str) -> Seen:
    """Return what the store keeps of a bundle."""
    found = [
        Found(cause, certainty, row.by_cause[cause], row.last_by_cause.get(cause))
        for cause, certainty in row.certainty_by_cause.items()
    ]
    return Seen(row.name, row.case or "", row.content or "", row.status, row.log_ends, tuple(found), place)


def _row_side(row: Row, place: str) -> Side:
    return Side(row.case, row.name, row.content, row.status, row.certainty_by_cause, place, row.id, row.last_by_cause)


def _side(seen: Seen) -> Side:
    causes = {found.cause: found.certainty for found in seen.found}
    last = {found.cause: found.last_error for found in seen.found}
    return Side(seen.case or None, seen.name, seen.content or None, seen.status, causes, seen.place, last=last)
