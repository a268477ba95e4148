"""report.json: the report object itself. Its schema is `docs/report.schema.json`."""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from omelog.model.report import SCHEMA, Bundle, Report, Row
from omelog.report import Files

FILE = "report.json"
PURPOSE = "the data; everything that any format shows"
TEXT = True
CONTEXT = False
EXTRA = None
FILES = (FILE,)
_BEGINS = re.compile(rb'\{\s*"schema":\s*"%s/' % re.escape(SCHEMA.partition("/")[0]).encode())
_NO_BUNDLES = b'\n "bundles": []\n}'


def ours(head: bytes, tail: bytes) -> bool:
    """Recognise a report by its schema, of whatever version."""
    del tail
    return _BEGINS.match(head) is not None


def part(head: Report, bundle: Bundle, *, alone: bool) -> bytes:
    """Return the bundle as it stands in report.json, indented."""
    del head, alone
    return msgspec.json.format(msgspec.json.encode(bundle), indent=1).replace(b"\n", b"\n  ")


def files(head: Report, rows: Sequence[Row], parts: Iterable[bytes]) -> Files:
    """Yield report.json, indented, in UTF-8 with a final line break."""
    del rows
    yield FILE, _whole(head, parts)


def _whole(head: Report, parts: Iterable[bytes]) -> Iterator[bytes]:
    yield msgspec.json.format(msgspec.json.encode(head), indent=1).removesuffix(_NO_BUNDLES)
    lead = b'\n "bundles": [\n  '
    end = _NO_BUNDLES
    for one in parts:
        yield lead + one
        lead = b",\n  "
        end = b"\n ]\n}"
    yield end + b"\n"


def schema() -> dict[str, object]:
    """Return the JSON Schema of report.json."""
    made = msgspec.json.schema(Report)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "omelog report, major version 1",
        **made,
    }
