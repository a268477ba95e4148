"""Questions to several processes at once: one that dies or hangs costs its question alone.

Each process has a pipe and a thread of its own. Pools that share one pipe, or one lock on it, stop for good when a
process dies in the middle of a message, and the usual one gives up all that is under way (docs/dependencies.md).
"""

import contextlib
import itertools
import multiprocessing
import queue
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing import resource_tracker
from multiprocessing.context import BaseContext

from omelog.batch.worker import Answer, Lost, Question, Task, Work, Worker

_PULSE = 0.1  # seconds until somebody who wants to stop is heard


def context(preload: Sequence[str]) -> BaseContext:
    """Give the way in which processes are made: on Linux from one that has imported the modules, else from nothing."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["__main__", *preload])
    return made


def answers(
    questions: Sequence[Question],
    task: Task[Work, Question, Answer],
    work: Work,
    *,
    made_by: BaseContext,
    jobs: int,
    seconds: float,
    stopped: Callable[[], bool],
) -> Generator[tuple[int, Answer | Lost]]:
    """Yield the place of each question with its answer, as they come; end early once `stopped` says so.

    Questions, work and answers are pickled; `task` is a function of a module.
    """
    results: queue.Queue[tuple[int, Answer | Lost]] = queue.Queue(maxsize=jobs)
    todo = _Todo(questions)
    workers = [Worker(made_by, task, work) for _ in range(min(jobs, len(questions)))]
    if sys.platform != "win32":
        resource_tracker.ensure_running()  # else the first process starts it, and lets interrupts through again
    threads = [threading.Thread(target=_ask, args=(one, todo, seconds, results), daemon=True) for one in workers]
    for thread in threads:
        thread.start()
    try:
        missing = len(questions)
        while missing and not stopped():
            try:
                result = results.get(timeout=_PULSE)
            except queue.Empty:
                continue
            missing -= 1
            yield result
    finally:
        todo.end()
        for worker in workers:
            worker.end()
        for thread in threads:
            _drained(thread, results)


class _Todo(Iterator[tuple[int, Question]]):
    """Questions that nobody was asked yet, for several threads."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._left = iter(enumerate(questions))
        self._lock = threading.Lock()

    def __next__(self) -> tuple[int, Question]:
        with self._lock:
            return next(self._left)

    def end(self) -> None:
        """Have no more questions."""
        with self._lock:
            self._left = itertools.chain()  # type: ignore[assignment]  # an empty iterator


def _ask(
    worker: Worker[Work, Question, Answer],
    todo: Iterator[tuple[int, Question]],
    seconds: float,
    results: "queue.Queue[tuple[int, Answer | Lost]]",
) -> None:
    """Ask one worker after one question the next. Runs in a thread of its own."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # inherited by the processes it starts
    for place, question in todo:
        results.put((place, worker.ask(question, seconds)))


def _drained(thread: threading.Thread, results: "queue.Queue[tuple[int, Answer | Lost]]") -> None:
    """Wait for the end of a thread, which may wait for room for a result that nobody wants any more."""
    while thread.is_alive():
        with contextlib.suppress(queue.Empty):
            results.get_nowait()
        thread.join(_PULSE / 10)
