"""Where `multiprocessing` puts the socket by which processes are started: in a folder that is left by nobody."""

import contextlib
import tempfile
from collections.abc import Iterator
from multiprocessing.util import Finalize

from omelog.scratch import scratch

_end = contextlib.ExitStack()  # of this process: it has one server of processes, and that one socket
_place: list[str] = []
_BEHIND = -200  # at the end of a process, behind what `multiprocessing` takes away of its own (-100)


@contextlib.contextmanager
def in_own_folder() -> Iterator[None]:
    """Have what is started meanwhile put its temporary files into a folder of this process.

    `multiprocessing` asks once where that is, and a process that is killed would leave its folder for good.
    """
    before = tempfile.tempdir
    if not _place:
        with contextlib.suppress(OSError):  # there is none: then starting a process fails and says so
            _place.append(str(_end.enter_context(scratch())))
            Finalize(None, _end.close, exitpriority=_BEHIND)
    if _place:
        tempfile.tempdir = _place[0]
    try:
        yield
    finally:
        tempfile.tempdir = before
