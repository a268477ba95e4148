"""findings.parquet: the table of findings with typed columns. They are described in `docs/findings.md`.

Texts are as they are in report.json, but for lone surrogates. Times have no zone, since the log has none; a time that
names no moment is null, and stands in `raw`.
"""

import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from omelog.model.report import Bundle, Report
from omelog.report import Files
from omelog.report.table import COLUMNS, OF_RUN, Column, Kind, Value, bundle_rows, run_rows
from omelog.text.visible import storable

if TYPE_CHECKING:
    import pyarrow as pa

FILE = "findings.parquet"
PURPOSE = "analysis, with typed columns"
TEXT = False
CONTEXT = False
EXTRA = ("parquet", "pyarrow")
FILES = (FILE,)
_MARK = "omelog.findings"
_VERSION = "1"
# What pandas reads of it: whole numbers that may be missing stay whole numbers.
_OF_PANDAS = json.dumps(
    {
        "index_columns": [],
        "column_indexes": [],
        "pandas_version": "2.0.0",
        "columns": [
            {
                "name": column.name,
                "field_name": column.name,
                "pandas_type": "int64",
                "numpy_type": "Int64",
                "metadata": None,
            }
            for column in COLUMNS
            if column.kind == "number"
        ],
    }
)
_MOST = 2**63 - 1  # a report.json may hold any number
_ROWS = 10_000  # of a row group, at least


def ours(head: bytes, tail: bytes) -> bool:
    """Recognise a table by its magic number and the mark in its footer."""
    return head.startswith(b"PAR1") and tail.endswith(b"PAR1") and _MARK.encode() in tail


def part(head: Report, bundle: Bundle, *, alone: bool) -> bytes:
    """Return the rows of a bundle as an Arrow record batch."""
    del alone
    return _batch(bundle_rows(head, bundle)).serialize().to_pybytes()


def files(head: Report, rows: object, parts: Iterable[bytes]) -> Files:
    """Yield findings.parquet."""
    del rows
    yield FILE, _whole(head, parts)


def schema() -> "pa.Schema":
    """Return the Arrow schema of the table."""
    import pyarrow as pa  # noqa: PLC0415 - an extra, which takes long to import

    types: dict[Kind, pa.DataType] = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "number": pa.int64(),
        "moment": pa.timestamp("us"),
    }
    return pa.schema([(column.name, types[column.kind]) for column in COLUMNS])


def _whole(head: Report, parts: Iterable[bytes]) -> Iterator[bytes]:
    """Write row groups of many bundles each, and hand on what was written so far."""
    import pyarrow as pa  # noqa: PLC0415 - an extra
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    sink = _Sink()
    with parquet.ParquetWriter(pa.PythonFile(sink, "w"), schema(), compression="zstd", store_schema=False) as writer:
        writer.add_key_value_metadata({_MARK: _VERSION, "pandas": _OF_PANDAS})
        held: list[pa.RecordBatch] = []
        for one in parts:
            held.append(pa.ipc.read_record_batch(pa.py_buffer(one), schema()))
            if sum(batch.num_rows for batch in held) >= _ROWS:
                writer.write_table(_table(held, head))
                held = []
                yield sink.taken()
        writer.write_table(_table([*held, _batch(run_rows(head))], head))
    yield sink.taken()


def _table(batches: "list[pa.RecordBatch]", head: Report) -> "pa.Table":
    """Put batches together; when the run began is not kept with what is made of a bundle."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    table = pa.Table.from_batches(batches, schema())
    when = pa.array([_moment(head.generated)] * table.num_rows, pa.timestamp("us"))
    return table.set_column(table.num_columns - 1, OF_RUN.name, when)


def _batch(rows: Iterable[dict[str, Value]]) -> "pa.RecordBatch":
    import pyarrow as pa  # noqa: PLC0415 - an extra

    table = list(rows)
    columns = {column.name: [_value(column, row.get(column.name)) for row in table] for column in COLUMNS}
    return pa.RecordBatch.from_pydict(columns, schema())


def _value(column: Column, value: Value) -> "Value | dt.datetime":
    if isinstance(value, list):
        return [storable(text) for text in value]
    if isinstance(value, str):
        return _moment(value) if column.kind == "moment" else storable(value)
    return value if value is None or abs(value) <= _MOST else None


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


class _Sink(io.RawIOBase):
    """Takes what is written, until it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # pyarrow writes bytes only
        """Take bytes in."""
        self._pieces.append(bytes(data))
        self._position += len(data)
        return len(data)

    def tell(self) -> int:
        """Report how much was written."""
        return self._position

    def taken(self) -> bytes:
        """Return what was written since the last call."""
        taken = b"".join(self._pieces)
        self._pieces = []
        return taken
