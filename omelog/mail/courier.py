"""A thread that sends what lies in the outbox, so that no mail server holds up reading and reporting."""

import contextlib
import threading
from collections.abc import Callable, Iterator

_AT_LEAST_EVERY = 30.0  # seconds between tries, for what a server did not take
_GOODBYE = 10.0  # seconds that a send has to notice that it is to end

Say = Callable[[str], None]


class Courier:
    """Sends when woken, and now and then; says what is wrong once, and again when it was well in between."""

    def __init__(self, send: Callable[[Say, threading.Event], object], say: Say) -> None:
        """Take what sends the outbox, until told to end, and who hears of what did not go out."""
        self._send = send
        self._say = say
        self._woken = threading.Event()
        self._ends = threading.Event()
        self._said: set[str] = set()  # at this try
        self._before: set[str] = set()  # at the one before

    def wake(self) -> None:
        """Send soon: there is a new mail."""
        self._woken.set()

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Send while this lasts; what is being sent at its end is broken off, and waits."""
        thread = threading.Thread(target=self._run, daemon=True)
        try:
            thread.start()
        except RuntimeError:
            self._say("no mail is sent: the system cannot start another thread; what is to be sent waits in the outbox")
            yield
            return
        try:
            yield
        finally:
            self._ends.set()
            self._woken.set()
            thread.join(_GOODBYE)

    def _run(self) -> None:
        while not self._ends.is_set():
            self._before, self._said = self._said, set()
            self._send(self._tell, self._ends)
            self._woken.wait(_AT_LEAST_EVERY)
            self._woken.clear()

    def _tell(self, line: str) -> None:
        if line not in self._said | self._before and not self._ends.is_set():
            self._say(line)
        self._said.add(line)
