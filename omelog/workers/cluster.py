"""Questions to the workers of a Dask cluster: what `pool` does with processes here.

A worker that dies costs a try of what it was reading: the scheduler hands that to another, as often as its
`distributed.scheduler.allowed-failures` says (3 unless set otherwise), and then gives up on it. One that takes far too
long has its worker restarted by the nanny.
"""

import asyncio
import functools
import hashlib
import itertools
import logging
import pickle
import platform
import time
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

from omelog import __version__
from omelog.workers.worker import Answer, ClusterError, Lost, Question, Questions, Task, Work

if TYPE_CHECKING:
    from distributed import Client, Future

_CONNECT_SECONDS = 20
_RESTART_SECONDS = 30
_CANCEL_SECONDS = 10
_FETCH_SECONDS = 5
_PULSE = 0.5  # seconds until somebody who wants to stop is heard
_LISTED = 3


def answers(
    questions: Questions[Question],
    task: Task[Work, Question, Answer],
    work: Work,
    *,
    address: str,
    seconds: float,
    stopped: Callable[[], bool],
) -> Generator[tuple[int, Answer | Lost]]:
    """Yield the place of each question with each of its answers, as they come; end early once `stopped` says so.

    What is being answered then is given up, and what has been answered is yielded all the same. The answers to one
    question come together, and `seconds` are for all of them.

    Questions, work and answers are pickled; `task` is a function of a module that the workers can import. Raises
    ClusterError where the cluster cannot be reached, its workers differ, or it goes away; what came before stands.
    """
    client = _connected(address)
    try:
        _check_workers(client, address)
        packed = pickle.dumps((task, work))
        ask = functools.partial(_answer, __version__, hashlib.sha256(packed).hexdigest(), packed)
        with client.as_current():
            yield from _asked(client, ask, questions, seconds, stopped)
    finally:
        _quietly(client.close)


def _connected(address: str) -> "Client":
    try:
        import distributed  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise ClusterError("--cluster needs the extra: pip install 'omelog[cluster]'") from None
    _silence()
    try:
        asyncio.run(_meet(address))  # a client that cannot connect says so late, and aloud
        return distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:  # TypeError: tls:// without certificates
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ClusterError(f"{address}: no Dask scheduler answers there ({reason}); check the address") from None


async def _meet(address: str) -> None:
    """Reach the scheduler once, or raise what is wrong with its address."""
    from distributed.core import connect  # noqa: PLC0415 - see _connected
    from distributed.security import Security  # noqa: PLC0415 - see _connected

    meeting = await connect(address, timeout=_CONNECT_SECONDS, **Security().get_connection_args("client"))
    await meeting.close()


def _silence() -> None:
    """Have the libraries write nothing: what went wrong is told by who asked, in one line."""
    known = [name for name in logging.root.manager.loggerDict if name.startswith("distributed.")]
    for name in ("distributed", "tornado", "asyncio", *known):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _check_workers(client: "Client", address: str) -> None:
    """Raise ClusterError unless there are workers, all with this omelog and this Python."""
    try:
        client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
    except TimeoutError:
        raise ClusterError(f"{address}: the scheduler has no workers; start some with: dask worker {address}") from None
    found = client.run(_version, on_error="return")
    ours = _version()
    others = [f"{worker} has {_named(theirs)}" for worker, theirs in sorted(found.items()) if theirs != ours]
    if others:
        more = ", …" if len(others) > _LISTED else ""
        listed = ", ".join(others[:_LISTED])
        raise ClusterError(f"{address}: here is {ours}, but {listed}{more}; install the same versions on all of them")


def _version() -> str:
    return f"omelog {__version__} on Python {'.'.join(platform.python_version_tuple()[:2])}"


def _named(theirs: object) -> str:
    if isinstance(theirs, str):
        return theirs
    return f"no usable omelog ({' '.join(str(theirs).split())[:100]})"


