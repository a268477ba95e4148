r"""Typographic quotes and dashes, as a word processor or a chat makes them of those of JSON and of a header.

[ERROR] 2024-01-25 09:10:05.100 [main] SSLController - {\u201cerror\u201d:\u2026}
"""

import re

from omelog.records.envelopes import Envelope

_MARK = "[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02]"
_OPENS = re.compile(rf"\{{\s*{_MARK}")
_IN_JSON = re.compile(rf"(?<=[{{\[,:])(\s*){_MARK}|{_MARK}(?=\s*[:,}}\]])")
_DASH = re.compile("(\\] +[A-Za-z_$][\\w.$:/]*[ \u00a0]+)[\u2013\u2014\u2212](?=[ \u00a0]|$)", re.MULTILINE)


def _undo(text: bytes) -> bytes | None:
    words = text.decode("utf-8", "surrogateescape")
    plain = _DASH.sub(r"\1-", words)
    if _OPENS.search(plain):
        plain = _IN_JSON.sub(lambda match: f'{match[1] or ""}"', plain)
    return None if plain == words else plain.encode("utf-8", "surrogateescape")


ENVELOPE = Envelope("typographic quotes or dashes", undo=_undo)
