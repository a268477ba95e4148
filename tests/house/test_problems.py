"""docs/problems.md names every problem that the code can tell of."""

import ast
from collections.abc import Iterator

from places import ROOT

MAKERS = {"damage", "notice", "Problem"}


def codes() -> Iterator[str]:
    """Yield each code that stands in the source; of those that are put together the start."""
    for path in (ROOT / "omelog").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                given = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "code")]
                for one in given:
                    start = one.values[0] if isinstance(one, ast.JoinedStr) else one
                    if isinstance(start, ast.Constant) and isinstance(start.value, str):
                        yield start.value + ("" if start is one else "…")


def test_every_problem_is_described() -> None:
    found = set(codes())
    assert len(found) > 40, "they are still looked for where they are"
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    assert sorted(code for code in found if f"`{code}`" not in text) == []
