"""Lets other threads read ahead: reading, decoding and digesting go on while what came out is searched."""

import queue
import threading
from collections.abc import Generator, Iterable, Iterator

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
            try:
                yield from Ahead(chunks, _WAITING)
            except NoThreadError:
                yield from chunks


class NoThreadError(Exception):
    """The system starts no further thread: there are too many, or no memory is left for one."""


class Ahead:
    """Chunks that a thread begins to make at once; at most `most` of them wait.

    It is gone through once, or closed; with either the thread has ended. Chunks that may be long in coming look at
    `stopped`. Raises NoThreadError before anything was made.
    """

    def __init__(self, chunks: Iterable[bytes], most: int, stopped: threading.Event | None = None) -> None:
        self._waiting: queue.Queue[bytes | BaseException | None] = queue.Queue(most)
        self._stopped = stopped or threading.Event()
        arguments = (chunks, self._waiting, self._stopped)
        self._thread = threading.Thread(target=_work, args=arguments, name="omelog-ahead", daemon=True)
        try:
            self._thread.start()
        except (RuntimeError, MemoryError) as error:
            raise NoThreadError from error

    def __iter__(self) -> Iterator[bytes]:
        """Yield the chunks in order; what the thread raises is raised here."""
        try:
            while (item := self._waiting.get()) is not None:
                if isinstance(item, BaseException):
                    raise item
                yield item
        finally:
            self.close()

    def close(self) -> None:
        """Let the thread end before its time, and wait for that."""
        self._stopped.set()
        while not self._waiting.empty():  # the thread may wait for a place
            self._waiting.get_nowait()
        self._thread.join()


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
