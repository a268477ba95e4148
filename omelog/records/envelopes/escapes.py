r"""A pasted string with its escapes: `\n` or `#012` for line breaks, `\"` for quotes.

"[ERROR] 2024-01-25 09:10:05.100 [main] SSLController - {\"error\":…}\n\tat …"
"""

import re

from omelog.records.envelopes import Envelope

_PLAIN_JSON = re.compile(rb'\{\s*"')
_ESCAPED_JSON = re.compile(rb'\{(?:\s|\\+[nrt])*\\+(?:"|u0022)')
_SYSLOG = re.compile(rb"#0(?:12|11|15)")
_BREAK = re.compile(rb"(?:\\+r)?\\+n(?=\[ *[A-Z]+ *\] ?\d{4}-|\\+t|\s+at |\s*Caused by)")
_ESCAPE = re.compile(rb'\\(u[0-9a-fA-F]{4}|["\\/nrt])')
_PLAIN = {b"n": b"\n", b"r": b"", b"t": b"\t"}
_SYSLOG_PLAIN = {b"#012": b"\n", b"#011": b"\t", b"#015": b""}


def _undo(text: bytes) -> bytes | None:
    plain = _SYSLOG.sub(lambda match: _SYSLOG_PLAIN[match[0]], text)
    if _ESCAPED_JSON.search(plain) and not _PLAIN_JSON.search(plain):
        plain = _ESCAPE.sub(_unescaped, plain)
    else:
        plain = _BREAK.sub(b"\n", plain)
    return None if plain == text else plain


def _unescaped(match: re.Match[bytes]) -> bytes:
    escape = match[1]
    if escape.startswith(b"u"):
        return chr(int(escape[1:], 16)).encode("utf-8", "replace")
    return _PLAIN.get(escape, escape)


ENVELOPE = Envelope("written escapes", undo=_undo)
