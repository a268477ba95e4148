"""A fence around pasted text: three backticks or tildes, {code} or {noformat} of a ticket, [code] of a forum."""

import re

from omelog.records.envelopes import Envelope

_FENCE = re.compile(
    rb"^[ \t>]*(?:(?:```+|~~~+)[\w.+-]*[ \t]*(?:\r?\n|\Z)|(?:```+|~~~+)|\{(?:code|noformat)[^}\n]*\}|\[/?code\])"
    rb"|(?:```+|~~~+|\{(?:code|noformat)\}|\[/code\])[ \t]*$",
    re.MULTILINE,
)


def _undo(text: bytes) -> bytes | None:
    plain = _FENCE.sub(b"", text)
    return None if plain == text else plain


ENVELOPE = Envelope("a code fence", undo=_undo)
