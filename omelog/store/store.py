"""The open store: known files, and what was made of their content."""

import contextlib
import datetime as dt
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

MOST_KEPT = 16 * 1024 * 1024  # bytes of one item: what is larger is made again when it is wanted
_DAMAGE = ("malformed", "not a database", "disk image", "no such table", "no such column")


class StoreError(Exception):
    """The store cannot be used; the text says why. `damaged` tells that setting it aside will help."""

    def __init__(self, text: str, *, damaged: bool) -> None:
        super().__init__(text)
        self.damaged = damaged


class File(NamedTuple):
    """A file as it was read: path, stamp, and the digest of its content."""

    path: bytes
    stamp: bytes
    content: str


class Kept(NamedTuple):
    """Something made of a content; `key` digests all else that it depends on."""

    kind: str
    content: str
    key: str
    data: bytes


class Store:
    """An open store, for all threads of a process. A method raises StoreError where the file gives or takes nothing."""

    def __init__(self, path: Path, connection: sqlite3.Connection, identity: tuple[int, int]) -> None:
        """Take an open connection; `identity` (device and number of the file) tells it from one put in its place."""
        self.path = path
        self.identity = identity
        self._connection = connection
        self._lock = threading.RLock()
        self._used: set[tuple[str, str, str]] = set()
        self._today = dt.datetime.now(dt.UTC).date().isoformat()

    def rows(self, query: str, *values: object) -> list[Any]:
        """Give the rows of a query."""
        with self._lock, _told():
            return self._connection.execute(query, values).fetchall()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write in one go: all of it is kept, or nothing."""
        with self._lock, _told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

    def content(self, path: bytes, stamp: bytes) -> str | None:
        """Give the digest of a file's content, if the file was read with this very stamp."""
        rows = self.rows("SELECT content FROM file WHERE path = ? AND stamp = ?", path, stamp)
        return rows[0][0] if rows else None

    def has_size(self, size: int) -> bool:
        """Tell whether a content of this size is known: only then is a file that is not known worth a digest."""
        return bool(self.rows("SELECT 1 FROM content WHERE size = ? LIMIT 1", size))

    def get(self, kind: str, content: str, key: str) -> bytes | None:
        """Give what was kept."""
        where = (kind, content, key)
        rows = self.rows("SELECT data, used FROM kept WHERE kind = ? AND content = ? AND key = ?", *where)
        if not rows:
            return None
        data, used = rows[0]
        if used != self._today:
            self._used.add(where)
        return bytes(data)

    def put(self, kept: Iterable[Kept], size: int, file: File | None = None) -> None:
        """Keep what was made of one content of `size` bytes, and the file that it was read from."""
        with self.transaction() as connection:
            for kind, content, key, data in kept:
                if len(data) <= MOST_KEPT:
                    values = (kind, content, key, self._today, data)
                    connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)", values)
                    connection.execute("INSERT OR IGNORE INTO content VALUES (?, ?)", (content, size))
            if file is not None:
                connection.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", file)

    def note_used(self, connection: sqlite3.Connection) -> None:
        """Write down, in a transaction, that what `get` gave was used today."""
        update = "UPDATE kept SET used = ? WHERE kind = ? AND content = ? AND key = ?"
        connection.executemany(update, [(self._today, *where) for where in sorted(self._used)])
        self._used.clear()

    def compact(self) -> None:
        """Give back the space of what was deleted: nothing of it is left in the file."""
        with self._lock, _told():
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn what SQLite raises into a StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(str(error), damaged=is_damage(error)) from error


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether the file itself is at fault, and not a lock, the disk or its permissions."""
    return any(words in str(error) for words in _DAMAGE)
