"""What an archive kind is: the interface that each kind's file fills in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from omelog.bundle.budget import Budget
from omelog.bundle.contents import Contents
from omelog.model.report import Problem

LooksLikeLog = Callable[[bytes], bool]  # whether log records stand in the beginning of a text
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
    looks_like_log: LooksLikeLog


class Kind(NamedTuple):
    """A kind of file: how people call it, how to know it by its first bytes, and how to read it.

    A kind that packs one stream has `unwrap`; one that packs files has `entries`. One that has neither cannot be read
    and names the way out. `need` is how many packed bytes are sure to hold the first bytes of what is inside.
    `suffixes` are those of its files, `tar_suffixes` those of a tar in it (`.tgz`), beside the one with a dot.
    `extra` is what has to be installed for it. `ends` knows a file that is of this kind by its end. Kinds of a lower
    `rank` are tried first.
    """

    slug: str
    title: str
    matches: Callable[[bytes], bool]
    archive: bool = True
    way_out: str | None = None
    unwrap: Callable[[Contents, Room], Iterator[bytes]] | None = None
    entries: Callable[[Contents, Room], Iterator[Entry]] | None = None
    need: int = 64 * 1024
    suffixes: tuple[str, ...] = ()
    tar_suffixes: tuple[str, ...] = ()
    extra: str | None = None
    rank: int = 0
    ends: Callable[[Contents], bool] | None = None

    @property
    def is_readable(self) -> bool:
        """Whether there is something here that reads it."""
        return self.unwrap is not None or self.entries is not None

    @property
    def packs_logs(self) -> bool:
        """Whether a single log is packed in this way."""
        return self.archive and self.slug != "tar" and (self.is_readable or self.extra is not None)


def starts(*magic: bytes) -> Callable[[bytes], bool]:
    """Return a test for files that begin with one of these."""
    return lambda head: head.startswith(magic)
