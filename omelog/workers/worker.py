"""A process that answers one question at a time, each in as many parts as it has, until nobody asks any more."""

import contextlib
import math
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, Protocol, TypeVar

from omelog.workers.memory import keep_freed, settle
from omelog.workers.modules import of_the_installation
from omelog.workers.sockets import in_own_folder

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

Question = TypeVar("Question")
Answer = TypeVar("Answer")
Work = TypeVar("Work")
Task = Callable[[Work, Question], Iterable[Answer]]
_Asked_co = TypeVar("_Asked_co", covariant=True)
_Got = TypeVar("_Got")

_NO_MEMORY = 71  # exit code of a process that met a MemoryError
_START_SECONDS = 300.0

# An exit code can be read once, and whoever comes second gets a false one. Starting a process reads those of all that
# ended: so nothing is started, by any worker, while another one asks what its process ended with.
_exit_codes = threading.Lock()


@contextlib.contextmanager
def starting() -> Iterator[None]:
    """Have nobody else start a process meanwhile."""
    with _exit_codes, of_the_installation(), in_own_folder(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a helper that cannot be started: what comes of it is told
        yield


class ClusterError(ValueError):
    """The cluster cannot be used, or is gone; the text says why and what to do."""


class Questions(Protocol[_Asked_co]):
    """What is asked, each question when it is its turn: they may be made late, since all would not fit in memory."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> _Asked_co: ...


class Lost(NamedTuple):
    """What a question was not answered for in full. `how` is in words.

    Its process died of itself, or had to be killed, or could not be started; or this one had not memory enough. One
    that `failed` lives on, and cannot answer.
    """

    kind: Literal["died", "timed-out", "unstarted", "memory", "failed"]
    how: str


class _End(NamedTuple):
    """What a process sends behind its answers to a question."""


class Worker(Generic[Work, Question, Answer]):
    """One process. What it is asked after its loss starts a new one."""

    def __init__(self, context: BaseContext, task: Task[Work, Question, Answer], work: Work) -> None:
        self._context = context
        self._start_with = task, work
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._ends = math.inf  # when it is late with its answer
        self._late = False
        self._over = False
        self._lock = threading.Lock()

    def ask(self, question: Question, seconds: float) -> Iterator[Answer | Lost]:
        """Yield the answers to a question, and what it cost if it was not answered in full.

        A process that takes longer for one of them is killed, provided that somebody watches.
        """
        try:
            connection = self._connection or self._started()
        except (EOFError, OSError, RuntimeError) as error:
            yield self._lost(error)._replace(kind="unstarted")
            return
        try:
            self._within(seconds, lambda: connection.send(question))
            while not isinstance(answer := self._within(seconds, connection.recv), _End):
                yield answer
        except (EOFError, OSError) as error:
            yield self._lost(error)
            return
        if self._late:  # killed while it handed back the last byte
            self._lost(EOFError())

    def end(self) -> None:
        """End the process at once, from any thread, and start no other. It holds nothing that must be put away."""
        self._over = True
        self._kill()

    def close(self) -> None:
        """End the process, and wait until it is gone; from the thread that asks."""
        self.end()
        self._lost(EOFError())

    def _kill(self) -> None:
        process = self._process  # which another thread may put away
        if process is not None and process.pid is not None:
            process.kill()

    def _started(self) -> Connection:
        """Start the process, and wait until it has imported what it needs."""
        ours, theirs = self._context.Pipe()
        self._late = False
        self._process = self._context.Process(target=_serve, args=(theirs, *self._start_with), daemon=True)  # type: ignore[attr-defined]  # every context has it
        self._connection = ours
        with starting():
            self._process.start()
        theirs.close()
        if self._over:
            self._kill()
        self._within(_START_SECONDS, ours.recv)
        return ours

    def _within(self, seconds: float, act: Callable[[], _Got]) -> _Got:
        """Do what may take so long, wherever it hangs: also in the middle of handing back an answer."""
        self._ends = time.monotonic() + seconds
        try:
            return act()
        finally:
            with self._lock:
                self._ends = math.inf

    def watch(self) -> None:
        """Kill the process if the time for what it was asked is over; to be called now and then, from any thread."""
        with self._lock:
            if time.monotonic() > self._ends:
                self._late, self._ends = True, math.inf
                self._kill()

    def _lost(self, error: Exception) -> Lost:
        code = None
        if self._process is not None and self._process.pid is not None:
            self._kill()  # where it closed the pipe and lives on
            wait([self._process.sentinel])  # not while others wait for the lock: it may take its time to die
            with _exit_codes:
                self._process.join()
                code = self._process.exitcode
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None
        return Lost("timed-out", "it took too long") if self._late else Lost("died", _how(code, error))


def _how(code: int | None, error: Exception) -> str:
    if code is None:
        return f"it could not be started: {error}"
    if code == _NO_MEMORY:
        return "there was not enough memory"
    if code < 0:
        name = signal.strsignal(-code) or "unknown"
        hint = ", as by a system that is out of memory" if -code == getattr(signal, "SIGKILL", 0) else ""
        return f"it was ended by signal {-code} ({name}){hint}"
    return f"it ended with exit code {code}"


def _serve(connection: Connection, task: Task[Work, Question, Answer], work: Work) -> None:
    """Answer questions until the other side is gone. Runs in a process of its own."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # which reach a whole group or service; the one who asks decides
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    silence()
    keep_freed()
    settle()
    try:
        connection.send(None)
        while True:
            for answer in task(work, connection.recv()):
                connection.send(answer)
            connection.send(_End())
    except MemoryError:
        os._exit(_NO_MEMORY)
    except (EOFError, OSError):
        os._exit(0)


def silence() -> None:
    """Let nothing that is said while a process dies reach the terminal: what happened is told in one line."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