def _asked(
    client: "Client",
    ask: Callable[[Question], list[Answer]],
    questions: Questions[Question],
    seconds: float,
    stopped: Callable[[], bool],
) -> Iterator[tuple[int, Answer | Lost]]:
    """Keep each thread of the workers at one question: no more are handed over, so that none waits behind another."""
    left = ((place, questions[place]) for place in range(len(questions)))
    under_way: dict[Future, tuple[int, float]] = {}
    answered = 0
    while answered < len(questions) and not stopped():
        for place, question in itertools.islice(left, max(0, _room(client) - len(under_way))):
            future = client.submit(ask, question, pure=False)
            under_way[future] = place, time.monotonic() + seconds
        for future in _ended(client, under_way):
            place, _ = under_way.pop(future)
            answered += 1
            yield from ((place, one) for one in _answers_of(future))
        late = [one for one, (_, end) in under_way.items() if time.monotonic() > end]
        for future in late:
            place, _ = under_way.pop(future)
            answered += 1
            yield place, Lost("timed-out", "it took too long")
        if late:
            _quietly(functools.partial(_restart_workers, client, late))
            end = time.monotonic() + seconds  # others may have been with them, and begin again
            under_way = {future: (place, end) for future, (place, _) in under_way.items()}
    yield from _answered(under_way)


def _answered(under_way: "dict[Future, tuple[int, float]]") -> Iterator[tuple[int, Any]]:
    """Yield the answers that nobody has taken yet; what ended without one is begun anew in the next run."""
    end = time.monotonic() + _FETCH_SECONDS  # for all of them: who stops does not wait for a scheduler that is silent
    for future, (place, _) in under_way.items():
        left = end - time.monotonic()
        if future.done() and left > 0:
            yield from ((place, one) for one in _answers_of(future, left) if not isinstance(one, Lost))


def _room(client: "Client") -> int:
    try:
        threads: dict[str, int] = client.nthreads()
    except (OSError, RuntimeError):
        raise _gone(client) from None
    return max(1, sum(threads.values()))


def _ended(client: "Client", under_way: "dict[Future, tuple[int, float]]") -> "list[Future]":
    """Wait a moment for one to end. Raises ClusterError if the scheduler is gone."""
    import distributed  # noqa: PLC0415 - see _connected
    from distributed.client import FuturesCancelledError  # noqa: PLC0415 - see _connected

    try:
        ended = distributed.wait(list(under_way), timeout=_PULSE, return_when="FIRST_COMPLETED").done
    except TimeoutError:
        ended = set()
    except FuturesCancelledError:  # nobody else cancels them
        raise _gone(client) from None
    if client.status != "running":
        raise _gone(client)
    return [future for future in under_way if future in ended]


def _gone(client: "Client") -> ClusterError:
    return ClusterError(f"{client.scheduler.addr}: the scheduler of the cluster is gone; run it again for the rest")


def _answers_of(future: "Future", seconds: float | None = None) -> list[Any]:
    import distributed  # noqa: PLC0415 - see _connected

    try:
        answers: list[Any] = future.result(timeout=seconds)
    except distributed.KilledWorker as error:
        return [Lost("died", f"{error.allowed_failures + 1} workers that read it did not survive")]
    except MemoryError:
        return [Lost("memory", "there was not enough memory")]
    except Exception as error:  # noqa: BLE001 - whatever a worker may raise: it costs this question alone
        return [Lost("failed", f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")]
    return answers


def _restart_workers(client: "Client", late: "list[Future]") -> None:
    """Abandon questions, and restart the workers that hang on them."""
    given_up = {future.key for future in late}
    hanging = _working_on(client, given_up)
    client.cancel(late, force=True)
    # Not before the scheduler has heard of it: else it hands what it takes from the workers to others, who hang too.
    heard = time.monotonic() + _CANCEL_SECONDS
    while _working_on(client, given_up) and time.monotonic() < heard:
        time.sleep(_PULSE / 10)
    client.restart_workers(hanging, timeout=_RESTART_SECONDS, raise_for_error=False)


def _working_on(client: "Client", keys: set[str]) -> list[str]:
    return [worker for worker, at_work in client.processing().items() if keys & set(at_work)]


def _quietly(act: Callable[[], object]) -> None:
    """Do what may fail because the other side is gone."""
    try:
        act()
    except Exception:
        logging.getLogger(__name__).debug("the cluster did not answer", exc_info=True)


_works: dict[str, Any] = {}  # of this process: the task and its work, by their digest


def _answer(version: str, digest: str, packed: bytes, question: Any) -> list[Any]:  # noqa: ANN401 - of any task
    """Answer one question in full, on a worker. What is the same for all questions is unpacked once."""
    if version != __version__:  # a worker that joined in mid-run
        message = f"it has omelog {__version__}, and was asked by {version}"
        raise RuntimeError(message)
    if digest not in _works:
        _works.clear()
        _works[digest] = pickle.loads(packed)  # noqa: S301 - from the scheduler, which a worker obeys in all it does
    task, work = _works[digest]
    return list(task(work, question))
