"""Bundles: finding them among the inputs, and streaming the logs out of them. Nothing is ever extracted to disk."""

from omelog.bundle.digest import Hasher, new_digest
from omelog.bundle.discovery import Discovered, discover, within
from omelog.bundle.prefetch import ahead
from omelog.bundle.read import open_logs
from omelog.bundle.source import LogStream, Opened, Source, absolute

__all__ = [
    "Discovered",
    "Hasher",
    "LogStream",
    "Opened",
    "Source",
    "absolute",
    "ahead",
    "discover",
    "new_digest",
    "open_logs",
    "within",
]
