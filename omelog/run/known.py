"""What the store knows of the sources of a run, and what the run adds to it.

The process that leads the run alone reads and writes the store; those that read bundles hand back what is to be kept.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

from msgspec import structs

from omelog import resources
from omelog.bundle import Source
from omelog.bundle.stamp import Stamp, abilities, content, stamp
from omelog.causes import wanted
from omelog.redact import Shared
from omelog.run.digest import digest
from omelog.run.done import Done, unpack
from omelog.run.plan import Work
from omelog.run.task import Answer, Question
from omelog.store import (
    File,
    Kept,
    Opened,
    Run,
    Seen,
    Store,
    StoreError,
    closed,
    complete,
    forget_contents,
    last_run,
    moved,
    open_store,
    renewed,
)
from omelog.text.visible import storable
from omelog.wording.authorities import is_stale

_READING, _DONE = "reading", "done"
_T = TypeVar("_T")


class _Looked(NamedTuple):
    """A source whose stamp was taken, and its content if that is known; `by_stamp`: the store knew it by the stamp."""

    stamp: Stamp
    content: str | None
    by_stamp: bool = False


class Known:
    """The store of a run; without one nothing is known. Where it fails, the run goes on without it."""

    def __init__(self, path: Path | None, *, verify: bool = False, says: Callable[[str], None] | None = None) -> None:
        """Take the place of the store; `verify` has known files read again, `says` hears of a store that fails."""
        self._path = path
        self._verify = verify
        self._says = says or (lambda _line: None)
        self._store: Store | None = None
        self._looked: dict[Source, _Looked] = {}
        self._gone: Mapping[Source, str] = {}
        self.contents: dict[Source, str] = {}  #: of the sources of which this run got, or kept, a result
        self._reading_key = self._done_key = ""
        self._keeps_readings = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._store is not None:
            self._store.close()

    def begin(self, work: Work) -> None:
        """Open the store for a run."""
        self.contents = {}
        if self._path is None:
            return
        self._open()
        settings, head = work.job.settings, work.head
        code = [resources.digest(), abilities()]
        self._reading_key = digest([code, settings.limits, wanted(settings.catalogue)])
        frame = structs.replace(head, generated="", problems=[])
        same = work._replace(head=frame)
        shown = resources.digest(of_code=(), of_folders=("grammars", "templates"))
        stale = is_stale(head.catalogue.reference.public_authorities, head.generated)
        self._done_key = digest([code, shown, same, stale])
        self._keeps_readings = not settings.context  # the records around errors are not in what is kept of a reading

    def remember_gone(self, sources: Mapping[Source, str]) -> None:
        """Name sources that are there no more, with the digests of their contents: what they came to stands."""
        self._gone = sources

    def notes(self, kind: str, scope: str) -> list[tuple[str, bytes]]:
        """Return what was noted for a scope, each with the content that it is about."""
        self._open()
        none: list[tuple[str, bytes]] = []
        return self._try(lambda store: store.notes(kind, scope), none)

    def note(self, kind: str, scope: str, new: Mapping[str, tuple[str, bytes]], gone: Iterable[str] = ()) -> None:
        """Note things for a scope, by name and each with its content, and drop others."""
        self._try(lambda store: store.note(kind, scope, new, gone), None)

    def forget(self, contents: Iterable[str]) -> None:
        """Delete all that is kept of contents."""
        self._try(lambda store: forget_contents(store, contents), None)

    def finished(self, source: Source, names: Shared) -> list[Done] | None:
        """Return what an earlier run made of a source, if everything that it was made of and with is the same."""
        looked = self._look(source)
        if looked is None or looked.content is None:
            return None
        data = self._get(_DONE, looked.content, self._done(source, names))
        found = unpack(data) if data else None
        if found is None:
            return None
        self._file(self._looked.pop(source))
        self.contents[source] = looked.content
        return found

    @property
    def is_nothing(self) -> bool:
        """Return whether there is no store."""
        return self._path is None

    def question(self, place: int, source: Source, names: Shared) -> Question:
        """Return the question for a source: by what an earlier run has read of it, if that is known."""
        looked = self._looked.get(source)
        reading = None
        if looked is not None and looked.content is not None and self._keeps_readings:
            reading = self._get(_READING, looked.content, _keyed(self._reading_key, source))
        return Question(place, source, names, reading, keep=looked is not None)

    def learn(self, source: Source, names: Shared, answer: Answer) -> None:
        """Keep what a worker made of a source, unless the source has changed meanwhile."""
        looked = self._looked.pop(source, None)
        if looked is None or answer.packed is None or not self._is_still(looked.stamp, source):
            return
        found = looked.stamp.content or answer.done[0].row.sha256
        if found is None or (looked.stamp.content and not looked.stamp.settled):
            return
        self.contents[source] = found
        kept = [Kept(_DONE, found, self._done(source, names), answer.packed)]
        if answer.reading is not None and self._keeps_readings:
            kept.append(Kept(_READING, found, _keyed(self._reading_key, source), answer.reading))
        file = File(looked.stamp.path, looked.stamp.value, found) if _is_told_by_stamp(looked.stamp) else None
        self._try(lambda store: store.put(kept, looked.stamp.size, file), None)

    def last_run(self, scope: str, since: str | int = 1) -> Run | None:
        """Return an earlier run over the same inputs; see `omelog.store.last_run`."""
        self._open()
        return self._try(lambda store: last_run(store, scope, since), None)

    def closed(self) -> set[tuple[str, str]]:
        """Return the closed cases, each with every content that it had then."""
        self._open()
        none: set[tuple[str, str]] = set()
        return self._try(closed, none)

    def moved(self, how: str, contents: Collection[str]) -> str | None:
        """Return the scope of a run over mostly the same contents, which lay elsewhere then."""
        return self._try(lambda store: moved(store, how, contents), None)

    def complete(self, scope: str, completed: str, bundles: list[Seen]) -> None:
        """Write down that the run came to its end."""
        self._try(lambda store: complete(store, scope, completed, bundles), None)

    def _open(self) -> None:
        if self._path is not None and self._store is None:
            self._take(open_store(self._path))

    def _stamp(self, source: Source) -> Stamp | None:
        content = self._gone.get(source)
        return stamp(source) if content is None else Stamp(b"", b"", 0, settled=True, content=content)

    def _is_still(self, before: Stamp, source: Source) -> bool:
        """Return whether a source is as it was before it was read."""
        now = self._stamp(source)
        return now is not None and now.value == before.value

    def _done(self, source: Source, names: Shared) -> str:
        shown = [*names.names.values(), *names.cases.values(), str(names.cases_before), str(names.number)]
        return _keyed(self._done_key, source, source.given, source.below, *shown)

    def _look(self, source: Source) -> _Looked | None:
        """Report what is known of a source before it is read."""
        if self._store is None or (found := self._stamp(source)) is None:
            return None
        known = found.content if found.settled and not self._verify else None
        by_stamp = False
        if found.content is None:
            if found.settled and not self._verify:
                known = self._try(lambda store: store.content(found.path, found.value), None)
            by_stamp = known is not None
            if known is None and self._try(lambda store: store.has_size(found.size), otherwise=False):
                known = content(source.path)
        looked = self._looked[source] = _Looked(found, known, by_stamp)
        return looked

    def _file(self, looked: _Looked) -> None:
        """Keep the stamp of a file whose content was found to be known."""
        found = looked.stamp
        if looked.content is not None and not looked.by_stamp and _is_told_by_stamp(found):
            file = File(found.path, found.value, looked.content)
            if self._try(lambda store: store.content(found.path, found.value), None) != looked.content:
                self._try(lambda store: store.put((), found.size, file), None)

    def _get(self, kind: str, content: str, key: str) -> bytes | None:
        return self._try(lambda store: store.get(kind, content, key), None)

    def _try(self, act: Callable[[Store], _T], otherwise: _T) -> _T:
        """Ask the store; where it fails, go on with a new one or without."""
        if self._store is None:
            return otherwise
        try:
            return act(self._store)
        except StoreError as error:
            self._take(renewed(self._store, error))
            return otherwise

    def _take(self, opened: Opened) -> None:
        self._store = opened.store
        if opened.said:
            self._says(opened.said)


def _is_told_by_stamp(found: Stamp) -> bool:
    return found.settled and found.content is None


def _keyed(key: str, source: Source, *more: str) -> str:
    """Complete a key by what the outcome has of the source itself."""
    return digest([key, source.kind, storable(source.name), *map(storable, more)])
