r"""A line of JSON with the log line as one of its strings: Docker's json-file, fluentd, Logstash, `journalctl -o json`.

{"log":"[ERROR] 2024-01-25 09:10:05.100 [main] SSLController - …\n","stream":"stdout","time":"2024-01-25T09:10:05.1Z"}
"""

import json
import re

from omelog.records.envelopes import Envelope, Line
from omelog.records.envelopes.marks import without_marks

_NAME = rb'"(?:log|message|msg|MESSAGE|@?line|_raw|text)"'
_STRING = rb'"(?:[^"\\]|\\.)*"'
_OTHER = _STRING + rb"\s*:\s*(?:" + _STRING + rb"|\{[^{}]*\}|\[[^\[\]]*\]|[^\s{}\[\]\",]+)\s*,\s*"
_PREFIX = re.compile(rb"(?:[^{}\[\]\"\n]{0,120})?\{\s*(?:" + _OTHER + rb"){0,40}?" + _NAME + rb'\s*:\s*"')
_VALUE = re.compile(rb'((?:[^"\\]|\\.)*)"?')


def _unwrap(match: re.Match[bytes]) -> Line | None:
    value = _VALUE.match(match.string, match.end())
    if value is None:  # the pattern matches the empty text too
        return None
    try:
        text = json.loads(b'"' + value[1] + b'"', strict=False)
    except ValueError:
        return None
    data = text.encode("utf-8", "replace")
    # Docker cuts a line of more than 16 KiB: only the last piece has the line end.
    goes_on = b'"log"' in match[0] and len(data) >= 16000 and not data.endswith((b"\n", b"\r"))  # noqa: PLR2004 - see above
    return Line(without_marks(data.rstrip(b"\r\n")), goes_on)


ENVELOPE = Envelope("JSON of a container's log", _PREFIX, _unwrap)
