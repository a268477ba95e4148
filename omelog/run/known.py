"""What the store knows of the sources of a run, and what the run adds to it.

The process that leads the run alone reads and writes the store; those that read bundles hand back what is to be kept.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from msgspec import structs

from omelog import resources
from omelog.bundle import Source
from omelog.bundle.stamp import Stamp, abilities, content, stamp
from omelog.causes import wanted
from omelog.redact import Shared
from omelog.run.digest import digest
from omelog.run.done import Done, pack, unpack
from omelog.run.plan import Plan
from omelog.run.task import Answer, Question
from omelog.store import Access, File, Stored
from omelog.text.visible import storable
from omelog.wording.authorities import is_stale

_READING, _DONE = "reading", "done"


class _Looked(NamedTuple):
    """A source whose stamp was taken, and the digest of its content if that is known."""

    stamp: Stamp
    content: str | None


class Known:
    """The sources of a run as a store knows them; without one nothing is known."""

    def __init__(self, path: Path | None, *, verify: bool = False, says: Callable[[str], None] | None = None) -> None:
        """Take the place of the store; `verify` has known files read again, `says` hears of a store that fails."""
        self.is_nothing = path is None
        self.store = Access(path, says)
        self.contents: dict[Source, str] = {}  #: of the sources of which this run got, or kept, a result
        self._verify = verify
        self._looked: dict[Source, _Looked] = {}
        self._gone: Mapping[Source, str] = {}
        self._reading_key = self._done_key = ""
        self._keeps_readings = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.__exit__(kind, error, trace)

    def begin(self, plan: Plan) -> None:
        """Begin a run: what was made with the same plan, for each of its sources, is known."""
        self.contents = {}
        if not self.store.is_open:
            return
        settings, head = plan.job.settings, plan.head
        code = [resources.digest(), abilities()]
        self._reading_key = digest([code, settings.limits, wanted(settings.catalogue)])
        same = plan._replace(head=structs.replace(head, generated="", problems=[]))
        shown = resources.digest(of_code=(), of_folders=("grammars", "templates"))
        stale = is_stale(head.catalogue.reference.public_authorities, head.generated)
        self._done_key = digest([code, shown, same, stale])
        self._keeps_readings = not settings.context  # the records around errors are not in what is kept of a reading

    def remember_gone(self, sources: Mapping[Source, str]) -> None:
        """Name sources that are there no more, with the digests of their contents: what they came to stands."""
        self._gone = sources

    def finished(self, source: Source, names: Shared) -> list[Done] | None:
        """Return what an earlier run made of a source, if everything that it was made of and with is the same."""
        looked = self._look(source)
        if looked is None or looked.content is None:
            return None
        data = self._get(_DONE, looked.content, self._done(source, names))
        found = unpack(data) if data else None
        if found is None:
            return None
        self._file(self._looked.pop(source).stamp, looked.content)
        self.contents[source] = looked.content
        return found

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
        packed = pack(answer.done) if answer.keep else None
        if looked is None or packed is None or not self._is_still(looked.stamp, source):
            return
        found = looked.stamp.content or answer.done[0].row.sha256
        if found is None or (looked.stamp.content and not looked.stamp.settled):
            return
        self.contents[source] = found
        kept = [Stored(_DONE, found, self._done(source, names), packed)]
        if answer.reading is not None and self._keeps_readings:
            kept.append(Stored(_READING, found, _keyed(self._reading_key, source), answer.reading))
        file = File(looked.stamp.path, looked.stamp.value, found) if _is_told_by_stamp(looked.stamp) else None
        self.store.ask(lambda store: store.put(kept, looked.stamp.size, file), None)

    def _look(self, source: Source) -> _Looked | None:
        """Take the stamp of a source before it is read, and find what is known by it."""
        found = self._stamp(source) if self.store.is_open else None
        if found is None:
            return None
        known = None
        if found.settled and not self._verify:
            known = found.content or self.store.ask(lambda store: store.content(found.path, found.value), None)
        may_be_known = known is None and found.content is None
        if may_be_known and self.store.ask(lambda store: store.has_size(found.size), otherwise=False):
            known = content(source.path)
        looked = self._looked[source] = _Looked(found, known)
        return looked

    def _stamp(self, source: Source) -> Stamp | None:
        content = self._gone.get(source)
        return stamp(source) if content is None else Stamp(b"", b"", 0, settled=True, content=content)

    def _is_still(self, before: Stamp, source: Source) -> bool:
        """Return whether a source is as it was before it was read."""
        now = self._stamp(source)
        return now is not None and now.value == before.value

    def _file(self, found: Stamp, content: str) -> None:
        """Keep the stamp of a file whose content was found to be known."""
        if _is_told_by_stamp(found):
            file = File(found.path, found.value, content)
            if self.store.ask(lambda store: store.content(found.path, found.value), None) != content:
                self.store.ask(lambda store: store.put((), found.size, file), None)

    def _done(self, source: Source, names: Shared) -> str:
        shown = [*names.names.values(), *names.cases.values(), str(names.cases_before), str(names.number)]
        return _keyed(self._done_key, source, source.given, source.below, *shown)

    def _get(self, kind: str, content: str, key: str) -> bytes | None:
        return self.store.ask(lambda store: store.get(kind, content, key), None)


def _is_told_by_stamp(found: Stamp) -> bool:
    return found.settled and found.content is None


def _keyed(key: str, source: Source, *more: str) -> str:
    """Complete a key by what the outcome has of the source itself."""
    return digest([key, source.kind, storable(source.name), *map(storable, more)])
