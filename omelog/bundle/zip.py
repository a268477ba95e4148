"""Zip archives: members are streamed one after another, by the directory, or without it where it is cut off.

Sizes, names and checksums that the archive declares are only believed as far as the bytes bear them out.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from omelog.bundle import names
from omelog.bundle.inflate import Inflation
from omelog.bundle.source import CHUNK, Budget, LogStream
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit, notice

_STORED, _DEFLATED = 0, 8
_METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "zstd", 95: "xz", 98: "PPMd"}
_LOCAL = b"PK\x03\x04"
_CENTRAL = b"PK\x01\x02"
_LOCAL_SIZE = 30
_NEXT = re.compile(rb"PK(?:\x07\x08|\x03\x04|\x01\x02)")  # a descriptor or header; no text holds these bytes
_DESCRIPTOR_SIZES = (0, 12, 16, 20, 24)  # none; without and with signature; the same with zip64 sizes
_AGAIN = "transfer the bundle again and compare its size"
_REPACK = "unpack it and give the folder, or pack it again as an ordinary zip"


@dataclass(frozen=True)
class _Member:
    """A member as one of the headers declares it; `packed` and `crc` are None where that header does not say."""

    name: str
    offset: int  # of the local header
    method: int
    encrypted: bool
    packed: int | None
    crc: int | None
    link: bool = False


@dataclass
class _Walk:
    """What a pass over an archive shares: its file, budget and problems, and the places of logs met so far."""

    file: BinaryIO
    budget: Budget
    problems: list[Problem]
    seen: set[names.Place] = field(default_factory=set)


def logs(file: BinaryIO, budget: Budget, problems: list[Problem]) -> Iterator[LogStream]:
    """Yield the logs of a zip in the order of the archive. No log and a damage: nothing could be read."""
    walk = _Walk(file, budget, problems)
    try:
        with zipfile.ZipFile(file) as archive:
            members = [_listed(info) for info in archive.infolist()]
    except (
        zipfile.BadZipFile,
        UnicodeDecodeError,
        ValueError,
        NotImplementedError,
        EOFError,
        OSError,
        OverflowError,
    ):
        yield from _salvaged(walk)
        return
    if len(members) > budget.limits.entries:
        problems.append(_too_many(f"the archive lists {len(members)} entries", budget))
        members = members[: budget.limits.entries]
    if overlap := _overlap(walk.file, members):
        problems.append(
            damage(
                "overlapping-entries",
                overlap,
                "read nothing of it",
                advice="no ordinary program writes such a zip; do not trust it, ask for a new one",
            )
        )
        return
    for member in members:
        if wanted := _wanted(member, walk):
            yield from _opened(member, wanted, walk)


def _too_many(what: str, budget: Budget) -> Problem:
    return limit_hit("entries", budget.limits.entries, what, "looked at the first ones", where=None)


def _listed(info: zipfile.ZipInfo) -> _Member:
    return _Member(
        name=info.filename,
        offset=info.header_offset,
        method=info.compress_type,
        encrypted=bool(info.flag_bits & 1),
        packed=info.compress_size,
        crc=info.CRC,
        link=stat.S_ISLNK(info.external_attr >> 16),
    )


def _overlap(file: BinaryIO, members: list[_Member]) -> str | None:
    """Name two members that share bytes; only a zip bomb has such (Fifield 2019)."""
    ends = 0
    before = ""
    for member in sorted(members, key=lambda member: member.offset):
        if member.offset < ends:
            return f"entries {before!r} and {member.name!r} overlap in the archive"
        file.seek(member.offset)
        header = file.read(_LOCAL_SIZE)
        lengths = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        ends, before = member.offset + _LOCAL_SIZE + lengths + (member.packed or 0), member.name
    return None


def _wanted(member: _Member, walk: _Walk) -> names.Place | None:
    """Give the place of a member that is a log and can be read; say why of one that cannot."""
    if member.name.endswith(("/", "\\")):  # a folder
        return None
    try:
        place = names.place(names.parts(member.name))
    except names.UnsafeNameError:
        if names.is_log_name(member.name.replace("\\", "/").rsplit("/", 1)[-1]):
            walk.problems.append(
                notice(
                    "unsafe-name",
                    "the entry's name climbs out of the archive",
                    "passed over",
                    where=member.name,
                )
            )
        return None
    if place is None:
        return None
    if fault := _unreadable(member):
        walk.problems.append(fault)
        return None
    if place in walk.seen:
        walk.problems.append(
            notice(
                "duplicate-entry",
                "the archive holds several entries of this name",
                "read each of them",
                where=member.name,
            )
        )
    walk.seen.add(place)
    return place


def _unreadable(member: _Member) -> Problem | None:
    if member.link:
        return notice("link", "the entry is a symbolic link", "not followed", where=member.name)
    if member.encrypted:
        advice = "ask for it without a password, or unpack it and give the folder"
        return damage("encrypted", "the entry is encrypted", "not read", where=member.name, advice=advice)
    if member.method not in (_STORED, _DEFLATED):
        method = _METHODS.get(member.method, f"method {member.method}")
        return damage(
            "unsupported-method",
            f"the entry is packed with {method}",
            "not read",
            where=member.name,
            advice=_REPACK,
        )
    return None


def _opened(member: _Member, place: names.Place, walk: _Walk) -> Iterator[LogStream]:
    problems: list[Problem] = []
    contents = _Contents(walk.file, member)
    yield LogStream(place.root, place.path, contents.checked(problems), problems)


class _Contents:
    """The bytes of one member, and where in the archive they end."""

    def __init__(self, file: BinaryIO, member: _Member) -> None:
        self._file = file
        self._member = member
        self._inflation = Inflation()
        self._at_next = False  # stored contents of unknown size were read up to what follows them
        self.end = member.offset  # known once the contents were read

    def checked(self, problems: list[Problem]) -> Iterator[bytes]:
        """Yield the contents, then add to `problems` what was wrong with them."""
        start = self.start()
        if start is None:
            problems.append(self._damage("has no header where the directory says"))
            return
        self.end = start
        yield from (self._stored(start) if self._member.method == _STORED else self._inflation.stream(self._raw(start)))
        if self._inflation.finished and self._member.packed is None:
            self.end -= len(self._inflation.unused)
        if fault := self._fault():
            problems.append(self._damage(fault))

    def start(self) -> int | None:
        self._file.seek(self._member.offset)
        header = self._file.read(_LOCAL_SIZE)
        if len(header) < _LOCAL_SIZE or not header.startswith(_LOCAL):
            return None
        return (
            self._member.offset
            + _LOCAL_SIZE
            + int.from_bytes(header[26:28], "little")
            + int.from_bytes(header[28:30], "little")
        )

    def _stored(self, start: int) -> Iterator[bytes]:
        for chunk in self._raw(start) if self._member.packed is not None else self._unsized():
            self._inflation.crc = zlib.crc32(chunk, self._inflation.crc)
            self._inflation.size += len(chunk)
            yield chunk

    def _raw(self, start: int) -> Iterator[bytes]:
        left = self._member.packed
        self._file.seek(start)
        while left is None or left > 0:
            chunk = self._file.read(CHUNK if left is None else min(CHUNK, left))
            if not chunk:
                return
            self.end = self._file.tell()
            yield chunk
            left = left if left is None else left - len(chunk)

    def _unsized(self) -> Iterator[bytes]:
        """Yield stored contents whose size stands behind them: they end where a descriptor or a header begins."""
        held = b""
        self._file.seek(self.end)
        while not self._at_next and (chunk := self._file.read(CHUNK)):
            held += chunk
            following = _NEXT.search(held)
            self._at_next = following is not None
            end = following.start() if following else max(0, len(held) - 3)  # the rest may open a signature
            self.end += end
            yield held[:end]
            held = held[end:]
        if not self._at_next:
            self.end += len(held)
            yield held

    def _fault(self) -> str | None:
        inflation, member = self._inflation, self._member
        if inflation.broken:
            return f"is corrupt after {inflation.size} bytes ({inflation.broken})"
        stored_whole = self._at_next or inflation.size == member.packed
        whole = inflation.finished if member.method == _DEFLATED else stored_whole
        if not whole:
            return f"is cut off after {inflation.size} bytes"
        if member.crc is not None and inflation.crc != member.crc:
            return "does not match its checksum: some bytes changed on the way"
        return None

    def _damage(self, fault: str) -> Problem:
        return damage(
            "damaged-entry",
            f"the entry {fault}",
            "used what could be read of it",
            where=self._member.name,
            advice=_AGAIN,
        )


def _salvaged(walk: _Walk) -> Iterator[LogStream]:
    """Read members from the front, as far as they go: the directory at the end is missing or broken."""
    walk.problems.append(
        damage(
            "truncated-zip",
            "the zip has no readable directory at its end: it is cut off or damaged",
            "read the entries from the front as far as they go",
            advice=_AGAIN,
        )
    )
    offset = 0
    for _ in range(walk.budget.limits.entries):
        member = _local(walk.file, offset)
        if member is None:
            return
        contents = _Contents(walk.file, member)
        place = _wanted(member, walk)
        problems: list[Problem] = []
        if place is not None:
            yield LogStream(place.root, place.path, contents.checked(problems), problems)
        following = _following(walk, member, contents, read=place is not None)
        if following is None:
            return
        offset = following
    walk.problems.append(_too_many("the archive goes on", walk.budget))


def _following(walk: _Walk, member: _Member, contents: "_Contents", *, read: bool) -> int | None:
    """Give the offset of the next local header; contents of unknown size are passed by reading them."""
    if member.packed is not None:
        start = contents.start()
        return None if start is None else start + member.packed
    if member.method not in (_STORED, _DEFLATED):
        return None
    if not read:
        for _ in walk.budget.metered(contents.checked([]), walk.problems, member.name):
            pass
    for size in _DESCRIPTOR_SIZES:
        walk.file.seek(contents.end + size)
        if walk.file.read(4) in (_LOCAL, _CENTRAL, b""):
            return contents.end + size
    return None


def _local(file: BinaryIO, offset: int) -> _Member | None:
    """Read a member from its local header; None where there is none."""
    file.seek(offset)
    header = file.read(_LOCAL_SIZE)
    if len(header) < _LOCAL_SIZE or not header.startswith(_LOCAL):
        return None
    flags, method = int.from_bytes(header[6:8], "little"), int.from_bytes(header[8:10], "little")
    name = file.read(int.from_bytes(header[26:28], "little"))
    packed = int.from_bytes(header[18:22], "little")
    in_descriptor = bool(flags & 8) or packed == 0xFFFFFFFF  # noqa: PLR2004 - zip64 says: the size stands elsewhere
    return _Member(
        name=name.decode("utf-8" if flags & 0x800 else "cp437", "replace"),
        offset=offset,
        method=method,
        encrypted=bool(flags & 1),
        packed=None if in_descriptor else packed,
        crc=None if in_descriptor else int.from_bytes(header[14:18], "little"),
    )
