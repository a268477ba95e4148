"""How much of the corpus in tests/support/corpus.txt redaction finds, how much it takes beyond that, and its speed.

python bench/redaction.py
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
from corpus import HOSTILE, STAYS, measure, read, view


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


_SIZE, _TIMES, _SLOW = 20_000, 4, 6.0  # quadratic time would be 16 times as long


def slow() -> Iterator[str]:
    """Yield the seconds that the slowest hostile text takes, and all of which they grow faster than the text."""
    taken = []
    for piece in HOSTILE:
        texts = ["password token user host " + piece * (size // len(piece)) for size in (_SIZE, _SIZE * _TIMES)]
        seconds = []
        for text in texts:
            begin = time.process_time()
            view("share", text)
            seconds.append(time.process_time() - begin)
        taken.append((seconds[1], seconds[1] / seconds[0], piece))
    for seconds_of, ratio, piece in sorted(taken, reverse=True):
        if ratio > _SLOW or (seconds_of, ratio, piece) == max(taken):
            yield f"{seconds_of:.2f} s, {ratio:.1f} times the time of a quarter of it: {piece!r}"


if __name__ == "__main__":
    print("\n".join([*rows(), *slow()]))
