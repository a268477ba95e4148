"""An inbox of arrivals: bundles are taken when they have stopped growing, each content once, and stay in the report."""

from omelog.watch.inbox import Look, looks
from omelog.watch.keep import Arrival, arrived, keep
from omelog.watch.status import Board, is_taken

__all__ = ["Arrival", "Board", "Look", "arrived", "is_taken", "keep", "looks"]
