"""Which modules a new process imports: those of the installation, and never a file in the current folder."""

import contextlib
import os
from collections.abc import Iterator

_SAFE_PATH = "PYTHONSAFEPATH"


@contextlib.contextmanager
def of_the_installation() -> Iterator[None]:
    """Have processes that are started meanwhile leave the current folder out of their search for modules.

    `multiprocessing` starts them by `python -c`, which looks there first: for its own modules too, so that nothing
    that a process does for itself comes early enough. For one thread at a time: the environment is the process's.
    """
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before
