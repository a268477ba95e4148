"""The findings of a run as one table: its columns and rows, which CSV and Parquet write."""

from omelog.report.table.columns import COLUMNS, OF_BUNDLES, OF_RUN, Column, Kind, Value
from omelog.report.table.frame import findings_frame
from omelog.report.table.rows import bundle_rows, run_rows

__all__ = ["COLUMNS", "OF_BUNDLES", "OF_RUN", "Column", "Kind", "Value", "bundle_rows", "findings_frame", "run_rows"]
