"""Walks through layers of archives and compression to the logs in them: an archive's own members first."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from omelog.bundle import names, told
from omelog.bundle.budget import Budget, LimitReachedError
from omelog.bundle.candidates import LOG_HEAD
from omelog.bundle.contents import Contents
from omelog.bundle.item import Item, Seen, fruitless, is_log, last, name_of
from omelog.bundle.kinds import ENTRY_HEAD, kind_of, sniff
from omelog.bundle.kinds.kind import Entry, Kind, LooksLikeLog, Room
from omelog.bundle.names import Location
from omelog.bundle.source import LogStream, Opened
from omelog.bundle.text import to_text
from omelog.bundle.unpacked import Unwrapped
from omelog.model.report import Problem

_Entries = Callable[[Contents, Room], Iterator[Entry]]


class Walk:
    """A pass through one source. `looks_like_log` is asked about text behind packed data."""

    def __init__(self, budget: Budget, opened: Opened, looks_like_log: LooksLikeLog) -> None:
        self._budget = budget
        self._opened = opened
        self._looks_like_log = looks_like_log
        self._too_deep: list[str] = []

    def logs(self, item: Item) -> Iterator[LogStream]:
        """Yield the logs in an item: itself, or those in it if it is an archive."""
        self._budget.check()
        item, kind = self._peeled(item)
        if (kind.unwrap or kind.entries) and item.depth >= self._budget.limits.depth:
            yield from self._beyond(item)
        elif kind.entries is not None:
            yield from self._in_archive(item, kind.entries)
        elif item.named:
            if kind.archive:
                self._opened.told().append(told.closed(kind, item.contents.where))
        elif (
            kind.archive or (item.whole and item.depth == 0 and kind.way_out is not None) or self._is_closed(item, kind)
        ):
            yield from self._unread(item, told.not_opened(kind, name_of(item)))
        elif item.place is not None:
            yield self._log(item.contents, item.place, certain=item.whole or is_log(item.place))

    def _is_closed(self, item: Item, kind: Kind) -> bool:
        """Return whether it is a rotation by its name, packed in an unknown way: `application.log.1.br`."""
        if kind.slug != "binary" or item.whole or item.place is None or is_log(item.place):
            return False
        head = b"".join(to_text([item.contents.head(LOG_HEAD)]))
        return names.rotation(item.place.path).is_own and not self._looks_like_log(head)

    def ended(self) -> None:
        """Sum up what lay too deep to be looked into."""
        if self._too_deep:
            depth = self._budget.limits.depth
            self._opened.told().append(told.too_deep(depth, self._too_deep[0], len(self._too_deep)))

    def _peeled(self, item: Item) -> tuple[Item, Kind]:
        """Take layers of compression off, and return what is in them."""
        kind = kind_of(item.contents) if item.whole else sniff(item.contents.head(ENTRY_HEAD))
        while kind.unwrap is not None and item.depth < self._budget.limits.depth:
            unwrapped = Unwrapped(item.contents, kind, self._budget, self._looks_like_log)
            item = replace(item, contents=unwrapped, depth=item.depth + 1)
            kind = sniff(item.contents.head(ENTRY_HEAD))
        return item, kind

    def _beyond(self, item: Item) -> Iterator[LogStream]:
        if item.place is None or item.whole:
            self._too_deep.append(name_of(item) or item.root)
        else:
            yield from self._unread(item, told.too_deep(self._budget.limits.depth, name_of(item)))

    def _unread(self, item: Item, problem: Problem) -> Iterator[LogStream]:
        """Describe why an item is not read: as a log that gives nothing, if it is in the place of one."""
        if item.place is None or item.whole or not is_log(item.place):
            self._opened.told(item.root).append(problem)
        else:
            self._budget.one_log()
            yield LogStream(item.place.root, item.place.path, iter(()), [problem])

    def _in_archive(self, item: Item, entries: _Entries) -> Iterator[LogStream]:
        """Yield the logs in an archive: those in tomcat/, else of the log's name anywhere; then of inner ones.

        What another pass is for is known only at the end of the first: then the archive is read once more.
        """
        seen = Seen()
        for entry in entries(item.contents, self._room(item)):
            yield from self._own(entry, item, seen)
        if seen.bare and not seen.tomcat and not item.named:
            if item.rotations is None:
                self._opened.told(item.root).append(told.no_tomcat(seen.bare, item.contents.where))
            for entry in entries(item.contents, Room(self._budget, [], self._looks_like_log)):
                yield from self._bare_log(entry, item, seen)
        elif seen.bare and item.rotations is None:
            self._opened.told(item.root).append(told.elsewhere(seen.bare, item.contents.where))
        if seen.inner:
            yield from self._in_inner(item, entries, seen)
        if not seen.found and not item.named and (why := fruitless(item, seen)):
            self._opened.told(item.root).append(why)

    def _room(self, item: Item) -> Room:
        return Room(self._budget, self._opened.told(item.root), self._looks_like_log)

    def _own(self, entry: Entry, archive: Item, seen: Seen) -> Iterator[LogStream]:
        """Yield an entry that is a log; note what else it is."""
        if len(entry.name) > names.LONGEST:
            self._opened.told(archive.root).append(told.long_name(entry.name))
            return
        parts = self._parts(entry, archive)
        place = names.place(parts) if parts else None
        seen.tomcat = seen.tomcat or bool(parts and names.in_tomcat(parts))
        if place is None:
            self._note_other(entry, parts, seen)
            return
        if archive.named:
            if not seen.places:
                self._opened.told().append(told.inner_bundle(archive.contents.where))
            seen.places.add(hash(place))
            return
        yield from self._own_log(entry, parts, place, archive, seen)

    def _own_log(
        self, entry: Entry, parts: list[str], place: Location, archive: Item, seen: Seen
    ) -> Iterator[LogStream]:
        """Yield an entry below `tomcat/` that is a log by its name, or may be one."""
        if names.is_log_name(parts[-1]):
            seen.places.add(self._once(place, entry, archive, seen))
        if entry.fault is not None:
            self._opened.told(archive.root).append(entry.fault)
            return
        item, kind = self._peeled(self._inner(entry, parts, archive, place))
        if kind.entries is not None:
            seen.inner = True
            return
        if not is_log(place) and self._looks_like_log(b"".join(to_text([item.contents.head(LOG_HEAD)]))):
            seen.places.add(hash(place))
        for log in self.logs(item):
            seen.found = True
            yield log

    def _once(self, place: Location, entry: Entry, archive: Item, seen: Seen) -> int:
        """Report an entry whose name stands there before."""
        if hash(place) in seen.places:
            self._opened.told(archive.root).append(told.same_name(entry.contents.where))
        return hash(place)

    def _note_other(self, entry: Entry, parts: list[str], seen: Seen) -> None:
        """Note an entry that is no log by its name: it may be an archive, or lie elsewhere."""
        where = entry.contents.where or entry.name
        if parts and names.bare_place(parts) is not None:
            seen.bare.append(where) if len(seen.bare) <= told.NAMED else None
        if len(self._opened.others) < told.NAMED:
            self._opened.others.append(where)
        elif len(self._opened.others) == told.NAMED:
            self._opened.others.append("and others")
        if entry.fault is None:
            kind = sniff(entry.contents.head(ENTRY_HEAD))
            seen.inner = seen.inner or kind.archive
        elif entry.fault.severity == "damage":
            seen.fault = seen.fault or entry.fault

    def _in_inner(self, item: Item, entries: _Entries, seen: Seen) -> Iterator[LogStream]:
        """Yield the logs of the archives in an archive, once all of its own are read."""
        owns = bool(seen.places)
        outermost = not self._budget.in_nested
        try:
            with self._budget.nested():
                for entry in entries(item.contents, Room(self._budget, [], self._looks_like_log)):
                    yield from self._inner_logs(entry, item, seen, owns=owns)
        except LimitReachedError as reached:
            if not (reached.of_nested and outermost):
                raise
            if not reached.told:
                self._opened.told(item.root).append(reached.problem(item.contents.where))

    def _inner_logs(self, entry: Entry, archive: Item, seen: Seen, *, owns: bool) -> Iterator[LogStream]:
        parts = [] if len(entry.name) > names.LONGEST else self._parts(entry, archive, again=True)
        if not parts or entry.fault is not None:
            return
        place = names.place(parts)
        item = self._inner(entry, parts, archive, place)
        if place is None:
            below = self._below(names.in_tomcat(parts), archive)
            named = archive.named or (owns and below is None)
            item = replace(item, within=below, named=named)
        item, kind = self._peeled(item)
        if not kind.archive or (place is not None and kind.entries is None):
            return
        for log in self.logs(item):
            seen.found = True
            yield log

    def _below(self, place: Location | None, archive: Item) -> Location | None:
        return place and Location("/".join(filter(None, [archive.root, place.root])), place.path)

    def _bare_log(self, entry: Entry, archive: Item, seen: Seen) -> Iterator[LogStream]:
        """Yield an entry that has the log's name, where no entry lies in a folder tomcat/."""
        parts = [] if len(entry.name) > names.LONGEST else self._parts(entry, archive, again=True)
        place = names.bare_place(parts) if parts else None
        if place is None:
            return
        if entry.fault is not None:
            seen.found = True
            self._opened.told(archive.root).append(entry.fault)
            return
        item, kind = self._peeled(self._inner(entry, parts, archive, place))
        if kind.archive or item.place is None:  # its turn comes with the inner archives
            return
        place = item.place
        if (around := archive.rotations) is not None:
            packed_alone = is_log(around) and not seen.found
            place = around if packed_alone else Location(around.root, f"{around.path}/{last(place.path)}")
        seen.found = True
        yield self._log(item.contents, place)

    def _inner(self, entry: Entry, parts: list[str], archive: Item, place: Location | None) -> Item:
        root = "/".join(filter(None, [archive.root, *parts]))
        if place is not None and (around := archive.rotations) is not None:
            place = Location(around.root, f"{around.path}/{place.path}")
        elif place is not None:
            place = Location("/".join(filter(None, [archive.root, place.root])), place.path)
        return Item(entry.contents, place, root, archive.depth + 1, named=archive.named)

    def _parts(self, entry: Entry, archive: Item, *, again: bool = False) -> list[str]:
        try:
            return names.parts(entry.name)
        except names.UnsafeNameError:
            if not again and names.is_log_name(entry.name.replace("\\", "/").rsplit("/", 1)[-1]):
                self._opened.told(archive.root).append(told.unsafe_name(entry.contents.where))
            return []

    def _log(self, contents: Contents, place: Location, *, certain: bool = True) -> LogStream:
        self._budget.one_log()
        problems: list[Problem] = []
        chunks = to_text(self._bounded(contents, problems, place.path))
        return LogStream(place.root, place.path, chunks, problems, certain)

    def _bounded(self, contents: Contents, problems: list[Problem], where: str) -> Iterator[bytes]:
        """Yield the bytes of a log up to its limits. Whatever goes wrong in a layer ends here."""
        try:
            yield from self._budget.log(contents.chunks(problems))
        except LimitReachedError as reached:
            if not reached.told:
                problems.append(reached.problem(where))
        except OSError as error:
            problems.append(told.unreadable(error, where))
