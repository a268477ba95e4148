"""Any question to the logs: whole records of any logger that match a pattern, rotations in time order."""

from omelog.search.pattern import Pattern, PatternError
from omelog.search.query import Query, RecordFilter, moment
from omelog.search.source import Answer, Shown, SourceSearch

__all__ = ["Answer", "Pattern", "PatternError", "Query", "RecordFilter", "Shown", "SourceSearch", "moment"]
