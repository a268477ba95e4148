"""HTML around pasted text: entities for its quotes, tags for its line breaks.

[ERROR] 2024-01-25 09:10:05.100 [main] SSLController - {&quot;error&quot;:…}<br>
"""

import html
import re

from omelog.records.envelopes import Envelope

_ENTITY = re.compile(
    rb"&(?:amp;)*(?:quot|lt|gt|nbsp|#(?:34|39|91|93|123|125)|#[xX](?:22|5[bBdD]|7[bBdD])|lbrace|lbrack);"
)
_BREAK = re.compile(rb"<(?:br|/?p|/?div|/?tr|/?li|/?pre|/?html|/?body|/?td)(?:\s[^<>]*)?/?>\r?\n?", re.IGNORECASE)
_TAG = re.compile(rb"</?(?:code|span|table|tbody|tt|font|ul|samp|b|i|a)(?:\s[^<>]*)?>", re.IGNORECASE)


def _undo(text: bytes) -> bytes | None:
    if not (_ENTITY.search(text) or _BREAK.search(text) or _TAG.search(text)):
        return None
    plain = _TAG.sub(b"", _BREAK.sub(b"\n", text))
    return html.unescape(plain.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


ENVELOPE = Envelope("HTML", undo=_undo)
