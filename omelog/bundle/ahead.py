"""Lets another thread read ahead: reading, decoding and digesting go on while what came out is searched."""

import queue
import threading
from collections.abc import Generator, Iterable

_WAITING = 4  # chunks that may wait: at most so many megabytes
_LARGE = 8 * 1024 * 1024  # bytes: what is smaller is read before a thread pays


def ahead(chunks: Iterable[bytes]) -> Generator[bytes, None, None]:
    """Yield the same chunks; once they are many, made by a thread of their own, and what it raises is raised here.

    The thread has ended when this generator has: used up, closed or thrown away.
    """
    size = 0
    chunks = iter(chunks)
    for chunk in chunks:
        yield chunk
        size += len(chunk)
        if size >= _LARGE:
            yield from _by_thread(chunks)


def _by_thread(chunks: Iterable[bytes]) -> Generator[bytes, None, None]:
    waiting: queue.Queue[bytes | BaseException | None] = queue.Queue(_WAITING)
    stopped = threading.Event()
    thread = threading.Thread(target=_work, args=(chunks, waiting, stopped), name="omelog-ahead", daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()
        while not waiting.empty():  # the thread may wait for a place
            waiting.get_nowait()
        thread.join()


def _work(
    chunks: Iterable[bytes], waiting: "queue.Queue[bytes | BaseException | None]", stopped: threading.Event
) -> None:
    try:
        for chunk in chunks:
            waiting.put(chunk)
            if stopped.is_set():
                return
        waiting.put(None)
    except BaseException as error:  # noqa: BLE001 - it is raised on the other side
        waiting.put(error)
