"""Which bundles have arrived so far: those that are gone from the inbox stay in the report."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, cast

import msgspec

from omelog.bundle import Source
from omelog.run import Known

_KIND = "arrivals"


class _Arrival(msgspec.Struct, frozen=True, array_like=True):
    """A source as it was found, its paths in the bytes of the file system, and the digest of its content."""

    kind: Literal["file", "folder", "logs"]
    name: bytes
    given: bytes
    path: bytes
    below: bytes
    files: tuple[bytes, ...]
    content: str


def arrived(known: Known, scope: str) -> dict[Source, str]:
    """Return the bundles that have arrived so far, with the digests of their contents."""
    data = known.note(_KIND, scope)
    arrivals = msgspec.msgpack.decode(data, type=list[_Arrival]) if data else []
    return {_source(one): one.content for one in arrivals}


def keep(known: Known, scope: str, arrivals: Mapping[Source, str]) -> None:
    """Write down which bundles have arrived so far, with the digests of their contents."""
    found = [
        _Arrival(
            cast("Literal['file', 'folder', 'logs']", source.kind),
            os.fsencode(source.name),
            os.fsencode(source.given),
            os.fsencode(source.path),
            os.fsencode(source.below),
            tuple(os.fsencode(file) for file in source.files),
            content,
        )
        for source, content in arrivals.items()
    ]
    known.keep_note(_KIND, scope, msgspec.msgpack.encode(found))


def _source(one: _Arrival) -> Source:
    name, given, path, below = map(os.fsdecode, (one.name, one.given, one.path, one.below))
    return Source(name, given, one.kind, Path(path), tuple(Path(os.fsdecode(file)) for file in one.files), below=below)
