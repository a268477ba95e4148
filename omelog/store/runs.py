"""Runs that came to their end: what the next one over the same inputs is compared with."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from omelog.model.report import Certainty, Status
from omelog.store.store import Store

HOW = "how"  # the kind of a note: how the inputs of a scope are looked at
_UNUSED_AFTER = "-90 days"
_SEEN = (
    "INSERT INTO bundle (scope, place, name, case_id, content, status, log_ends, errors, kept, first_run, last_run,"
    " runs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
    " ON CONFLICT (scope, place, name, case_id, content) DO UPDATE SET status = excluded.status,"
    " log_ends = excluded.log_ends, errors = excluded.errors, kept = excluded.kept, last_run = excluded.last_run,"
    " runs = runs + 1"
)
_RUN = "SELECT id, completed FROM run WHERE scope = ?"
_STAYS = "UPDATE stay SET last_run = ? WHERE bundle = ? AND last_run = ?"
_ROWS = (
    "SELECT id, name, case_id, content, status, log_ends, place, EXISTS (SELECT 1 FROM stay WHERE bundle = id"
    " AND ? BETWEEN stay.first_run AND stay.last_run) AS there FROM bundle WHERE scope = ? AND first_run <= ?"
    " ORDER BY last_run, id"
)
_WHICH = "SELECT id FROM bundle WHERE scope = ? AND place = ? AND name = ? AND case_id = ? AND content = ?"


class SeenCause(NamedTuple):
    """A cause in a bundle; `last_error` is the time of its last error, as logged."""

    cause: str
    certainty: Certainty
    errors: int
    last_error: str | None


class Seen(NamedTuple):
    """A bundle of a run, and the digest of where it lies ("" in a run that kept none).

    `content` is the digest of its file, or of its logs; `case` "" where none is known. `errors` tells its errors from
    others, as `omelog.store.errors` packs them. `kept` is the digest by which what was made of it is kept.
    """

    name: str
    case: str
    content: str
    status: Status
    log_ends: str | None
    found: tuple[SeenCause, ...]
    place: str = ""
    errors: bytes = b""
    kept: str = ""


class PastRun(NamedTuple):
    """A run that came to its end; `earlier` are bundles that only runs before it have seen, the latest first."""

    completed: str
    bundles: list[Seen]
    earlier: Sequence[Seen] = ()


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
    there: int


def last_run(store: Store, scope: str, since: str | int = 1) -> PastRun | None:
    """Return an earlier run over the same inputs: the last one, that of so many runs ago, or the last up to a time.

    Of a bundle that could not be read in full then, the causes that its copy before had are told too.
    """
    if isinstance(since, int):
        runs = store.rows(tuple[int, str], f"{_RUN} ORDER BY id DESC LIMIT 1 OFFSET ?", scope, since - 1)
    else:
        runs = store.rows(tuple[int, str], f"{_RUN} AND completed <= ? ORDER BY id DESC LIMIT 1", scope, since)
    if not runs:
        return None
    number, completed = runs[0]
    found: dict[int, list[SeenCause]] = {}
    query = "SELECT found.* FROM found JOIN bundle ON id = bundle WHERE scope = ? AND first_run <= ? ORDER BY cause"
    for row in store.rows(FoundRow, query, scope, number):
        found.setdefault(row.bundle, []).append(SeenCause._make(row[1:]))
    there: list[Seen] = []
    earlier: list[Seen] = []
    copies: dict[tuple[str, ...], tuple[SeenCause, ...]] = {}  # by place, and of what cannot be read by content
    for one in store.rows(_SeenRow, _ROWS, number, scope, number):
        seen = Seen(*one[1:-2], tuple(found.get(one.bundle, ())), one.place)
        place, content = (seen.place, seen.name, seen.case), (seen.case, seen.content)
        if seen.status != "analyzed":
            own = {cause.cause for cause in seen.found}
            copy = copies.get(place) or copies.get(content, ())
            seen = seen._replace(found=(*seen.found, *(cause for cause in copy if cause.cause not in own)))
        copies[content if seen.status == "rejected" else place] = seen.found
        (there if one.there else earlier).append(seen)
    return PastRun(completed, there, tuple(earlier[::-1]))


def moved(store: Store, how: str, contents: Collection[str]) -> str | None:
    """Return the scope of other inputs, looked at in the same way, whose last run saw mostly these contents.

    That is a folder that lies elsewhere now.
    """
    query = "SELECT key FROM kept WHERE kind = ? AND data = ?"
    best: tuple[int, str, str] | None = None
    for (scope,) in store.rows(tuple[str], query, HOW, how.encode()):
        if (run := last_run(store, scope)) is None:
            continue
        then = {seen.content for seen in run.bundles if seen.content}
        shared = len(then.intersection(contents))
        if shared and 2 * shared >= max(len(then), len(contents)):
            best = max(best or (0, "", ""), (shared, run.completed, scope))
    return best and best[2]


def complete(store: Store, scope: str, completed: str, bundles: Iterable[Seen]) -> None:
    """Write down that a run came to its end, in one go. What no run has used for 90 days goes."""
    with store.transaction() as connection:
        (before,) = connection.execute("SELECT max(id) FROM run WHERE scope = ?", (scope,)).fetchone()
        run = connection.execute("INSERT INTO run (scope, completed) VALUES (?, ?)", (scope, completed)).lastrowid
        for seen in bundles:
            where = (scope, seen.place, seen.name, seen.case, seen.content)
            connection.execute(_SEEN, (*where, seen.status, seen.log_ends, seen.errors, seen.kept, run, run))
            (bundle,) = connection.execute(_WHICH, where).fetchone()
            stays = connection.execute(_STAYS, (run, bundle, before)).rowcount
            if not stays:
                connection.execute("INSERT OR IGNORE INTO stay VALUES (?, ?, ?)", (bundle, run, run))
            connection.execute("DELETE FROM found WHERE bundle = ?", (bundle,))
            connection.executemany(
                "INSERT OR REPLACE INTO found VALUES (?, ?, ?, ?, ?)", [(bundle, *cause) for cause in seen.found]
            )
        store.note_used(connection)
        connection.execute("DELETE FROM kept WHERE used < date(?, ?)", (completed, _UNUSED_AFTER))
