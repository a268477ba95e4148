"""Walks through layers of archives and compression to the logs in them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from omelog.bundle import names
from omelog.bundle import zip as zip_kind
from omelog.bundle.budget import Budget, LimitReachedError
from omelog.bundle.contents import Contents
from omelog.bundle.kind import REPACK, Entry, Kind, Room
from omelog.bundle.kinds import ENTRY_HEAD, HEAD, sniff
from omelog.bundle.names import Place
from omelog.bundle.source import LogStream, Opened
from omelog.bundle.text import to_text
from omelog.bundle.unwrapped import Unwrapped
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit, notice

_NAMED = 5  # entries that are named where no log was found
_SHOWN = 80  # characters of a name that is too long


@dataclass(frozen=True)
class Item:
    """Something to look into. `place` is where its log has to be, None if only the logs in it matter.

    `root` is the path of the archives around it, `depth` how many layers were taken off to come to it.
    """

    contents: Contents
    place: Place | None
    root: str = ""
    depth: int = 0

    @property
    def whole(self) -> bool:
        """Tell whether it is the whole source, or what is in it if that is a compressed file."""
        return self.contents.where is None


@dataclass
class _Seen:
    """What a pass over one archive has met."""

    places: set[int] = field(default_factory=set)  # hashes: there may be very many, with long names
    bare: bool = False  # a file named like the log, outside of tomcat/
    found: bool = False  # a log, here or in an archive in it
    fault: Problem | None = None  # the first entry that could have been an archive and cannot be read


class Walk:
    """A pass through one source."""

    def __init__(self, budget: Budget, opened: Opened) -> None:
        self._budget = budget
        self._opened = opened

    def logs(self, item: Item) -> Iterator[LogStream]:
        """Yield the logs in an item: itself, or those in it if it is an archive."""
        self._budget.check()
        item, kind = self._peeled(item)
        if (kind.unwrap or kind.entries) and item.depth >= self._budget.limits.depth:
            yield from self._unread(item, self._too_deep(item))
        elif kind.entries is not None:
            yield from self._in_archive(item, kind.entries)
        elif kind.archive or (item.whole and item.depth == 0 and kind.way_out is not None):
            what = damage(f"is-{kind.slug}", f"is {kind.title}", "not read", where=_where(item), advice=kind.way_out)
            yield from self._unread(item, what)
        elif item.place is not None:
            yield self._log(item.contents, item.place)

    def _peeled(self, item: Item) -> tuple[Item, Kind]:
        """Take layers of compression off, and tell what is in them."""
        kind = sniff(item.contents.head(HEAD if item.whole else ENTRY_HEAD))
        if item.whole and zip_kind.may_have_prefix(kind, item.contents):
            return item, zip_kind.KIND
        while kind.unwrap is not None and item.depth < self._budget.limits.depth:
            item = replace(item, contents=Unwrapped(item.contents, kind, self._budget), depth=item.depth + 1)
            kind = sniff(item.contents.head(ENTRY_HEAD))
        return item, kind

    def _too_deep(self, item: Item) -> Problem:
        what = "archives and compressed files lie too deep in one another"
        return limit_hit("depth", self._budget.limits.depth, what, "not looked into", where=_where(item))

    def _unread(self, item: Item, problem: Problem) -> Iterator[LogStream]:
        """Say why an item is not read: as a log that gives nothing, if it is in the place of one."""
        if item.place is None or item.whole:
            self._opened.told(item.root).append(problem)
        else:
            self._budget.one_log()
            yield LogStream(item.place.root, item.place.path, iter(()), [problem])

    # --- archives ---

    def _in_archive(self, item: Item, entries: Callable[[Contents, Room], Iterator[Entry]]) -> Iterator[LogStream]:
        """Yield the logs in an archive: those in tomcat/, else those of the log's name anywhere; and in inner archives.

        Which of the two is known only at the end: then the archive is read once more.
        """
        seen = _Seen()
        for entry in entries(item.contents, Room(self._budget, self._opened.told(item.root))):
            for log in self._in_entry(entry, item, seen):
                seen.found = True
                yield log
        if seen.bare and not seen.places:
            for entry in entries(item.contents, Room(self._budget, [])):
                yield from self._bare_log(entry, item, seen)
        if not seen.found:
            self._tell_fruitless(item, seen)

    def _in_entry(self, entry: Entry, archive: Item, seen: _Seen) -> Iterator[LogStream]:
        if len(entry.name) > names.LONGEST:
            self._opened.told(archive.root).append(_long_name(entry.name))
            return
        parts = self._parts(entry, archive)
        place = names.place(parts)
        if place is None:
            seen.bare = seen.bare or names.bare_place(parts) is not None
            yield from self._in_other(entry, parts, archive, seen)
            return
        if entry.fault is not None:
            seen.places.add(hash(place))
            self._opened.told(archive.root).append(entry.fault)
            return
        if hash(place) in seen.places:
            what = "the archive holds several entries of this name"
            self._opened.told(archive.root).append(
                notice("duplicate-entry", what, "read each of them", where=entry.contents.where)
            )
        seen.places.add(hash(place))
        yield from self.logs(self._inner(entry, parts, archive, place))

    def _in_other(self, entry: Entry, parts: list[str], archive: Item, seen: _Seen) -> Iterator[LogStream]:
        """Look into an entry that is no log by its name: it may be an archive."""
        if names.resembles_log(parts):
            self._opened.told(archive.root).append(not_read(entry.contents.where or entry.name))
        if len(self._opened.others) < _NAMED:
            self._opened.others.append(entry.contents.where or entry.name)
        elif len(self._opened.others) == _NAMED:
            self._opened.others.append("and others")
        if entry.fault is None:
            yield from self.logs(self._inner(entry, parts, archive, None))
        elif entry.fault.severity == "damage":
            seen.fault = seen.fault or entry.fault

    def _bare_log(self, entry: Entry, archive: Item, seen: _Seen) -> Iterator[LogStream]:
        """Yield an entry that has the log's name, where no entry lies in a folder tomcat/."""
        parts = [] if len(entry.name) > names.LONGEST else self._parts(entry, archive, told=True)
        place = names.bare_place(parts)
        if place is None:
            return
        if entry.fault is not None:
            seen.found = True
            self._opened.told(archive.root).append(entry.fault)
            return
        item, kind = self._peeled(self._inner(entry, parts, archive, place))
        if kind.archive or item.place is None:  # the first pass has looked into it
            return
        place = item.place
        if archive.place is not None and not archive.whole:  # a rotation that is packed as an archive
            place = archive.place if not seen.found else Place(archive.place.root, f"{archive.place.path}/{place.path}")
        seen.found = True
        yield self._log(item.contents, place)

    def _inner(self, entry: Entry, parts: list[str], archive: Item, place: Place | None) -> Item:
        root = "/".join(filter(None, [archive.root, *parts]))
        if place is not None:
            place = Place("/".join(filter(None, [archive.root, place.root])), place.path)
        return Item(entry.contents, place, root, archive.depth + 1)

    def _parts(self, entry: Entry, archive: Item, *, told: bool = False) -> list[str]:
        try:
            return names.parts(entry.name)
        except names.UnsafeNameError:
            if not told and names.is_log_name(entry.name.replace("\\", "/").rsplit("/", 1)[-1]):
                what = "the entry's name climbs out of the archive"
                self._opened.told(archive.root).append(
                    notice("unsafe-name", what, "passed over", where=entry.contents.where)
                )
            return []

    def _tell_fruitless(self, archive: Item, seen: _Seen) -> None:
        """Say why nothing came out of an archive, where that is not told yet."""
        if seen.fault is not None:
            self._opened.told(archive.root).append(seen.fault)
        elif archive.place is not None and not archive.whole and not seen.places:
            what = "an archive stands in the place of the log and holds none"
            self._opened.told(archive.root).append(
                damage("no-application-log", what, "not read", where=archive.contents.where, advice=REPACK)
            )

    # --- logs ---

    def _log(self, contents: Contents, place: Place) -> LogStream:
        self._budget.one_log()
        problems: list[Problem] = []
        chunks = to_text(self._bounded(contents, problems, place.path))
        return LogStream(place.root, place.path, chunks, problems)

    def _bounded(self, contents: Contents, problems: list[Problem], where: str) -> Iterator[bytes]:
        """Yield the bytes of a log up to its limits. Whatever goes wrong in a layer ends here."""
        try:
            yield from self._budget.log(contents.chunks(problems))
        except LimitReachedError as reached:
            if not reached.told:
                problems.append(reached.problem(where))
        except OSError as error:
            problems.append(unreadable(error, where))


def unreadable(error: OSError, where: str | None = None) -> Problem:
    """Say why a file could not be opened or read."""
    reason = error.strerror or str(error)
    advice = getattr(error, "advice", None) or "check its permissions and the disk or share"
    return damage("unreadable", f"cannot be read: {reason}", "not read", where=where, advice=advice)


def not_read(where: str) -> Problem:
    """Tell of an entry that has nearly the log's name: its reader may take it for a rotation."""
    what = "its name is nearly that of the log, and is none that a rotation is known to have"
    advice = "if it is a rotation, give it as a log file of its own"
    return notice("log-not-read", what, "not read", where=where, advice=advice)


def _long_name(name: str) -> Problem:
    what = f"the entry's name is longer than {names.LONGEST} characters: no file of a bundle has such a name"
    return notice("unsafe-name", what, "passed over", where=f"{name[:_SHOWN]}…")


def _where(item: Item) -> str | None:
    return item.place.path if item.place is not None and not item.whole else item.contents.where
