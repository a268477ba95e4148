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
_PULSE = 200  # milliseconds until the end is heard


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
    while not stop.is_set():
        found = discover([given], holds_records)
        present = [source for source in found.sources if source.kind in ("file", "folder") or source.files]
        stamps = settling.settled(present, time.monotonic())
        if stamps != before:
            before = stamps
            ready = [source for source in present if source in stamps]
            yield Look(Found(ready, found.problems), stamps)
        wait = settling.waits(time.monotonic())
        _change(inbox, _AT_LEAST_EVERY if wait is None else min(wait + 0.05, _AT_LEAST_EVERY), stop)


def _change(inbox: Path, seconds: float, stop: threading.Event) -> None:
    """Wait for a change in the inbox, for the end, or for the time to be over."""
    ends = time.monotonic() + seconds
    try:
        for changes in watch(
            inbox, stop_event=stop, rust_timeout=_PULSE, yield_on_timeout=True, raise_interrupt=False, debounce=_PULSE
        ):
            if changes or time.monotonic() >= ends:
                return
    except OSError:  # the inbox is gone, or cannot be watched: it is looked at now and then
        stop.wait(max(0.0, ends - time.monotonic()))
