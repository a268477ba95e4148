"""Counting in bulk for large logs, with libraries that let other threads run meanwhile.

Importing them takes some 70 ms, which a small log does not pay back: see `Scanner`.
"""

import numpy as np
import re2

_LINE_END, _BRACKET = b"\n["
_OPTIONS = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1
_OPTIONS.never_capture = True
# Lines that begin with the header that nearly all records have, and lines that begin with no bracket. What passes for
# a header here is one by HEADER; a block that does not match as a whole is left to HEADER.
_USUAL_LINES = re2.compile(
    rb"(?:\[[A-Z]+ *\] [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3} \[[A-Za-z0-9:._#-]*\] "
    rb"[A-Za-z_$][A-Za-z0-9_$.]* - [^\n]*\n|[^\[\n][^\n]*\n|\n)*",
    options=_OPTIONS,
)


def count_usual_lines(block: bytes) -> tuple[int, int] | None:
    """Count the lines of a block of whole lines, and the headers among them; None if some line is unusual."""
    if _USUAL_LINES.fullmatch(block) is None:
        return None
    data = np.frombuffer(block, np.uint8)
    starts = np.flatnonzero(data == _LINE_END)[:-1] + 1
    headers = int(np.count_nonzero(data[starts] == _BRACKET))
    return len(starts) + 1, headers + block.startswith(b"[")
