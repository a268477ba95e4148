"""Looks at an inbox again and again: when something in it changes, and now and then as shares tell of no change."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from watchfiles import watch

from omelog.bundle import Found, Source, discover
from omelog.records import holds_records
from omelog.watch.settling import Settling

_AT_LEAST_EVERY = 30.0  # seconds between looks, whatever the system tells of changes
_PULSE = 200  # milliseconds between ticks
_FOLDERS = ("folder", "logs")


class Look(NamedTuple):
    """What lies in the inbox and has stopped changing; `sources` of `found` are no others."""

    found: Found
    stamps: dict[Source, bytes]


def looks(inbox: Path, given: str, settle: float, stop: threading.Event) -> Iterator[Look]:
    """Yield the settled bundles of an inbox each time that they are others than before, until told to stop.

    `settle` is for how many seconds a file must look the same. The first look comes at once.
    """
    settling = Settling(settle)
    before: dict[Source, bytes] | None = None
    due = time.monotonic()
    for changed in _ticks(inbox, stop):
        now = time.monotonic()
        if not changed and now < due:
            continue
        found = discover([given], holds_records)
        present = [source for source in found.sources if source.kind == "file" or source.kind in _FOLDERS]
        stamps = settling.settled(present, now)
        due = now + min(_AT_LEAST_EVERY, settling.waits(now) or _AT_LEAST_EVERY)
        if stamps != before:
            before = stamps
            yield Look(Found([source for source in present if source in stamps], found.problems), stamps)


def _ticks(inbox: Path, stop: threading.Event) -> Iterator[bool]:
    """Yield several times a second, whether something in the inbox has changed since the last time."""
    while not stop.is_set():
        try:
            # The watch stands before the first look, so that no change falls between the two.
            for changes in watch(
                inbox,
                stop_event=stop,
                rust_timeout=_PULSE,
                step=_PULSE // 4,
                debounce=_PULSE,
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                yield bool(changes)
        except OSError:  # the inbox is gone, or cannot be watched: it is looked at now and then
            yield False
            stop.wait(_PULSE / 1000)
