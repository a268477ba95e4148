"""How the watch over an inbox does: a file beside the report, for a monitor to read."""

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from omelog.writer import write

NAME = "status.json"
SCHEMA = "omelog.status/1"


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """What did not go well, and when it last did not (UTC)."""

    time: str
    text: str


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a watch; times are in UTC.

    `arrivals` counts what the report was made of, `outbox` the mails that wait, None where none are sent.
    """

    schema: str
    started: str
    looked: str
    arrivals: int
    outbox: int | None
    failure: Failure | None


class _Named(msgspec.Struct):
    schema: str = ""


def is_taken(folder: Path) -> bool:
    """Return whether something else than a status has its place in a folder."""
    path = folder / NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Named).schema.partition("/")[0] != SCHEMA.partition("/")[0]
    except OSError:  # there is none, or writing it will say what is wrong
        return False
    except (ValueError, RecursionError):
        return True


def retire(folder: Path) -> None:
    """Take away a status that told of a report which another command has replaced: it would tell of it for ever.

    A watch that runs writes it again at its next look.
    """
    if not is_taken(folder):
        with suppress(OSError):
            (folder / NAME).unlink()


class Board:
    """Keeps the status in a folder current, for all threads, once there is a report beside which it lies."""

    def __init__(self, folder: Path, waiting: Callable[[], int] | None, shown: Callable[[str], str]) -> None:
        """Take what counts the mails that wait, and how the text of a failure is shown."""
        self._path = folder / NAME
        self._waiting = waiting
        self._shown = shown
        self._lock = threading.Lock()
        self._started = _now()
        self._look: tuple[str, int] | None = None  # when, and what the report was made of then
        self._failure: Failure | None = None

    def looked(self, arrivals: int) -> None:
        """Note that the inbox was looked at. Raises OSError."""
        self._look = _now(), arrivals
        self.write()

    def failed(self, line: str) -> None:
        """Note what went wrong, to be written with the next look or send."""
        self._failure = Failure(time=_now(), text=self._shown(line))

    def write(self) -> None:
        """Write the status as it is now. Raises OSError."""
        with self._lock:
            if self._look is None:
                return
            looked, arrivals = self._look
            made = Status(
                schema=SCHEMA,
                started=self._started,
                looked=looked,
                arrivals=arrivals,
                outbox=self._waiting() if self._waiting else None,
                failure=self._failure,
            )
            write(self._path, [msgspec.json.format(msgspec.json.encode(made), indent=1), b"\n"], replace=True)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
