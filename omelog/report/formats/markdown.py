"""report.md: the report for a ticket. One bundle in full; of several an overview, and in short what each says."""

from collections.abc import Iterable, Sequence

from omelog.model.report import Bundle, Report, Row
from omelog.report import Files
from omelog.report.plain.ours import starts_and_ends
from omelog.report.plain.whole import section, whole

FILE = "report.md"
PURPOSE = "a ticket"
TEXT = True
CONTEXT = False
EXTRA = None
FILES = (FILE,)


def ours(head: bytes, tail: bytes) -> bool:
    """Recognise a report by its first and its last line."""
    return starts_and_ends(b"# Certificate report: ", head, tail)


def part(head: Report, bundle: Bundle, *, alone: bool) -> bytes:
    """Return the section of a bundle."""
    return section("md", head, bundle, alone=alone)


def files(head: Report, rows: Sequence[Row], parts: Iterable[bytes]) -> Files:
    """Yield report.md."""
    yield FILE, whole("md", head, rows, parts)
