"""An output format is one file: dropped in, it is in the help, in the documents and in what triage and render write."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from how_to import shown
from places import ROOT
from running import Run, environment, omelog

from omelog.report import format_named, format_names

SAMPLE = ROOT / "samples" / "one-blocker.zip"
TREE = ("omelog", "grammars", "templates", "docs", "bench", "tests/support", "README.md")
SLUGS = "omelog/report/formats/slugs.py"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what is needed to run omelog and to make its documents, with a format more; runs there take the copy."""
    folder = tmp_path_factory.mktemp("tree")
    for name in TREE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    (folder / SLUGS).write_text(shown(SLUGS), encoding="utf-8")
    return folder


def run(tree: Path, *arguments: str | Path) -> Run:
    """Run the copy of omelog, and the processes that it starts too."""
    return omelog(*arguments, cwd=tree, PYTHONPATH=str(tree))


def documented(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(tree / "docs" / "generate.py"), *arguments]
    told = environment(tree) | {"PYTHONPATH": str(tree)}
    return subprocess.run(command, cwd=tree, env=told, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("command", ["triage", "watch", "render"])
def test_help_names_it(tree: Path, command: str) -> None:
    words = run(tree, command, "--help").stdout.split("--format", 1)[1].split("repeated", 1)[0]
    assert set(re.findall(r"[a-z]+", words)) >= {"slugs", *format_names()}


def test_triage_and_render_write_it(tree: Path) -> None:
    assert run(tree, "triage", SAMPLE, SAMPLE, "-f", "slugs", "-f", "json", "-o", "out").code == 0
    made = (tree / "out" / "slugs.txt").read_text(encoding="utf-8")
    assert len(re.findall(r"^slugs: \S+ \S+$", made, re.MULTILINE)) == made.count("\n") == 2
    assert run(tree, "render", "out/report.json", "-f", "slugs", "-o", "again").code == 0
    assert (tree / "again" / "slugs.txt").read_text(encoding="utf-8") == made
    assert run(tree, "triage", SAMPLE, "-f", "slugs", "-o", "-").stdout.startswith("slugs: ")


def test_an_earlier_file_of_it_is_ours_to_remove(tree: Path) -> None:
    assert run(tree, "triage", SAMPLE, "-f", "slugs", "-o", "later").code == 0
    assert run(tree, "triage", SAMPLE, "-f", "json", "-o", "later").code == 0
    assert [path.name for path in (tree / "later").iterdir()] == ["report.json"]


def test_an_unknown_format_is_told_with_all_that_are_known(tree: Path) -> None:
    told = run(tree, "triage", SAMPLE, "-f", "slug", "-o", "no")
    assert told.code == 2
    assert all(name in told.stderr for name in ["slugs", *format_names()])


def test_documents_name_it(tree: Path) -> None:
    stale = documented(tree, "--check")
    assert stale.returncode == 1, stale.stderr
    assert documented(tree).returncode == 0
    assert documented(tree, "--check").returncode == 0
    readme = (tree / "README.md").read_text(encoding="utf-8")
    assert "| `slugs` | `slugs.txt` | another program: the causes of each bundle |" in readme
    assert "slugs" in (tree / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", format_names())
def test_a_format_is_documented_in_one_line(name: str) -> None:
    assert re.fullmatch(r"[^\n|]{5,}[^.\n|]", format_named(name).PURPOSE)
