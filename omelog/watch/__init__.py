"""An inbox of arrivals: bundles are taken when they have stopped growing, each content once, and stay in the report."""

from omelog.watch.inbox import Look, looks
from omelog.watch.keep import Arrival, arrived, keep

__all__ = ["Arrival", "Look", "arrived", "keep", "looks"]
