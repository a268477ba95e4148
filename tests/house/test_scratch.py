"""Temporary folders go with their process, or with the next one; nobody else's are touched."""

import os
import tempfile
import time
from pathlib import Path

import pytest

from omelog.scratch import scratch, sweep


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def old(folder: Path) -> Path:
    """Make a folder look as if it had been made two hours ago."""
    os.utime(folder, (time.time() - 7200,) * 2)
    return folder


def left(place: Path, name: str) -> Path:
    """Make a folder with a file in it, as a process leaves it that is killed."""
    folder = place / name
    folder.mkdir()
    (folder / "store.sqlite").write_text("")
    return old(folder)


def test_a_folder_is_there_for_its_owner_and_goes(place: Path) -> None:
    with scratch() as folder:
        (folder / "file").write_text("x")
        assert folder.parent == place
        assert folder.stat().st_mode & 0o777 == 0o700
    assert list(place.iterdir()) == []


def test_what_was_left_is_swept_and_what_lives_is_not(place: Path) -> None:
    with scratch() as living:
        old(living)
        dead = left(place, ".omelog-0123456789abcdef")
        with scratch():
            assert living.is_dir()
            assert not dead.exists()


def test_other_folders_young_ones_and_links_stay(place: Path) -> None:
    mine = [left(place, name) for name in ("omelog-report", ".omelog-mine", ".omelog-0123456789abcdef.d", "0")]
    young = place / ".omelog-fedcba9876543210"
    young.mkdir()
    link = place / ".omelog-0000000000000000"
    link.symlink_to(mine[0])
    os.utime(link, (0, 0), follow_symlinks=False)
    sweep(place)
    assert all((folder / "store.sqlite").exists() for folder in mine)
    assert young.is_dir()
    assert link.is_symlink()
