"""How many processors there are to use."""

import os

_share: int | None = None


def cores() -> int:
    """Count the processors that this process may use."""
    if _share is not None:
        return _share
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def use_cores(count: int) -> None:
    """Say how many processors this process may use: it is one of several that share them."""
    global _share  # noqa: PLW0603 - one for the process, set by who runs it
    _share = count
