"""Identifiers: UUIDs, fingerprints and digests in hex, serial numbers of certificates."""

import re
from collections.abc import Iterator

from omelog.redact.detect import Detector, Found

# In the languages of the console, too.
SERIAL = (
    r"(?:serial(?:[\s_-]?(?:number|no\.?|num))?|seriennummer|n[uú]m[eé]ro[\s_](?:de[\s_])?s[eé]rie"
    r"|シリアル(?:番号|ナンバー)|序列号|序列號)"
)
_HINTS = ("seri", "séri", "シリアル", "序列")
_SHAPE = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
    r"|(?:[0-9A-Fa-f]{2}:){15,63}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})(?![0-9A-Za-z]|:[0-9A-Fa-f])"
    r"|(?<=SHA256:)[A-Za-z0-9+/]{43}(?![A-Za-z0-9+/])"
)
# Serial Number: 0a:1b:2c:3d   serial=4D2E90AA01   SerialNumber: [    4d2e90aa]   serial 0x4d2e90aa
_SERIAL = re.compile(
    SERIAL
    + r"""["']?\s{0,4}(?:[:=#\uff1a]|\bis\b|\bof\b)?\s{0,24}(?:\[\s{0,8})?["']?
    (?P<value>(?:0x)?[0-9A-Fa-f]{2}(?:[:\ -]?[0-9A-Fa-f]{2}){3,40}
      |(?:0x)?[0-9A-Fa-f]{8,80}|[0-9]{6,60})(?![0-9A-Za-z])""",
    re.IGNORECASE | re.VERBOSE,
)


def find(text: str) -> Iterator[Found]:
    """Yield the identifiers in a text."""
    yield from (Found(*match.span()) for match in _SHAPE.finditer(text))
    folded = text.casefold()
    for match in _SERIAL.finditer(text) if any(hint in folded for hint in _HINTS) else ():
        yield Found(*match.span("value"), re.sub("[: -]", "", match["value"]).casefold().lstrip("0x"))


DETECTOR = Detector(
    kind="id",
    title="UUIDs, fingerprints and digests in hex, serial numbers of certificates",
    goes="share",
    example="123e4567-e89b-12d3-a456-426614174000",
    find=find,
    rank=50,
)
