"""findings.csv: one row a finding, for a spreadsheet. Its columns are described in `docs/findings.md`.

In UTF-8 with a byte order mark, every cell in quotes, CRLF after each row. A cell that a spreadsheet would take for a
formula begins with an apostrophe, and what cannot be seen is written out: report.json has the texts as they are.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from omelog.model.report import Bundle, Report
from omelog.report import Files
from omelog.report.table import COLUMNS, OF_BUNDLES, Column, Value, bundle_rows, run_rows
from omelog.report.table.cell import cell

FILE = "findings.csv"
PURPOSE = "a spreadsheet: [docs/findings.md](docs/findings.md)"
TEXT = True
CONTEXT = False
EXTRA = None
FILES = (FILE,)
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_KNOWN_BY = 10  # columns


def ours(head: bytes, tail: bytes) -> bool:
    """Recognise a table by how its head begins: byte order mark, quotes, and the columns that stay."""
    del tail
    return head.startswith(_head()[: _head().index(f'"{COLUMNS[_KNOWN_BY].name}"'.encode())])


def part(head: Report, bundle: Bundle, *, alone: bool) -> bytes:
    """Return the rows of a bundle."""
    del alone
    return _written(bundle_rows(head, bundle), OF_BUNDLES)


def files(head: Report, rows: object, parts: Iterable[bytes]) -> Files:
    """Yield findings.csv."""
    del rows
    yield FILE, _whole(head, parts)


def _whole(head: Report, parts: Iterable[bytes]) -> Iterator[bytes]:
    yield _head()
    # Nothing but the end of a row is a quote before a line break of this kind: within a cell it is written out.
    yield from (one.replace(b'"\r\n', f'","{cell(head.generated)}"\r\n'.encode()) for one in parts)
    yield _written(run_rows(head))


def _head() -> bytes:
    return _MARK.encode() + _written([{column.name: column.name for column in COLUMNS}])


def _written(rows: Iterable[dict[str, Value]], columns: Sequence[Column] = COLUMNS) -> bytes:
    made = io.StringIO(newline="")
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([cell(row.get(column.name)) for column in columns] for row in rows)
    return made.getvalue().encode()
