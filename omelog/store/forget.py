"""Takes out of the store what somebody does not want to be kept."""

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from omelog.store.store import Store, StoreError
from omelog.text.visible import storable

_SAME = "INSERT OR IGNORE INTO leaving SELECT id FROM bundle WHERE content IN going OR kept IN going"


class Forgotten(NamedTuple):
    """How much was deleted: bundles of earlier runs, and files of which contents were kept.

    `reports` are the folders of reports of inboxes that hold what was deleted until they are made anew.
    """

    bundles: int
    files: int
    reports: tuple[str, ...] = ()


def forget(store: Store, name: str) -> Forgotten:
    """Delete all that is kept of the bundles of this name, file or case, and of equal contents under other names."""
    with _chosen(store) as connection:
        connection.execute(
            "INSERT INTO leaving SELECT id FROM bundle"
            " WHERE name = :name OR case_id = :name OR substr(name, 1, length(:name) + 1) = :name || '/'",
            {"name": storable(name)},
        )
        connection.execute("INSERT OR IGNORE INTO going SELECT content FROM bundle WHERE id IN leaving")
        connection.execute("INSERT OR IGNORE INTO going SELECT kept FROM bundle WHERE id IN leaving")
        connection.executemany("INSERT OR IGNORE INTO going VALUES (?)", _contents_of(connection, name))
        connection.execute("DELETE FROM going WHERE content = ''")
        connection.execute(_SAME)
        forgotten = _delete(connection)
    _compact(store)
    return forgotten


def forget_contents(store: Store, contents: Iterable[str]) -> Forgotten:
    """Delete all that is kept of contents, and the bundles that had them."""
    with _chosen(store) as connection:
        connection.executemany("INSERT OR IGNORE INTO going VALUES (?)", [(one,) for one in contents if one])
        connection.execute(_SAME)
        forgotten = _delete(connection)
    _compact(store)
    return forgotten


def forget_unused(store: Store, days: int) -> Forgotten:
    """Delete the bundles that no run of the last so many days has seen, and what was kept and not used since.

    Of what was kept the day is known alone; the first day counts as past.
    """
    with _chosen(store) as connection:
        since = f"-{days} days"
        connection.execute(
            "INSERT INTO leaving SELECT bundle.id FROM bundle JOIN run ON run.id = last_run"
            " WHERE julianday(completed) < julianday('now', ?)",
            (since,),
        )
        connection.execute(
            "INSERT INTO going SELECT digest FROM content"
            " WHERE digest NOT IN (SELECT content FROM bundle WHERE id NOT IN leaving)"
            " AND digest NOT IN (SELECT kept FROM bundle WHERE id NOT IN leaving)"
            " AND digest NOT IN (SELECT content FROM kept WHERE used > date('now', ?))",
            (since,),
        )
        connection.execute("DELETE FROM kept WHERE used <= date('now', ?)", (since,))
        forgotten = _delete(connection)
        connection.execute(
            "DELETE FROM run WHERE julianday(completed) < julianday('now', ?)"
            " AND id NOT IN (SELECT last_run FROM bundle) AND id NOT IN (SELECT first_run FROM bundle)"
            " AND id NOT IN (SELECT last_run FROM stay)",
            (since,),
        )
    _compact(store)
    return forgotten


@contextlib.contextmanager
def _chosen(store: Store) -> Iterator[sqlite3.Connection]:
    """Begin a transaction with two empty lists: bundles (`leaving`) and contents (`going`) that are to be deleted."""
    with store.transaction() as connection:
        connection.execute("CREATE TEMP TABLE leaving (id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TEMP TABLE going (content TEXT PRIMARY KEY)")
        yield connection
        connection.execute("DROP TABLE leaving")
        connection.execute("DROP TABLE going")


def _contents_of(connection: sqlite3.Connection, name: str) -> list[tuple[str]]:
    """Return the contents of files that a run read under this name, or at this path, and perhaps did not finish."""
    wanted = name.encode("utf-8", "surrogateescape")
    files: list[tuple[bytes, str]] = connection.execute("SELECT path, content FROM file").fetchall()
    return [
        (content,) for path, content in files if path == wanted or path.replace(b"\\", b"/").endswith(b"/" + wanted)
    ]


def _delete(connection: sqlite3.Connection) -> Forgotten:
    bundles = connection.execute("DELETE FROM bundle WHERE id IN leaving").rowcount
    connection.execute("DELETE FROM found WHERE bundle IN leaving")
    connection.execute("DELETE FROM stay WHERE bundle IN leaving")
    connection.execute("DELETE FROM closed WHERE content IN going")
    query = (
        "SELECT DISTINCT report.data FROM kept AS arrival JOIN kept AS report ON report.kind = 'report'"
        " AND report.key = substr(arrival.key, 1, length(report.key))"
        " WHERE arrival.kind = 'arrival' AND arrival.content IN going"
    )
    reports = tuple(os.fsdecode(place) for (place,) in connection.execute(query))
    files = connection.execute("DELETE FROM content WHERE digest IN going").rowcount
    connection.execute("DELETE FROM kept WHERE content IN going")
    connection.execute("DELETE FROM file WHERE content IN going")
    return Forgotten(bundles, files, reports)


def _compact(store: Store) -> None:
    """Shrink the file; another run that holds it open is no reason to fail, since deleted pages were overwritten."""
    with contextlib.suppress(StoreError):
        store.compact()
