"""Bundles: finding them among the inputs, and streaming the logs out of them. Nothing is ever extracted to disk."""

from omelog.bundle.ahead import ahead
from omelog.bundle.find import Found, discover
from omelog.bundle.read import open_logs
from omelog.bundle.source import LogStream, Opened, Source

__all__ = ["Found", "LogStream", "Opened", "Source", "ahead", "discover", "open_logs"]
