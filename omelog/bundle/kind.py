"""What an archive kind is: the interface that each kind's file fills in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from omelog.bundle.budget import Budget
from omelog.bundle.contents import Contents
from omelog.model.report import Problem

REPACK = "unpack it and give the folder, or pack it again as an ordinary zip"
AGAIN = "transfer the bundle again and compare its size"


@dataclass(frozen=True, slots=True)
class Entry:
    """A regular file in an archive, under the name that stands there.

    `fault` is why its contents cannot be had; a notice where it has none of its own (a link, a device).
    """

    name: str
    contents: Contents
    fault: Problem | None = None


@dataclass(frozen=True)
class Room:
    """What the reading of one archive works with: what it may use, and where it says what is wrong."""

    budget: Budget
    problems: list[Problem]


class Kind(NamedTuple):
    """A kind of file: how people call it, how to know it by its first bytes, and how to read it.

    A kind that packs one stream has `unwrap`; one that packs files has `entries`. One that has neither cannot be read
    and names the way out. `need` is how many packed bytes are sure to hold the first bytes of what is inside.
    """

    slug: str
    title: str
    matches: Callable[[bytes], bool]
    archive: bool = True
    way_out: str | None = None
    unwrap: Callable[[Contents, Budget, list[Problem]], Iterator[bytes]] | None = None
    entries: Callable[[Contents, Room], Iterator[Entry]] | None = None
    need: int = 64 * 1024


def starts(*magic: bytes) -> Callable[[bytes], bool]:
    """Give a test for files that begin with one of these."""
    return lambda head: head.startswith(magic)
