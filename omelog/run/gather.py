"""What comes back of a run's sources in whatever order, put into that of the input."""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from omelog.bundle import Source
from omelog.model.report import Bundle, Row
from omelog.run.done import Done, parts_of
from omelog.run.observer import Observer
from omelog.run.since import place_of
from omelog.run.spool import Spool


class Gathered:
    """The rows of all bundles, and where their parts lie in the spool; what is told of them is told in order."""

    def __init__(
        self,
        formats: Sequence[str],
        sources: Sequence[Source],
        spool: Spool,
        observer: Observer,
        closed: AbstractSet[tuple[str, str]] = frozenset(),
    ) -> None:
        """Leave out what is `closed`: cases, each with every content that it had then."""
        self.left_out: list[str] = []  # the case of each bundle
        self._closed = closed
        self.sources = sources
        self.observer = observer
        self.by_cause: Counter[str] = Counter()
        self._originals: dict[str, dict[str, str]] = {}
        self._formats = tuple(formats)
        self._spool = spool
        self._rows: list[list[Row] | None] = [None] * len(sources)
        self._places: list[list[list[tuple[int, int]]]] = [[] for _ in sources]
        self._lies: list[list[str]] = [[] for _ in sources]
        self._bundles: dict[int, list[Bundle]] = {}  # those that are kept as objects
        self._untold: dict[int, list[Done]] = {}
        self._known: set[int] = set()
        self._next = 0

    def take(self, place: int, done: list[Done], *, was_read: bool = True) -> None:
        """Take what came back of the source at a place; it was read, or known from an earlier run."""
        if not was_read:
            self._known.add(place)
        self.left_out += [one.row.case for one in done if one.row.case and self._is_closed(one.row)]
        done = [one for one in done if not self._is_closed(one.row)]
        self._rows[place] = [one.row for one in done]
        self._lies[place] = [place_of(self.sources[place], one.root) for one in done]
        self._places[place] = [self._spool.put([*parts_of(one), one.errors]) for one in done]
        for one in done:
            self.by_cause.update(one.by_cause)
            if one.originals:
                self._originals[one.row.name] = one.originals
        self._bundles[place] = [one.bundle for one in done if one.bundle is not None]
        self._untold[place] = [one._replace(parts=(), bundle=None, errors=b"") for one in done]
        self.observer.finished(done)
        while self._next in self._untold:
            self._tell(self._next)
            self._next += 1

    def end(self) -> None:
        """Report what waited for others that never came."""
        for place in sorted(self._untold):
            self._tell(place)

    def missing(self) -> list[int]:
        """Return the places of the sources of which nothing came back."""
        return [place for place, rows in enumerate(self._rows) if rows is None]

    def is_missing(self, place: int) -> bool:
        """Return whether nothing came back of the source at a place."""
        return self._rows[place] is None

    def bundles(self) -> list[Bundle]:
        """Return the bundles that are kept as objects, in order."""
        return [bundle for place in sorted(self._bundles) for bundle in self._bundles[place]]

    def originals(self) -> dict[str, dict[str, str]]:
        """Return what stood in the place of redacted names, for each bundle by its shown name."""
        return dict(sorted(self._originals.items()))

    def of_source(self, place: int, name: str) -> Iterator[tuple[Row, bytes]]:
        """Yield the rows of the bundles of one source, with the parts of one format."""
        which = self._formats.index(name)
        parts = self._spool.get([bundle[which] for bundle in self._places[place]])
        yield from zip(self._rows[place] or (), parts, strict=True)

    def rows(self) -> list[Row]:
        """Return the rows of all bundles in order."""
        return [row for rows in self._rows for row in rows or ()]

    def errors(self) -> Iterator[bytes]:
        """Yield what tells the errors of each bundle from others, in order."""
        return self._spool.get([bundle[-1] for source in self._places for bundle in source])

    def placed(self) -> list[tuple[Row, str]]:
        """Return the rows of all bundles in order, each with the digest of where the bundle lies."""
        return [
            pair
            for rows, places in zip(self._rows, self._lies, strict=True)
            for pair in zip(rows or (), places, strict=True)
        ]

    def of_format(self, name: str) -> Iterator[bytes]:
        """Yield the parts of one format in order."""
        which = self._formats.index(name)
        return self._spool.get([bundle[which] for source in self._places for bundle in source])

    def replace_only(self, parts: Sequence[bytes]) -> None:
        """Put other parts in the place of those of the only bundle."""
        places = self._spool.put(parts)
        self._places = [[places] if source else [] for source in self._places]

    def _is_closed(self, row: Row) -> bool:
        return (row.case, row.content) in self._closed

    def _tell(self, place: int) -> None:
        if len(self.sources) > 1 and place not in self._known:  # of one source it was told before
            self.observer.reads(self.sources[place])
        for one in self._untold.pop(place):
            self.observer.tells(one)
