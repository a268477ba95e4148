"""An inbox of arrivals: bundles are taken when they have stopped growing, each content once, and stay in the report."""

from omelog.watch.arrivals import Arrivals
from omelog.watch.inbox import Look, looks
from omelog.watch.later import Later
from omelog.watch.listener import Listener
from omelog.watch.mails import Mails, Route
from omelog.watch.status import Board, is_taken

__all__ = ["Arrivals", "Board", "Later", "Listener", "Look", "Mails", "Route", "is_taken", "looks"]
