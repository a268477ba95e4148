"""The rows of `make matrix`: which Pythons there are, and which versions they are given."""

import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from places import ROOT

MATRIX = runpy.run_path(str(ROOT / "tools" / "matrix.py"), run_name="matrix")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HERE = ".".join(map(str, sys.version_info[:2]))


def of_users() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"]
    lines = PROJECT["dependencies"] + [line for name in extras.keys() - {"dev", "test"} for line in extras[name]]
    return [Requirement(line) for line in lines]


def test_the_lowest_row_holds_every_dependency_at_its_lower_bound() -> None:
    held = {one.name: one.specifier for one in map(Requirement, MATRIX["lowest"]().splitlines())}
    for one in of_users():
        (bound,) = (part.version for part in one.specifier if part.operator == ">=")
        assert held[one.name] == SpecifierSet(f"=={bound}")
    assert "pytest" in held
    assert "ruff" not in held


def test_every_python_has_a_row_and_the_versions_have_two() -> None:
    pythons = {"3.11": Path("a"), "3.13": Path("b")}
    rows = {row.name: (row.python, bool(row.constraints)) for row in MATRIX["rows"](pythons)}
    own = {version: (path, True) for version, path in pythons.items()}
    assert rows == own | {"lowest": (Path("a"), True), "newest": (Path("b"), False)}
    oldest = SpecifierSet(PROJECT["requires-python"])
    assert [version for version in MATRIX["PYTHONS"] if version not in oldest] == []


def test_a_python_that_does_not_run_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shim = tmp_path / f"python{HERE}"
    shim.write_text("#!/bin/sh\nexit 127\n", encoding="ascii")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert MATRIX["found"](HERE) is None
    for release in ("9", "10"):
        kept = tmp_path / "versions" / f"{HERE}.{release}" / "bin" / f"python{HERE}"
        kept.parent.mkdir(parents=True)
        kept.symlink_to(sys.executable)
    assert MATRIX["found"](HERE) == kept


def test_what_is_not_on_this_machine_is_named(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "tools" / "matrix.py")]
    nothing = {"PATH": str(tmp_path), "PYENV_ROOT": str(tmp_path)}
    done = subprocess.run(command, env=nothing, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "none of Python 3.11, 3.12, 3.13, 3.14 is on this machine" in done.stdout
