"""How to add one of a kind: the files of the pages are written, their commands run, and answer what the pages show."""

import shutil
from pathlib import Path

import pytest
from how_to import PAGES, commands, files
from places import ROOT
from running import omelog

_TREE = ("omelog", "grammars", "templates", "samples")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what omelog needs, with the files of all pages in it."""
    folder = tmp_path_factory.mktemp("tree")
    for name in _TREE:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for page in PAGES:
        for name, text in files(page).items():
            path = folder / name
            assert not path.exists(), path
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_its_files_and_commands_do_what_it_says(tree: Path, page: Path) -> None:
    for (program, *arguments), answer in commands(page):
        assert program == "omelog"
        run = omelog(*arguments, cwd=tree, PYTHONPATH=str(tree))
        assert run.code == 0, run
        words = " ".join((run.stdout + run.stderr).split())
        assert [line for line in answer if line not in words] == [], words


def test_each_room_of_files_that_are_found_has_a_page() -> None:
    assert {page.stem for page in PAGES} == {"README", "cause", "format", "kind", "envelope", "secret"}
    for page in PAGES[1:]:
        assert list(commands(page))
