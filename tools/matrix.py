"""Run the suite over each Python that omelog supports and this machine has, and over what its dependencies may be.

    tools/matrix.py                      every row
    tools/matrix.py lowest -- -k mail    one row, with arguments for pytest

Each row has an environment of its own below `build/matrix`. The rows of the Pythons have the versions of
`constraints.txt`; `lowest` has the lower bounds of `pyproject.toml`, on the oldest Python, and `newest` whatever the
registry has within the bounds, on the newest one.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LOWEST, NEWEST = "lowest", "newest"
OWN_CONSTRAINTS = ROOT / "constraints.txt"


class Row(NamedTuple):
    """A Python and the constraints that its packages are installed with."""

    name: str
    python: Path
    constraints: str


def found(version: str) -> Path | None:
    """Find a Python on the PATH, or among those of pyenv; one that does not run is none."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    on_path = shutil.which(f"python{version}")
    places = [Path(on_path)] if on_path else []
    places += sorted(pyenv.glob(f"{version}.*/bin/python{version}"), key=_release, reverse=True)
    program = "import sys; print('.'.join(map(str, sys.version_info[:2])))"
    for place in places:
        run = subprocess.run([place, "-c", program], capture_output=True, text=True, check=False)
        if run.stdout.strip() == version:
            return place
    return None


def _release(python: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", python.parent.parent.name)]


def lowest() -> str:
    """Return constraints that hold each dependency at its lower bound, and what the suite needs at what is tested."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *(line for name in extras.keys() - {"test", "dev"} for line in extras[name])]
    bounds = [f"{one.name}=={_lower(one)}" for one in map(Requirement, lines)]
    of_the_suite = {_normal(Requirement(line).name) for line in extras["test"]}
    pins = [line for line in _pins() if _normal(line.partition("==")[0]) in of_the_suite]
    return "\n".join([*sorted(bounds), *pins]) + "\n"


def _lower(requirement: Requirement) -> str:
    (bound,) = (one.version for one in requirement.specifier if one.operator == ">=")
    return bound


def _pins() -> Iterator[str]:
    for line in OWN_CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        if "==" in line and not line.startswith("#"):
            yield line


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def rows(pythons: dict[str, Path]) -> list[Row]:
    """Return the rows for these Pythons."""
    tested = OWN_CONSTRAINTS.read_text(encoding="utf-8")
    made = [Row(version, python, tested) for version, python in pythons.items()]
    return [*made, Row(LOWEST, made[0].python, lowest()), Row(NEWEST, made[-1].python, "")]


def suite(row: Row, arguments: list[str]) -> bool:
    """Make the environment of a row, run the suite in it, and tell whether it passed."""
    folder = ROOT / "build" / "matrix" / row.name
    folder.mkdir(parents=True, exist_ok=True)
    constraints = folder / "constraints.txt"
    constraints.write_text(row.constraints, encoding="utf-8")
    python = folder / "venv" / "bin" / "python"
    commands: tuple[list[str | Path], ...] = (
        [row.python, "-m", "venv", "--clear", folder / "venv"],
        [python, "-m", "pip", "install", "--quiet", "--constraint", constraints, "--editable", ".[test]"],
        [python, "-m", "pytest", "-n", "auto", *arguments],
    )
    return all(subprocess.run(command, cwd=ROOT, check=False).returncode == 0 for command in commands)


def main(arguments: list[str]) -> int:
    """Run the rows that are named, or all; end with 1 if one fails or none was run."""
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    named, for_pytest = arguments[:cut], arguments[cut + 1 :]
    everywhere = {version: found(version) for version in PYTHONS}
    pythons = {version: place for version, place in everywhere.items() if place is not None}
    results = {}
    if not pythons:
        print(f"none of Python {', '.join(PYTHONS)} is on this machine")
        return 1
    for row in rows(pythons):
        if not named or row.name in named:
            print(f"\n=== {row.name}: {row.python}", flush=True)
            results[row.name] = suite(row, for_pytest)
    print()
    for name, passed in results.items():
        print(f"{name}: {'passed' if passed else 'FAILED'}")
    for version in [version for version in PYTHONS if version not in pythons]:
        print(f"{version}: not on this machine, so not run")
    return 0 if results and all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
