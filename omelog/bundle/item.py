"""What a walk comes to, and what it has met in an archive."""

from dataclasses import dataclass, field

from omelog.bundle import names, told
from omelog.bundle.contents import Contents
from omelog.bundle.names import Location
from omelog.model.report import Problem


@dataclass(frozen=True)
class Item:
    """Something to look into. `place` is where its log has to be, None if only the logs in it matter.

    `root` is the path of the archives around it, `depth` how many layers were taken off to come to it. `within` is the
    place of an archive below `tomcat/` that has no log's name: what it holds are rotations. Of an archive that is only
    `named` the logs are not read: it lies in a bundle and is none of its rotations.
    """

    contents: Contents
    place: Location | None
    root: str = ""
    depth: int = 0
    within: Location | None = None
    named: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is the whole source, or what is in it if that is a compressed file."""
        return self.contents.where is None

    @property
    def rotations(self) -> Location | None:
        """The place of an archive whose logs are rotations of the log around it."""
        return self.within if self.place is None or self.whole else self.place


@dataclass
class Seen:
    """What the passes over one archive have met."""

    places: set[int] = field(default_factory=set)  # hashes: there may be very many, with long names
    tomcat: bool = False  # a file below tomcat/
    bare: list[str] = field(default_factory=list)  # files named like the log, outside of tomcat/
    inner: bool = False  # an archive
    found: bool = False  # a log, here or in an archive in it
    fault: Problem | None = None  # the first entry that could have been an archive and cannot be read


def name_of(item: Item) -> str | None:
    """Return what an item is called in what is said of it."""
    return item.place.path if item.place is not None and not item.whole else item.contents.where


def fruitless(archive: Item, seen: Seen) -> Problem | None:
    """Return why nothing came out of an archive, where that is not told yet."""
    if seen.fault is None and archive.place is not None and not archive.whole and not seen.places:
        return told.no_log(archive.contents.where) if is_log(archive.place) else None
    return seen.fault


def is_log(place: Location) -> bool:
    """Return whether a place has the name of a log."""
    return names.is_log_name(last(place.path))


def last(path: str) -> str:
    """Return the last part of a path."""
    return path.rpartition("/")[2]
