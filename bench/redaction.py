"""How much of the corpus in tests/support/corpus.txt redaction finds, and how much it takes beyond that.

python bench/redaction.py
"""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
from corpus import STAYS, measure, read


def rows() -> Iterator[str]:
    """Yield the lines of a table: recall is what went of what is marked, precision what was right of what went."""
    yield "| kind | marked | recall | precision |"
    yield "|---|---|---|---|"
    for one in measure():
        if one.kind == STAYS:
            stays = sum(line.kind == STAYS for line in read())
            yield f"| texts of which nothing goes | {stays} | | {(stays - one.too_much) / stays:.1%} stay as they are |"
        else:
            precision = one.found / (one.found + one.too_much)
            yield f"| `{one.kind}` | {one.marked} | {one.found / one.marked:.1%} | {precision:.1%} |"


if __name__ == "__main__":
    print("\n".join(rows()))
