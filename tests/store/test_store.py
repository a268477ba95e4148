"""The store by itself: opened, damaged, shared, forgotten."""

import datetime as dt
import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from omelog.store import (
    File,
    Forgotten,
    Opened,
    PastRun,
    Seen,
    SeenCause,
    Store,
    Stored,
    StoreError,
    complete,
    forget,
    forget_unused,
    history,
    last_run,
    open_store,
    renewed,
)

ERROR = SeenCause("missing-eku", "certain", 2, "2024-01-25T09:00:00")
FAILING = Seen("case/a.zip", "4711", "digest-a", "analyzed", "2024-01-25T10:00:00", (ERROR,))
CLEAN = Seen("b.zip", "4711", "digest-b", "analyzed", "2024-01-25T11:00:00", ())
COPY = Seen("c.zip", "4712", "digest-a", "analyzed", "2024-01-25T10:00:00", (ERROR,))
NOW = dt.datetime.now(dt.UTC)


_open: list[Store] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Close what a test has left open."""
    yield
    while _open:
        _open.pop().close()


def to_close(made: Opened) -> Opened:
    """Note a store that is closed after the test."""
    if made.store is not None:
        _open.append(made.store)
    return made


def opened(path: Path) -> Store:
    """Open a store of which nothing is to be said."""
    store, said = to_close(open_store(path))
    assert store is not None
    assert said is None
    return store


def ago(days: int) -> str:
    """Return a moment so many days ago, as runs are dated."""
    return (NOW - dt.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def filled(path: Path) -> Store:
    """Make a store with a run in it, and what was made of the bundles."""
    store = opened(path)
    for name, content in (("a.zip", "digest-a"), ("b.zip", "digest-b")):
        kept = [
            Stored("reading", content, "key", os.urandom(50_000)),
            Stored("done", content, "key", b"customer " + b"x" * 99),
        ]
        store.put(kept, 7, File(b"/share/case/" + name.encode(), b"stamp", content))
    complete(store, "scope", ago(0), [FAILING, CLEAN, COPY])
    return store


def test_what_was_put_is_there_for_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.sqlite"
    filled(path).close()
    store = opened(path)
    assert store.content(b"/share/case/a.zip", b"stamp") == "digest-a"
    assert store.content(b"/share/case/a.zip", b"other") is None
    assert (store.get("done", "digest-a", "key") or b"").startswith(b"customer")
    assert store.get("done", "digest-a", "other key") is None
    assert [store.has_size(size) for size in (7, 8)] == [True, False]
    assert last_run(store, "scope") == PastRun(ago(0), [FAILING, CLEAN, COPY])
    assert last_run(store, "other scope") is None


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.sqlite"
    store = filled(path)
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    store.close()
    path.chmod(0o644)
    opened(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def garbage(path: Path) -> None:
    path.write_bytes(b"junk" * 9999)


def truncated(path: Path) -> None:
    filled(path).close()
    os.truncate(path, 6000)


def header_lost(path: Path) -> None:
    filled(path).close()
    with path.open("r+b") as file:
        file.write(bytes(4096))


def other_tables(path: Path) -> None:
    filled(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 0")
    connection.close()


@pytest.mark.parametrize("damaged", [garbage, truncated, header_lost, other_tables])
def test_a_damaged_store_is_set_aside_and_begun_anew(tmp_path: Path, damaged: Callable[[Path], None]) -> None:
    path = tmp_path / "store.sqlite"
    damaged(path)
    before = path.read_bytes()
    store, said = to_close(open_store(path))
    if store is not None and said is None:  # the first page is whole: it shows when it is used
        with pytest.raises(StoreError) as met:
            history(store)
        store, said = to_close(renewed(store, met.value))
    assert store is not None
    assert said is not None
    assert "set aside" in said
    (aside,) = [file for file in tmp_path.iterdir() if "damaged" in file.name]
    assert aside.name in said
    assert aside.read_bytes() == before
    assert history(store).runs == 0
    complete(store, "scope", ago(0), [FAILING])
    assert history(opened(path)).runs == 1


def test_an_empty_file_is_an_empty_store(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.touch()
    assert history(opened(path)).runs == 0


def newer(path: Path) -> None:
    filled(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def of_another_program(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("made", "why"), [(newer, "a newer omelog"), (of_another_program, "another program"), (Path.mkdir, "directory")]
)
def test_what_is_not_ours_is_left_alone(tmp_path: Path, made: Callable[[Path], None], why: str) -> None:
    path = tmp_path / "store.sqlite"
    made(path)
    before = path.read_bytes() if path.is_file() else None
    store, said = to_close(open_store(path))
    assert store is None
    assert why in (said or "")
    assert [file.name for file in tmp_path.iterdir()] == ["store.sqlite"]
    assert before is None or path.read_bytes() == before


def test_a_file_stands_where_the_folder_should(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store, said = to_close(open_store(tmp_path / "file" / "store.sqlite"))
    assert store is None
    assert "cannot be used" in (said or "")


def test_two_that_find_the_same_damage_set_one_store_aside(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    one, other = filled(path), opened(path)
    error = StoreError("database disk image is malformed", damaged=True)
    assert "set aside" in (to_close(renewed(one, error)).said or "")
    new = to_close(renewed(other, error)).store
    assert new is not None
    assert len([file for file in tmp_path.iterdir() if "damaged" in file.name]) == 1


_WRITER = """
import sys
import time
from pathlib import Path
from omelog.store import *
store, said = open_store(Path(sys.argv[1]))
assert store is not None, said
for number in range(150):
    content = f"{sys.argv[2]}-{number}"
    store.put([Stored("done", content, "key", bytes(20_000))], number, File(content.encode(), b"stamp", content))
