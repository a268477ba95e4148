"""What is already known: one SQLite file, shared by all runs of a user, damaged or deleted at no loss but time.

The store holds bytes and plain values; what they mean is the business of the rooms above. Every write is one short
transaction, so that a process may be killed at any moment, and several may work on one store at once.
"""

from omelog.store.access import Access
from omelog.store.closing import Closed, close, closed, reopen
from omelog.store.forget import Forgotten, forget, forget_contents, forget_unused
from omelog.store.history import Failing, History, Repeated, Week, history
from omelog.store.opening import Opened, default_path, in_memory, open_store, renewed
from omelog.store.runs import HOW, PastRun, Seen, SeenCause, complete, last_run, moved
from omelog.store.store import File, Store, Stored, StoreError

__all__ = [
    "HOW",
    "Access",
    "Closed",
    "Failing",
    "File",
    "Forgotten",
    "History",
    "Opened",
    "PastRun",
    "Repeated",
    "Seen",
    "SeenCause",
    "Store",
    "StoreError",
    "Stored",
    "Week",
    "close",
    "closed",
    "complete",
    "default_path",
    "forget",
    "forget_contents",
    "forget_unused",
    "history",
    "in_memory",
    "last_run",
    "moved",
    "open_store",
    "renewed",
    "reopen",
]
