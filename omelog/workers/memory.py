"""How a process that answers questions holds memory."""

import gc
import sys

_TRIM, _MAP = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h
_KEPT = 64 * 1024 * 1024
_LARGE = 32 * 1024 * 1024  # the most that glibc takes
_OBJECTS = 100_000  # that are made until garbage is looked for


def keep_freed() -> None:
    """Have the C library keep blocks that were freed for the next ones, instead of giving each back to the system.

    A block of a log is some megabytes, so every one would come as new pages: a quarter of the time of reading.
    Only glibc does so; elsewhere nothing changes.
    """
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - nothing for it to do elsewhere

    malloc = getattr(ctypes.CDLL(None), "mallopt", None)
    if malloc is not None:
        malloc(_TRIM, _KEPT)
        malloc(_MAP, _LARGE)


def settle() -> None:
    """Look for garbage seldom, and never in what is there now: modules and tables stay as long as the process does.

    What is not looked at stays shared with the processes that are forked from this one.
    """
    gc.set_threshold(_OBJECTS)
    gc.freeze()
