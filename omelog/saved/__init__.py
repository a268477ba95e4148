"""A report that was saved, read back: it may be of another version, and nothing in it is trusted."""

from omelog.saved.read import ReadError, read

__all__ = ["ReadError", "read"]
