"""Runs that came to their end: what the next one over the same inputs is compared with."""

from collections.abc import Iterable
from typing import NamedTuple

from omelog.model.report import Certainty, Status
from omelog.store.store import Store

_UNUSED_AFTER = "-90 days"
_SEEN = (
    "INSERT INTO bundle (scope, place, name, case_id, content, status, log_ends, first_run, last_run, runs)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (scope, place, name, case_id, content) DO UPDATE SET"
    " status = excluded.status, log_ends = excluded.log_ends, last_run = excluded.last_run, runs = runs + 1"
)
_WHICH = "SELECT id FROM bundle WHERE scope = ? AND place = ? AND name = ? AND case_id = ? AND content = ?"


class Found(NamedTuple):
    """A cause in a bundle; `last_error` is the time of its last error, as logged."""

    cause: str
    certainty: Certainty
    errors: int
    last_error: str | None


class Seen(NamedTuple):
    """A bundle of a run, and the digest of where it lies ("" in a run that kept none).

    `content` is the digest of its file, or of its logs; `case` "" where none is known.
    """

    name: str
    case: str
    content: str
    status: Status
    log_ends: str | None
    found: tuple[Found, ...]
    place: str = ""


class Run(NamedTuple):
    """A run that came to its end."""

    completed: str
    bundles: list[Seen]


class FoundRow(NamedTuple):
    """A row of the table `found`."""

    bundle: int
    cause: str
    certainty: Certainty
    errors: int
    last_error: str | None


class _SeenRow(NamedTuple):
    bundle: int
    name: str
    case: str
    content: str
    status: Status
    log_ends: str | None
    place: str


def last_run(store: Store, scope: str) -> Run | None:
    """Return the last completed run over the same inputs."""
    runs = store.rows(tuple[int, str], "SELECT id, completed FROM run WHERE scope = ? ORDER BY id DESC LIMIT 1", scope)
    if not runs:
        return None
    number, completed = runs[0]
    found: dict[int, list[Found]] = {}
    query = "SELECT found.* FROM found JOIN bundle ON id = bundle WHERE last_run = ? ORDER BY bundle, cause"
    for row in store.rows(FoundRow, query, number):
        found.setdefault(row.bundle, []).append(Found._make(row[1:]))
    query = "SELECT id, name, case_id, content, status, log_ends, place FROM bundle WHERE last_run = ? ORDER BY id"
    rows = store.rows(_SeenRow, query, number)
    return Run(completed, [Seen(*row[1:-1], tuple(found.get(row.bundle, ())), row.place) for row in rows])


def complete(store: Store, scope: str, completed: str, bundles: Iterable[Seen]) -> None:
    """Write down that a run came to its end, in one go. What no run has used for 90 days goes."""
    with store.transaction() as connection:
        run = connection.execute("INSERT INTO run (scope, completed) VALUES (?, ?)", (scope, completed)).lastrowid
        for seen in bundles:
            where = (scope, seen.place, seen.name, seen.case, seen.content)
            connection.execute(_SEEN, (*where, seen.status, seen.log_ends, run, run))
            (bundle,) = connection.execute(_WHICH, where).fetchone()
            connection.execute("DELETE FROM found WHERE bundle = ?", (bundle,))
            connection.executemany(
                "INSERT OR REPLACE INTO found VALUES (?, ?, ?, ?, ?)", [(bundle, *cause) for cause in seen.found]
            )
        store.note_used(connection)
        connection.execute("DELETE FROM kept WHERE used < date(?, ?)", (completed, _UNUSED_AFTER))
