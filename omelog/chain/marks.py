"""BEGIN and END as they stand in a text, however they are written."""

import re
from collections.abc import Iterator

from msgspec import Struct

_DASHES = "-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_LONGEST = 40  # dashes of a mark
_RUN = re.compile("-+")
_MARK = re.compile(
    rf"([{_DASHES}]{{2,{_LONGEST}}})[ \xa0]*(BEGIN|END)[ \xa0]+([^{_DASHES}\n]{{1,60}}?)[ \xa0]*"
    rf"(-{{5}}|[{_DASHES}]{{2,{_LONGEST}}})",
    re.IGNORECASE,
)
_KNOWN = re.compile("CERTIFICATE|KEY|REQUEST|CRL|PKCS|CMS|PARAMETERS", re.IGNORECASE)


class Mark(Struct, frozen=True):
    """A BEGIN or END as it stands in the text."""

    start: int
    end: int
    word: str
    label: str
    is_exact: bool


def is_mark(text: str, at: int) -> bool:
    """Return whether something like a mark begins at a place."""
    return _MARK.match(text, at) is not None


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Yield what is written like a mark; in plain text only where two hyphens stand, which is a quick search."""
    if not text.isascii():
        yield from _MARK.finditer(text)
        return
    at = text.find("--")
    while at >= 0:
        run = _RUN.match(text, at)
        end = run.end() if run else at + 2
        match = _MARK.match(text, max(at, end - _LONGEST))
        if match:
            yield match
        at = text.find("--", match.end() if match else end)


def marks(text: str) -> Iterator[Mark]:
    """Yield the marks of a text, as they stand."""
    for match in _matches(text):
        left, word, label, right = match.groups()
        exact = match[0] == f"-----{word.upper()} {label.upper()}-----" and left == right
        if exact or (_KNOWN.search(label) and "SSH2" not in label):
            yield Mark(match.start(), match.end(), word.upper(), " ".join(label.upper().split()), exact)
