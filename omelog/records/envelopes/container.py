r"""A line of JSON with the log line as one of its strings: Docker's json-file, fluentd, Logstash, `journalctl -o json`.

{"log":"[ERROR] 2024-01-25 09:10:05.100 [main] SSLController - x\n","stream":"stdout","time":"2024-01-25T09:10:05Z"}
"""

import json
import re
from collections.abc import Iterator

from omelog.records.envelopes import Envelope, Line
from omelog.records.envelopes.marks import without_marks
from omelog.records.header import BEGINNING

# A time and a tag may stand before it, as fluentd writes them; a list around it, as an export has it.
_PREFIX = re.compile(rb"(?:\d{4}-\d\d-\d\d[^{}\[\]\"\n]{0,100})?\s*[\[,]?\s*(?=\{\s*\")")
_VALUE = re.compile(rb'"@?(?:log|message|msg|MESSAGE|line|_raw|text|event|original)"\s*:\s*"((?>(?:[^"\\]|\\.)*))"?')
_OBJECT = re.compile(rb'\{\s*"')
_CUT_BY_DOCKER = 16000  # bytes: it cuts a longer line, and only the last piece has the line end


def _unwrap(match: re.Match[bytes]) -> Line | None:
    values = list(_VALUE.finditer(match.string, match.end()))
    if not values:
        return None
    # Several strings may be meant: the one with a header is.
    value = next((one for one in values if BEGINNING.search(one[1])), values[0])
    try:
        data = json.loads(b'"' + value[1] + b'"', strict=False).encode("utf-8", "replace")
    except ValueError:
        return None
    goes_on = value[0].startswith(b'"log"') and len(data) >= _CUT_BY_DOCKER and not data.endswith((b"\n", b"\r"))
    return Line(without_marks(data.rstrip(b"\r\n")), goes_on)


def _further(line: bytes) -> Iterator[int]:
    """Yield where further lines begin in one: an export may have a list of them, [{"message":"…"},{"message":"…"}]."""
    if _PREFIX.match(line) is None:
        return
    behind, before = 0, b""
    for value in _VALUE.finditer(line):
        if not BEGINNING.search(value[1]):
            continue
        is_another = value[1] != before  # the same line may stand there under two names
        if behind and is_another and (begins := _OBJECT.search(line, behind, value.start() + 1)):
            yield begins.start()
        behind, before = value.end(), value[1]


ENVELOPE = Envelope("JSON of a container's log", _PREFIX, _unwrap, further=_further)
