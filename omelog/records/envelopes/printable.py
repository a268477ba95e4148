"""Quoted-printable and percent encoding, as the source of a mail or an address has them: `=22`, `=3D`; `%22`."""

import quopri
import re
from urllib.parse import unquote_to_bytes

from omelog.records.envelopes import Envelope

_QUOTED = re.compile(rb"(?:\{|=7B)\s*=22|=22\s*(?:[:,\]}]|=3A|=2C)|=5B *[A-Z]+ *=5D", re.IGNORECASE)
_SOFT_BREAK = re.compile(rb"^[^\n]{60,75}=\r?$", re.MULTILINE)
_PERCENT = re.compile(rb"%(?:22|5B|7B)", re.IGNORECASE)


def _undo(text: bytes) -> bytes | None:
    if len(_SOFT_BREAK.findall(text)) > 1 or _QUOTED.search(text):
        return quopri.decodestring(text)
    if len(_PERCENT.findall(text)) > 1 and b'"' not in text:
        return unquote_to_bytes(text)
    return None


ENVELOPE = Envelope("quoted-printable or percent encoding", undo=_undo)
