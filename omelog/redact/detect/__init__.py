"""What leaves in no output, or in few: one file a kind of name or secret, found by themselves.

A module of this package with a `DETECTOR` is a kind: what it is called, from which profile on it goes, what stands in
its place, and how it is found. Nothing else has to be told of it: the profiles, their table in `docs/redaction.md` and
the tests follow.
"""

import functools
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

# Stands for each sign of what was found already, and of names that were given: no sign that a log holds, and no letter.
MASK = "\ufdd0"
# What stands in place of a secret.
A_NOTE = re.compile(r"\[(?:text|token|password|private key|session id) removed\]")
Profile = Literal["none", "customer", "share", "strict"]


class Told(NamedTuple):
    """A name that a text tells, and by which it is known wherever it stands in a bundle."""

    kind: str
    name: str


class Found(NamedTuple):
    """A part of a text, by its offsets; of a name also the form in which equal ones are equal, and what it tells."""

    start: int
    end: int
    same: str | None = None
    tells: tuple[Told, ...] = ()


Find = Callable[[str], Iterable[Found]]


@dataclass(frozen=True)
class Detector:
    """A kind of secret or name.

    A secret (`note`) is looked for in every reading of a text, and a note stands in its place. A name is looked for in
    the decoded text, what begins with backslashes (`find_escaped`) in every reading, and an ordinal of its kind stands
    in its place: `host-3`. What a detector of lower `rank` found is hidden from those behind it.
    """

    kind: str
    title: str  # of the table in docs/redaction.md
    goes: Profile  # the first profile under which it goes
    example: str
    find: Find
    rank: int
    hints: tuple[str, ...] = ()  # one of these, in small letters, stands in every text in which something is found
    note: str | None = None
    find_escaped: Find | None = None
    covers: bool = False  # takes also what others found within it: the mail address in a distinguished name


@functools.cache
def detectors() -> tuple[Detector, ...]:
    """Import the detectors, by rank."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    found = [cast("Detector", module.DETECTOR) for module in modules if hasattr(module, "DETECTOR")]
    return tuple(sorted(found, key=lambda detector: (detector.rank, detector.kind)))
