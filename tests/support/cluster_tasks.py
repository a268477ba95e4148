"""Tasks that a worker of a cluster survives, or not: imported by the workers, as product code is."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path


def double(work: str, question: str) -> Iterator[str]:
    """Return it twice, behind what is the same for all; some questions do what is bad for a worker."""
    what, _, where = question.partition(" ")
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "kill-once" and not Path(where).exists():
        Path(where).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "hang":
        time.sleep(600)
    while what == "wait" and not Path(where).exists():
        time.sleep(0.01)
    if what == "raise":
        raise ValueError(where)
    if what == "full":
        raise MemoryError
    yield f"{work} {what} {what}"
