"""What comes back of a run's sources in whatever order, put into that of the input."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from omelog.bundle import Source
from omelog.model.report import Bundle, Row
from omelog.run.changes import place_of
from omelog.run.done import Done, bundle_of, opened
from omelog.run.folder import OutputError
from omelog.run.observer import Observer
from omelog.run.plan import Plan
from omelog.spool import Place, Spool, SpoolError
from omelog.store import Closed

_ITSELF, _ERRORS = -2, -1  # behind the parts of formats: the bundle, and what tells its errors from others


class _Kept(NamedTuple):
    """What is kept of a bundle: its row, the digest of where it lies, and where its parts lie in the spool."""

    row: Row
    lies: str
    parts: list[Place]
    bundle: Bundle | None


class Results:
    """The bundles of a run, most of each in the spool; what is told of them is told in order.

    Whatever puts in or gets out raises OutputError where the disk does not do it.
    """

    def __init__(self, plan: Plan, spool: Spool, observer: Observer, closed: Closed = frozenset()) -> None:
        """Leave out what is `closed`."""
        self.left_out: list[str] = []  #: the case of each bundle that was
        self._closed = closed
        self.by_cause: Counter[str] = Counter()
        self.originals: dict[str, dict[str, str]] = {}  #: of redacted names, for each bundle by its shown name
        self._sources = plan.sources
        self._formats = plan.job.formats
        self._observer = observer
        self._spool = spool
        self._kept: list[list[_Kept] | None] = [None] * len(plan.sources)
        self._untold: dict[int, list[Done]] = {}
        self._known: set[int] = set()
        self._next = 0

    def take(self, place: int, done: list[Done], *, was_read: bool = True) -> None:
        """Take what came back of the source at a place; it was read, or known from an earlier run."""
        if not was_read:
            self._known.add(place)
        self.left_out += [one.row.case for one in done if one.row.case and self._is_closed(one.row)]
        done = [one for one in done if not self._is_closed(one.row)]
        source = self._sources[place]
        self._kept[place] = [
            _Kept(one.row, place_of(source, one.root), self._put([*one.parts, one.errors]), one.bundle) for one in done
        ]
        for one in done:
            self.by_cause.update(one.by_cause)
            if one.originals:
                self.originals[one.row.name] = one.originals
        self._untold[place] = [one._replace(parts=(), errors=b"", bundle=None) for one in done]
        self._observer.finished(done)
        while self._next in self._untold:
            self._tell(self._next)
            self._next += 1

    def end(self) -> None:
        """Report what waited for others that never came."""
        for place in sorted(self._untold):
            self._tell(place)

    def missing(self) -> list[int]:
        """Return the places of the sources of which nothing came back."""
        return [place for place, kept in enumerate(self._kept) if kept is None]

    def is_missing(self, place: int) -> bool:
        """Return whether nothing came back of the source at a place."""
        return self._kept[place] is None

    def rows(self) -> list[Row]:
        """Return the rows of all bundles in order."""
        return [one.row for one in self._all()]

    def placed(self) -> list[tuple[Row, str]]:
        """Return the rows of all bundles in order, each with the digest of where the bundle lies."""
        return [(one.row, one.lies) for one in self._all()]

    def sources(self) -> Iterator[Source]:
        """Yield the source of each bundle in order."""
        for source, kept in zip(self._sources, self._kept, strict=True):
            yield from (source for _ in kept or ())

    def of_format(self, name: str) -> Iterator[bytes]:
        """Yield the parts of one format in order."""
        which = self._formats.index(name)
        return (opened(self._get(one.parts[which])) for one in self._all())

    def bundles(self, place: int | None = None) -> Iterator[Bundle]:
        """Yield the bundles themselves in order, one after another; or those of the source at a place."""
        for one in self._all() if place is None else self._kept[place] or ():
            yield one.bundle or bundle_of(self._get(one.parts[_ITSELF]))

    def errors(self) -> Iterator[bytes]:
        """Yield what tells the errors of each bundle from others, in order."""
        return (self._get(one.parts[_ERRORS]) for one in self._all())

    def put_alone(self, done: Done) -> None:
        """Put in the place of the only bundle that is left of several what it is without others."""
        [errors] = self.errors()
        parts = self._put([*done.parts, errors])
        self._kept = [
            kept and [one._replace(row=done.row, parts=parts, bundle=done.bundle) for one in kept]
            for kept in self._kept
        ]

    def _put(self, parts: Iterable[bytes]) -> list[Place]:
        try:
            return [self._spool.put(part) for part in parts]
        except SpoolError as error:
            raise OutputError(str(error)) from error

    def _get(self, place: Place) -> bytes:
        try:
            return self._spool.get(place)
        except SpoolError as error:
            raise OutputError(str(error)) from error

    def _all(self) -> Iterator[_Kept]:
        return (one for kept in self._kept for one in kept or ())

    def _is_closed(self, row: Row) -> bool:
        return (row.case, row.content) in self._closed

    def _tell(self, place: int) -> None:
        if len(self._sources) > 1 and place not in self._known:  # of one source it was told before
            self._observer.reads(self._sources[place])
        for one in self._untold.pop(place):
            self._observer.tells(one)
