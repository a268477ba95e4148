"""Opens the store: makes it, checks that it is ours, sets a damaged one aside."""

import contextlib
import datetime as dt
import os
import sqlite3
import time
from pathlib import Path
from typing import NamedTuple

from omelog import resources
from omelog.store.schema import APPLICATION, TABLES, UPGRADES, VERSION
from omelog.store.store import Store, StoreError, told

FILE_NAME = "store.sqlite"
_WAIT = 15.0  # seconds for another process to end its transaction
_PAUSE = 0.02
_SETTINGS = ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON")
_COMPANIONS = ("-wal", "-shm")
_SUFFIXES = (".sqlite", ".sqlite3", ".db")
_MAGIC = b"SQLite format 3"


class Opened(NamedTuple):
    """The store, or None to go on without; and what to say of it: why not, or what was done with a damaged one."""

    store: Store | None
    said: str | None = None


def default_path() -> Path | None:
    """Return the platform's usual place of the store; None for a user without a home."""
    folder = resources.own("state")
    return folder and folder / FILE_NAME


def open_store(path: Path) -> Opened:
    """Open the store, made where there is none. A damaged one is set aside, never deleted, and made anew.

    A file that is no database and is not named as one may be anything, a bundle in the wrong place for one: it stays.
    """
    try:
        return Opened(_opened(path))
    except StoreError as error:
        return _anew(path, str(error), _identity(path)) if error.damaged else Opened(None, _without(path, str(error)))


def in_memory() -> Store:
    """Make a store that goes with whoever asked for it."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.executescript(TABLES)
    return Store(Path(), connection, (0, 0))


def renewed(store: Store, error: StoreError) -> Opened:
    """Go on after an error met at work: with a new store where the old one is damaged, else without."""
    store.close()
    if not error.damaged:
        return Opened(None, _without(store.path, str(error)))
    return _anew(store.path, str(error), store.identity)


def _anew(path: Path, why: str, identity: tuple[int, int] | None) -> Opened:
    aside = path.with_name(f"{path.name}.damaged-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{os.getpid()}")
    try:
        if _identity(path) == identity:  # else another process has put a new one in its place by now
            path.rename(aside)
            for end in _COMPANIONS:
                with contextlib.suppress(FileNotFoundError):
                    Path(f"{path}{end}").unlink()
        return Opened(
            _opened(path), f"{path}: the store is damaged ({why}); set aside as {aside.name}, and a new one begun"
        )
    except OSError as error:
        return Opened(None, _without(path, f"it is damaged and cannot be set aside: {error.strerror}"))
    except StoreError as error:
        return Opened(None, _without(path, str(error)))


def _may_be_a_store(path: Path) -> bool:
    """Make the file where there is none; tell whether it is a database, new, or at least named as one."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o600)
    try:
        return path.suffix in _SUFFIXES or os.read(descriptor, len(_MAGIC)) in (_MAGIC, b"")
    finally:
        os.close(descriptor)


def _without(path: Path, why: str) -> str:
    others = "--store PATH names another; with --store none there is none"
    return f"{path}: the store cannot be used: {why}; went on without it ({others})"


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _opened(path: Path) -> Store:
    """Open a store, or raise StoreError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Made with its mode before SQLite opens it: its companions (-wal, -shm) take theirs from it.
        if not _may_be_a_store(path):  # SQLite itself would write over a file of a few bytes
            raise StoreError("it is not a store of omelog", damaged=False)
        path.chmod(0o600)
        identity = _identity(path) or (0, 0)
    except OSError as error:
        raise StoreError(error.strerror or str(error), damaged=False) from error
    with told():
        connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    try:
        with told():
            _prepare(connection)
    except StoreError:
        connection.close()
        raise
    return Store(path, connection, identity)


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the tables where there are none; refuse what is not ours. Waits while others do the same."""
    end = time.monotonic() + _WAIT
    while True:
        try:
            _prepare_once(connection)
        except sqlite3.OperationalError as error:
            connection.rollback()
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(_PAUSE)  # SQLite itself does not wait where two change the journal at once
        else:
            return


def _prepare_once(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("BEGIN")  # all questions are answered of one and the same moment
    found = _version(connection)
    connection.rollback()
    if found != VERSION:
        connection.execute("BEGIN IMMEDIATE")
        while (found := _version(connection)) != VERSION:  # another process may have been faster
            statements, reached = (UPGRADES[found], found + 1) if found else (TABLES, VERSION)
            for statement in statements.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {reached}")
        connection.commit()
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}").fetchall()


def _version(connection: sqlite3.Connection) -> int:
    """Return the version of the tables, 0 where there are none; raise StoreError for what must not be touched."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if not tables and not application:
        return 0
    if application != APPLICATION:
        raise StoreError("it is a database of another program", damaged=False)
    if version > VERSION:
        raise StoreError("a newer omelog has made it", damaged=False)
    if not tables or (version != VERSION and version not in UPGRADES):
        raise StoreError("its tables are not those of this omelog", damaged=True)
    return int(version)
