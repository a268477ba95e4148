"""Which bundles have arrived so far: those that are gone from the inbox stay in the report until they are forgotten."""

import contextlib
import datetime as dt
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple, cast

import msgspec

from omelog.bundle import Source
from omelog.run import Known

_ARRIVAL, _REPORT = "arrival", "report"


class Arrival(NamedTuple):
    """What arrived: the digest of its content, and the day (ISO 8601, UTC) on which it did."""

    content: str
    day: str


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """A source as it was found, its paths in the bytes of the file system, and the day of its arrival."""

    kind: Literal["file", "folder", "logs"]
    name: bytes
    given: bytes
    path: bytes
    below: bytes
    files: tuple[bytes, ...]
    day: str


def arrived(known: Known, scope: str) -> dict[Source, Arrival]:
    """Return the bundles that have arrived so far and were not forgotten since."""
    found = {}
    for content, data in known.store.ask(lambda store: store.notes(_ARRIVAL, scope), ()):
        with contextlib.suppress(msgspec.MsgspecError):  # written by another version
            one = msgspec.msgpack.decode(data, type=_Kept)
            found[_source(one)] = Arrival(content, one.day)
    return found


def keep(
    known: Known, scope: str, before: Mapping[Source, Arrival], now: Mapping[Source, str], report: Path
) -> dict[Source, Arrival]:
    """Write down what has arrived since, by the digests of contents, and what is not to be kept; return all that is.

    `report` is the folder of the report: who has something forgotten is told that it holds it still.
    """
    today = dt.datetime.now(dt.UTC).date().isoformat()
    new = {source: content for source, content in now.items() if source not in before or before[source][0] != content}
    noted = {_key(source): (content, msgspec.msgpack.encode(_kept(source, today))) for source, content in new.items()}
    dropped = [_key(source) for source in before if source not in now or source in new]
    known.store.ask(lambda store: store.note(_ARRIVAL, scope, noted, dropped), None)
    known.store.ask(lambda store: store.note(_REPORT, scope, {"": ("", os.fsencode(report))}), None)
    return arrived(known, scope)


def _key(source: Source) -> str:
    where: tuple[str | Path, ...] = (source.given, source.path, *source.files)
    return sha256(b"\0".join([os.fsencode(one) for one in where])).hexdigest()


def _kept(source: Source, day: str) -> _Kept:
    return _Kept(
        cast("Literal['file', 'folder', 'logs']", source.kind),
        os.fsencode(source.name),
        os.fsencode(source.given),
        os.fsencode(source.path),
        os.fsencode(source.below),
        tuple(os.fsencode(file) for file in source.files),
        day,
    )


def _source(one: _Kept) -> Source:
    name, given, path, below = map(os.fsdecode, (one.name, one.given, one.path, one.below))
    return Source(name, given, one.kind, Path(path), tuple(Path(os.fsdecode(file)) for file in one.files), below=below)
