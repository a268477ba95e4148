"""report.txt: the report for a terminal or a plain mail, in 78 columns.

One bundle in full; of several an overview, and in short what each says. Commands and addresses
stay whole, to be copied.
"""

from collections.abc import Iterable, Iterator, Sequence

from omelog.model.report import Bundle, Report, Row
from omelog.report import Files
from omelog.report.page import overview, page_paths
from omelog.report.plain.environment import rendered
from omelog.report.plain.ours import made_by, starts_and_ends
from omelog.report.plain.view import view

FILE = "report.txt"
TEXT = True
CONTEXT = False
EXTRA = None
FILES = (FILE,)


def ours(head: bytes, tail: bytes) -> bool:
    """Know a report by its first and its last line."""
    return starts_and_ends(b"Certificate report: ", head, tail)


def part(head: Report, bundle: Bundle, *, alone: bool) -> bytes:
    """Return the section of a bundle."""
    return rendered("report.txt.j2" if alone else "parts/brief.txt.j2", view=view(head, bundle))


def files(head: Report, rows: Sequence[Row], parts: Iterable[bytes]) -> Files:
    """Yield report.txt."""
    yield FILE, _whole(head, rows, parts)


def _whole(head: Report, rows: Sequence[Row], parts: Iterable[bytes]) -> Iterator[bytes]:
    if len(rows) != 1:
        yield rendered("overview.txt.j2", page=overview(head, rows, page_paths(rows)))
    yield from parts
    yield rendered("parts/end.txt.j2", **made_by(head))
