"""A run asks its store where it has one, and goes on where it fails: each failure is a line, said once."""

from pathlib import Path

from omelog.store import Access, Store

SCOPE = "scope"


def noted(store: Store) -> list[tuple[str, bytes]]:
    return store.notes("kind", SCOPE)


def note(store: Store) -> None:
    store.note("kind", SCOPE, {"name": ("content", b"data")})


def test_it_is_opened_when_it_is_first_asked_and_closed_at_the_end(tmp_path: Path) -> None:
    place = tmp_path / "store.sqlite"
    with Access(place) as access:
        assert not place.exists()
        access.ask(note, None)
    with Access(place) as access:
        assert access.ask(noted, []) == [("content", b"data")]


def test_without_a_store_every_answer_is_the_other_one(tmp_path: Path) -> None:
    said: list[str] = []
    with Access(None, said.append) as access:
        assert (access.is_open, access.ask(noted, "nothing"), said) == (False, "nothing", [])
    with Access(tmp_path, said.append) as access:  # a folder
        assert [access.ask(noted, "nothing") for _ in range(3)] == ["nothing"] * 3
        assert not access.is_open
    assert len(said) == 1
    assert "went on without it" in said[0]


def test_what_is_damaged_at_work_is_replaced_by_a_new_one(tmp_path: Path) -> None:
    said: list[str] = []
    with Access(tmp_path / "store.sqlite", said.append) as access:
        access.ask(note, None)
        access.ask(lambda store: store.rows(tuple[str], "DROP TABLE kept"), None)
        assert access.ask(noted, "nothing") == "nothing"
        assert access.ask(noted, "nothing") == []
    assert len(said) == 1
    assert "a new one begun" in said[0]
