"""What patterns may not use, because a Python that people have matches it wrongly."""

import re

from places import ROOT

# https://github.com/python/cpython/issues/106052, mended in 3.11.5: Debian 12 has 3.11.2, on which a password stayed.
POSSESSIVE_GROUP = re.compile(r"(?<![(\\])\)(?:[+*?]|\{{1,2}[0-9,]+\}{1,2})\+")


def test_no_group_is_repeated_possessively() -> None:
    assert POSSESSIVE_GROUP.search(r"(?:a|b)*+")
    assert POSSESSIVE_GROUP.search(r"(?:a|b){{0,4}}+")
    assert not POSSESSIVE_GROUP.search(r"(?>(?:a|b)*)[ab]++")
    found = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in [*(ROOT / "omelog").rglob("*.py"), *(ROOT / "grammars").glob("*.lark")]
        for line in path.read_text(encoding="utf-8").splitlines()
        if POSSESSIVE_GROUP.search(line)
    }
    assert found == set()
