"""Bytes to the records that could matter: cheap, bounded, blind to JSON."""

from omelog.records.context import Contexts
from omelog.records.cutter import holds_records
from omelog.records.header import HEADER, iso_time
from omelog.records.hits import Hits, LogScan
from omelog.records.neighbours import LogContext, Seen, around
from omelog.records.rotations import join_rotations
from omelog.records.scanner import Scanner
from omelog.records.texts import Texts

__all__ = [
    "HEADER",
    "Contexts",
    "Hits",
    "LogContext",
    "LogScan",
    "Scanner",
    "Seen",
    "Texts",
    "around",
    "holds_records",
    "iso_time",
    "join_rotations",
]
