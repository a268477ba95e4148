"""The table of findings as a frame of pandas."""

from typing import TYPE_CHECKING

from omelog.model.report import Report
from omelog.report.table.columns import COLUMNS
from omelog.report.table.rows import bundle_rows

if TYPE_CHECKING:
    import pandas as pd

_OF_PROBLEMS = frozenset({"row", "advice", "problem", "limit"})
_DTYPES = {"text": "string", "texts": "object", "number": "Int64"}


def findings_frame(report: Report) -> "pd.DataFrame":
    """Return the findings of a report, a row each, in reading order: bundle, log, line.

    The columns are those of `docs/findings.md`, but for those about problems. Texts are `string`, lists of texts
    `object`, numbers `Int64`, times `datetime64` without a zone, because the log has none. A row stands for `count`
    findings: sum it rather than counting rows.
    """
    import pandas as pd  # noqa: PLC0415 - only for those who ask for a frame

    columns = [column for column in COLUMNS if column.name not in _OF_PROBLEMS]
    rows = [row for bundle in report.bundles for row in bundle_rows(report, bundle) if row["row"] == "finding"]
    frame = pd.DataFrame(rows, columns=[column.name for column in columns], dtype="object")
    for column in columns:
        if column.kind == "moment":
            frame[column.name] = pd.to_datetime(frame[column.name], format="ISO8601", errors="coerce")
    return frame.astype({column.name: _DTYPES[column.kind] for column in columns if column.kind in _DTYPES})
