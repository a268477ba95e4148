"""Questions to several processes at once: one that dies or hangs costs its question alone.

Each process has a pipe and a thread of its own. Pools that share one pipe, or one lock on it, stop for good when a
process dies in the middle of a message, and the usual one gives up all that is under way (docs/dependencies.md).
"""

import contextlib
import multiprocessing
import queue
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from multiprocessing import resource_tracker
from multiprocessing.context import BaseContext

from omelog.workers.worker import Answer, Lost, Question, Questions, Task, Work, Worker, starting

_SILENT = "omelog.workers.silent"
_PULSE = 0.1  # seconds until somebody who wants to stop is heard
_UNSTARTED = Lost("unstarted", "no process could be started for it")
_Results = queue.Queue[tuple[int, Answer | Lost | None]]  # None behind the last answer to a question


def context(preload: Sequence[str]) -> BaseContext:
    """Return how processes are made: on Linux from one that has imported the modules, else from nothing."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([_SILENT, "__main__", *preload])
    return made


def answers(
    questions: Questions[Question],
    task: Task[Work, Question, Answer],
    work: Work,
    *,
    made_by: BaseContext,
    jobs: int,
    seconds: float,
    stopped: Callable[[], bool],
    ending: Callable[[], bool] = lambda: False,
) -> Generator[tuple[int, Answer | Lost]]:
    """Yield the place of each question with each of its answers, as they come; end early once `stopped` says so.

    What is being answered then is given up, and what has been answered is yielded all the same. Once `ending` says
    so no other question is asked, and those that were are answered. `seconds` are for each answer.

    Questions, work and answers are pickled; `task` is a function of a module.
    """
    results: _Results[Answer] = queue.Queue(maxsize=3 * jobs)  # the end of a question, and the next one answered
    todo = _Todo(questions)
    workers = [Worker(made_by, task, work) for _ in range(min(jobs, len(questions)))]
    threads = [threading.Thread(target=_ask, args=(one, todo, seconds, results), daemon=True) for one in workers]
    threads = list(_started(threads))
    try:
        ended = 0
        while ended < todo.asked(end=ending()) and not stopped():
            for worker in workers:
                worker.watch()
            try:
                place, result = results.get(timeout=_PULSE)
            except queue.Empty:
                if any(thread.is_alive() for thread in threads) or not results.empty():
                    continue
                yield from ((place, _UNSTARTED) for place, _ in todo)
                return
            if result is None:
                ended += 1
            else:
                yield place, result
        _end(todo, workers)
        yield from _answered(threads, results)
    finally:
        _end(todo, workers)
        for _ in _answered(threads, results):
            pass  # a thread may wait for room for a result that nobody wants any more


def _started(threads: Iterable[threading.Thread]) -> Iterator[threading.Thread]:
    """Start threads, as many as there may be."""
    with contextlib.suppress(RuntimeError, OSError):
        if sys.platform != "win32":
            with starting():
                resource_tracker.ensure_running()  # else the first process starts it, and lets interrupts through again
        for thread in threads:
            thread.start()
            yield thread


class _Todo(Iterator[tuple[int, Question]]):
    """Questions that nobody was asked yet, for several threads."""

    def __init__(self, questions: Questions[Question]) -> None:
        self._questions = questions
        self._next = 0
        self._end = len(questions)
        self._lock = threading.Lock()

    def __next__(self) -> tuple[int, Question]:
        with self._lock:
            place = self._next
            if place >= self._end:
                raise StopIteration
            self._next += 1
            return place, self._questions[place]

    def asked(self, *, end: bool) -> int:
        """Count the questions that were asked or will be; with `end` no more will be from now on."""
        with self._lock:
            if end:
                self._end = self._next
            return self._end


def _ask(
    worker: Worker[Work, Question, Answer],
    todo: Iterator[tuple[int, Question]],
    seconds: float,
    results: "_Results[Answer]",
) -> None:
    """Ask one worker one question after another, unless it cannot be started. Runs in a thread of its own."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # inherited by the processes it starts
    for place, question in todo:
        result: Answer | Lost | None = None
        for result in worker.ask(question, seconds):
            results.put((place, result))
        results.put((place, None))
        if isinstance(result, Lost) and result.kind == "unstarted":
            break
    worker.close()


def _end(todo: _Todo[Question], workers: Sequence[Worker[Work, Question, Answer]]) -> None:
    """Have nothing more asked, and give up what is being answered."""
    todo.asked(end=True)
    for worker in workers:
        worker.end()


def _answered(threads: Sequence[threading.Thread], results: "_Results[Answer]") -> Iterator[tuple[int, Answer]]:
    """Wait for the end of all threads, and yield the answers that nobody has taken yet.

    A loss is not among them: what was given up looks like one.
    """
    while any(thread.is_alive() for thread in threads) or not results.empty():
        with contextlib.suppress(queue.Empty):
            place, result = results.get(timeout=_PULSE / 10)
            if result is not None and not isinstance(result, Lost):
                yield place, result
