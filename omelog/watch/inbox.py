"""Looks at an inbox again and again: when something in it changes, and now and then as shares tell of no change."""

import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import NamedTuple

from watchfiles import watch

from omelog.bundle import Discovered, Source, within
from omelog.records import holds_records
from omelog.watch.settling import Settling

_AT_LEAST_EVERY = 30.0  # seconds between looks, whatever the system tells of changes
_PULSE = 200  # milliseconds between ticks


class Look(NamedTuple):
    """What lies in the inbox and has stopped changing; `sources` of `found` are no others."""

    found: Discovered
    stamps: dict[Source, bytes]


def looks(inbox: Path, settle: float, stop: threading.Event) -> Generator[Look]:
    """Yield the settled bundles of an inbox, until told to stop: when something in it changes, and now and then.

    `settle` is for how many seconds a file must look the same; what lies there at the beginning has that time before
    the first look.
    """
    settling = Settling(settle)
    begun = due = time.monotonic()
    for changed in _ticks(inbox, stop):
        now = time.monotonic()
        if not changed and now < due:
            continue
        found = within(inbox, holds_records)
        stamps = settling.settled(found.sources, now)
        waits = settling.waits(now)
        due = now + (_AT_LEAST_EVERY if waits is None else min(_AT_LEAST_EVERY, waits))
        if waits is not None and now < begun + settle:
            continue
        yield Look(Discovered([source for source in found.sources if source in stamps], found.problems), stamps)


def _ticks(inbox: Path, stop: threading.Event) -> Iterator[bool]:
    """Yield several times a second, whether something in the inbox may have changed since the last time."""
    if not _starts_threads():  # which who watches for us needs: it would end the process
        yield True
        while not stop.wait(_PULSE / 1000):
            yield False
    gone = False
    while not stop.is_set():
        watched = _identity(inbox)
        begins = True
        try:
            # The watch stands before the first look, so that no change falls between the two.
            for changes in watch(
                inbox,
                watch_filter=None,
                stop_event=stop,
                rust_timeout=_PULSE,
                step=_PULSE // 4,
                debounce=_PULSE,
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                yield bool(changes) or begins
                begins = gone = False
                if _identity(inbox) != watched:  # another folder has its name: of that one nothing would be told
                    break
        except (OSError, RuntimeError):  # it is gone, or cannot be watched: it is looked at now and then
            yield not gone
            gone = True
            stop.wait(_PULSE / 1000)


def _starts_threads() -> bool:
    thread = threading.Thread(target=int)
    try:
        thread.start()
    except RuntimeError:
        return False
    thread.join()
    return True


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
