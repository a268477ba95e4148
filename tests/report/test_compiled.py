"""Compiled templates are kept for the next run, and trusted only where nobody else can write."""

from pathlib import Path

import pytest
import reports

from omelog import resources
from omelog.report.html.environment import environment
from omelog.wording.bundle import bundle_story


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which they are kept, by the user's settings."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "omelog" / "templates"


def page() -> str:
    made = environment()
    report = reports.report(reports.bundle(findings=[reports.finding(1)]))
    return made.get_template("report.html.j2").render(page=bundle_story(report, report.bundles[0], alone=True))


def test_a_page_is_the_same_with_templates_that_were_kept(folder: Path) -> None:
    first = page()
    files = sorted(folder.iterdir())
    assert files
    assert page() == first
    for file in files:
        file.write_bytes(file.read_bytes()[:40])  # cut off
    assert page() == first


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o755])
def test_a_folder_that_others_can_enter_is_not_used(folder: Path, mode: int) -> None:
    folder.mkdir(parents=True)
    folder.chmod(mode)
    assert page()
    assert list(folder.iterdir()) == []


def test_a_link_to_a_folder_is_not_used(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder.parent.mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    assert page()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_in_its_place_is_passed_over(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("no folder")
    assert page()


def test_nothing_is_kept_of_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/dev/null")
    assert resources.own("cache") is None
    assert environment().bytecode_cache is None
