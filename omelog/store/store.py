"""The open store: known files, and what was made of their content."""

import contextlib
import datetime as dt
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

MOST_KEPT = 16 * 1024 * 1024  # bytes of one item: what is larger is made again when it is wanted
_Row = TypeVar("_Row")
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


class Stored(NamedTuple):
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

    def rows(self, kind: type[_Row], query: str, *values: object) -> list[_Row]:
        """Return the rows of a query, each a tuple of this kind: what a damaged file holds may be anything."""
        with self._lock, told():
            return msgspec.convert(self._connection.execute(query, values).fetchall(), list[kind])  # type: ignore[valid-type]  # a type that is a value

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write in one go: all of it is kept, or nothing."""
        with self._lock, told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

    def content(self, path: bytes, stamp: bytes) -> str | None:
        """Return the digest of a file's content, if the file was read with this very stamp."""
        rows = self.rows(tuple[str], "SELECT content FROM file WHERE path = ? AND stamp = ?", path, stamp)
        return rows[0][0] if rows else None

    def has_size(self, size: int) -> bool:
        """Return whether a content of this size is known: only then is a file that is not known worth a digest."""
        return bool(self.rows(tuple[int], "SELECT 1 FROM content WHERE size = ? LIMIT 1", size))

    def get(self, kind: str, content: str, key: str) -> bytes | None:
        """Return what was kept."""
        where = (kind, content, key)
        query = "SELECT data, used FROM kept WHERE kind = ? AND content = ? AND key = ?"
        rows = self.rows(tuple[bytes, str], query, *where)
        if not rows:
            return None
        data, used = rows[0]
        if used != self._today:
            self._used.add(where)
        return data

    def put(self, kept: Iterable[Stored], size: int, file: File | None = None) -> None:
        """Keep what was made of one content of `size` bytes, and the file that it was read from."""
        with self.transaction() as connection:
            for kind, content, key, data in kept:
                if len(data) <= MOST_KEPT:
                    values = (kind, content, key, self._today, data)
                    connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)", values)
                    connection.execute("INSERT OR IGNORE INTO content VALUES (?, ?)", (content, size))
            if file is not None:
                connection.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", file)

    def notes(self, kind: str, scope: str) -> list[tuple[str, bytes]]:
        """Return what was noted for a scope, each with the content that it is about."""
        query = "SELECT content, data FROM kept WHERE kind = ? AND substr(key, 1, ?) = ? ORDER BY key"
        return self.rows(tuple[str, bytes], query, kind, len(scope), scope)

    def note(self, kind: str, scope: str, new: Mapping[str, tuple[str, bytes]], gone: Iterable[str] = ()) -> None:
        """Note things for a scope, by name and each with its content, and drop others; the rest is in use.

        What was forgotten meanwhile does not come back.
        """
        with self.transaction() as connection:
            dropped = [(kind, scope + name) for name in gone]
            connection.executemany("DELETE FROM kept WHERE kind = ? AND key = ?", dropped)
            rows = [(kind, content, scope + name, self._today, data) for name, (content, data) in new.items()]
            connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)", rows)
            update = "UPDATE kept SET used = ? WHERE kind = ? AND substr(key, 1, ?) = ?"
            connection.execute(update, (self._today, kind, len(scope), scope))

    def note_used(self, connection: sqlite3.Connection) -> None:
        """Write down, in a transaction, that what `get` gave was used today."""
        update = "UPDATE kept SET used = ? WHERE kind = ? AND content = ? AND key = ?"
        connection.executemany(update, [(self._today, *where) for where in sorted(self._used)])
        self._used.clear()

    def compact(self) -> None:
        """Hand back the space of what was deleted: nothing of it is left in the file."""
        with self._lock, told():
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn what SQLite raises, and what rows that are none give rise to, into a StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        # A lock, the disk and permissions are no damage of the file itself.
        raise StoreError(str(error), damaged=any(words in str(error) for words in _DAMAGE)) from error
    except (ValueError, TypeError, OverflowError) as error:
        raise StoreError("it holds what nobody has put there", damaged=True) from error