complete(store, sys.argv[2], "2026-01-01T00:00:00Z", [Seen("a.zip", "", "x", "analyzed", None, ())])
"""


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    names = ["one", "two", "three"]
    running = [subprocess.Popen([sys.executable, "-c", _WRITER, path, name], stderr=subprocess.PIPE) for name in names]
    assert [(process.communicate()[1], process.returncode) for process in running] == [(b"", 0)] * 3
    store = opened(path)
    assert all(store.get("done", f"{name}-{number}", "key") for name in names for number in range(150))
    assert history(store).runs == 3
    assert store.rows(tuple[str], "PRAGMA integrity_check") == [("ok",)]


def test_a_store_that_several_begin_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as several:
        for number in range(60):
            path = tmp_path / f"{number}.sqlite"

            def begin(turn: int, path: Path = path) -> str | None:
                time.sleep(turn / 4000)  # one after another, a moment apart
                return to_close(open_store(path)).said

            assert list(several.map(begin, range(8))) == [None] * 8


def test_history(tmp_path: Path) -> None:
    store = filled(tmp_path / "store.sqlite")
    complete(store, "scope", ago(0), [FAILING, CLEAN, COPY])
    found = history(store)
    assert (found.runs, found.bundles, found.again) == (2, 2, 2)
    assert [(week.week, week.cause, week.bundles, week.errors) for week in found.weeks] == [
        ("2024-W04", "missing-eku", 1, 2)
    ]
    assert [(again.names, again.cases) for again in found.repeated] == [(["c.zip", "case/a.zip"], ["4711", "4712"])]
    assert [(case.case, case.bundles, case.later_without) for case in found.failing] == [
        ("4711", ["case/a.zip"], ["b.zip"]),
        ("4712", ["c.zip"], []),
    ]


def test_a_case_that_its_last_run_found_clean_fails_no_more(tmp_path: Path) -> None:
    store = filled(tmp_path / "store.sqlite")
    complete(store, "scope", ago(0), [FAILING._replace(content="digest-new", found=()), CLEAN])
    assert history(store).failing == []


def test_the_bundles_of_one_archive_are_not_the_same_bundle(tmp_path: Path) -> None:
    store = opened(tmp_path / "store.sqlite")
    roots = [FAILING._replace(name="a.zip/source"), FAILING._replace(name="a.zip/target", found=())]
    complete(store, "scope", ago(0), roots)
    assert history(store).repeated == []


@pytest.mark.parametrize(
    ("name", "bundles"),
    [("case/a.zip", 2), ("4711", 3), ("/share/case/a.zip", 2), ("case", 2), ("nothing", 0), ("\udcff", 0)],
)
def test_forgotten_by_name_file_case_or_folder(tmp_path: Path, name: str, bundles: int) -> None:
    path = tmp_path / "store.sqlite"
    store = filled(path)
    assert forget(store, name).bundles == bundles
    known = [store.get("done", content, "key") is not None for content in ("digest-a", "digest-b")]
    assert known == [bundles == 0, name != "4711"]
    store.close()
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert (b"customer" in left) == any(known)


def test_forgotten_by_age(tmp_path: Path) -> None:
    store = filled(tmp_path / "store.sqlite")
    complete(store, "old", ago(40), [Seen("old.zip", "", "digest-old", "analyzed", None, ())])
    store.put([Stored("done", "digest-old", "key", b"old")], 3)
    with store.transaction() as connection:
        connection.execute("UPDATE kept SET used = ? WHERE content = 'digest-old'", (ago(40)[:10],))
    assert forget_unused(store, 50).bundles == 0
    assert forget_unused(store, 30) == Forgotten(bundles=1, files=1)
    assert store.get("done", "digest-old", "key") is None
    assert store.get("done", "digest-a", "key") is not None
    assert history(store).bundles == 2


def test_what_nobody_has_used_for_long_goes_by_itself(tmp_path: Path) -> None:
    store = filled(tmp_path / "store.sqlite")
    with store.transaction() as connection:
        connection.execute("UPDATE kept SET used = ?", (ago(91)[:10],))
    assert store.get("done", "digest-a", "key") is not None  # this is a use
    complete(store, "scope", ago(0), [FAILING])
    assert [store.get("done", content, "key") is not None for content in ("digest-a", "digest-b")] == [True, False]


def test_what_is_very_large_is_not_kept(tmp_path: Path) -> None:
    store = opened(tmp_path / "store.sqlite")
    store.put(
        [Stored("reading", "digest", "key", bytes(16 * 1024 * 1024 + 1)), Stored("done", "digest", "key", b"x")], 1
    )
    assert store.get("reading", "digest", "key") is None
    assert store.get("done", "digest", "key") == b"x"


def test_a_store_that_another_process_has_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omelog.store.opening._WAIT", 0.1)
    path = tmp_path / "store.sqlite"
    store = filled(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    store.rows(tuple[int], "PRAGMA busy_timeout = 100")
    with pytest.raises(StoreError) as met:
        complete(store, "scope", ago(0), [])
    assert not met.value.damaged
    assert renewed(store, met.value).store is None
    other.execute("ROLLBACK")
    other.close()
    assert len(history(opened(path)).weeks) == 1


@pytest.mark.parametrize("content", [b"PK\x03\x04 a bundle of a customer", b"[ERROR] 2024-01-25 a log", b"x"])
def test_a_file_that_is_no_store_and_not_named_as_one_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "case.zip"
    path.write_bytes(content)
    store, said = to_close(open_store(path))
    assert store is None
    assert said is not None
    assert "went on without it" in said
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["case.zip"]
