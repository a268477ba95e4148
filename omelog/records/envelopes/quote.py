"""Marks before a line: those of mail (`> `), of a diff or a list, and quotes around a field of a table or a string.

> [ERROR] 2024-01-25 09:10:05.100 [main] SSLController - …
"[ERROR] 2024-01-25 09:10:05.100 [main] SSLController - {""error"":…}"
"""

import re

from omelog.records.envelopes import Envelope, Line

# " ' ` and the typographic ones: double, low, angled, single
QUOTES = "\"'`\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u2018\u2019"
_PREFIX = re.compile(
    rb"(?:[ \t]*(?:[>|<+*-]|\xe2\x80\xa2|\xc2\xb7|\d{1,3}[.)])[ \t]?)+"
    rb'|(?:"[^"\n]*",|[^\s",\[{]{1,60},){0,20}(?P<mark>' + "|".join(QUOTES).encode() + rb")"
)


def _unwrap(match: re.Match[bytes]) -> Line:
    text = match.string[match.end() :]
    if match["mark"] != b'"':
        return Line(text)
    if b'""' in text and b'":' not in text.replace(b'""', b""):
        text = text.replace(b'""', b'"')
    elif b'\\"' in text:
        text = re.sub(rb'\\(["\\/])', rb"\1", text)
    return Line(text.rstrip().removesuffix(b'"'))


def _undo(text: bytes) -> bytes | None:
    """Take a field of a table, whose quotes are doubled, apart."""
    if re.search(rb'\{\s*""\w', text) is None:
        return None
    return text.replace(b'""', b'"')


ENVELOPE = Envelope("quote marks", _PREFIX, _unwrap, undo=_undo)
