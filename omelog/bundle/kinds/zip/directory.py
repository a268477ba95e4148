"""The directory at the end of a zip (APPNOTE 4.3.12 to 4.3.16), read entry by entry and no further than a limit."""

import stat
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from omelog.bundle.byte_stream import ByteStream
from omelog.bundle.checksum import crc32
from omelog.bundle.contents import Window
from omelog.bundle.kinds.zip.member import CENTRAL, Member
from omelog.text.visible import storable

END = b"PK\x05\x06"
_END_SIZE = 22
_END64, _END64_SIZE = b"PK\x06\x06", 56
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_CENTRAL_SIZE = 46
_LONGEST_COMMENT = 65535
_FAR = 1 << 62  # beyond any archive
_UTF8, _ENCRYPTED = 0x800, 1
_ELSEWHERE = 0xFFFFFFFF  # the true number stands in the zip64 field
_ZIP64, _UNICODE_PATH = 0x0001, 0x7075  # numbers of extra fields


@dataclass(frozen=True)
class Directory:
    """Where the directory of a zip stands. `prefix` is how much stands before the zip; `disks` what it was split to."""

    start: int
    size: int
    prefix: int
    disks: int

    def extents(self, window: Window, most: int) -> "Extents | None":
        """Report where the members lie, of so many at most; None if the directory is damaged."""
        extents = Extents(array("q"), array("q"))
        for header in self._headers(window, most):
            if header is None:
                return None
            _, packed, offset = header.place()
            extents.offset.append(max(-_FAR, min(self.prefix + offset, _FAR)))
            extents.packed.append(min(packed, _FAR))
        return extents

    def members(self, window: Window, most: int) -> Iterator[Member]:
        """Yield the members in their order, at most so many; not all are held at once, as their names may be long."""
        for header in self._headers(window, most):
            if header is not None:
                yield header.member(self.prefix)

    def _headers(self, window: Window, most: int) -> "Iterator[_Header | None]":
        """Yield the headers; None where the directory is damaged, as the last."""
        stream = ByteStream(window.part(self.start, self.size).chunks())
        header: _Header | None
        for _ in range(most):
            if not stream.peek(1):
                return
            yield (header := _header(stream))
            if header is None:
                return


class Extents(NamedTuple):
    """Where members lie: the offsets of their headers, and the sizes of their contents as packed."""

    offset: "array[int]"
    packed: "array[int]"


def find(window: Window) -> Directory | None:
    """Find the directory by its end record: the last one with entries, since a comment may hold what looks like one."""
    empty = None
    tail_start = max(0, window.size - _END_SIZE - _LONGEST_COMMENT)
    tail = window.read(tail_start, _END_SIZE + _LONGEST_COMMENT)
    for at in _from_the_end(tail, END):
        record = tail[at : at + _END_SIZE]
        directory = _directory(window, record, tail_start + at) if len(record) == _END_SIZE else None
        if directory is not None and (directory.size or directory.disks):
            return directory
        empty = empty or directory
    return empty


def _from_the_end(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.rfind(mark)
    while at >= 0:
        yield at
        at = data.rfind(mark, 0, at)


def _directory(window: Window, record: bytes, at: int) -> Directory | None:
    disks, size, offset = _number(record, 4, 2), _number(record, 12, 4), _number(record, 16, 4)
    end = at
    if window.read(at - _LOCATOR_SIZE, 4) == _LOCATOR:
        record64 = window.read(at - _LOCATOR_SIZE - _END64_SIZE, _END64_SIZE)
        if record64.startswith(_END64):
            end = at - _LOCATOR_SIZE - _END64_SIZE
            disks, size, offset = _number(record64, 16, 4), _number(record64, 40, 8), _number(record64, 48, 8)
    start = end - size
    if start < 0 or (size and window.read(start, 4) != CENTRAL):
        return None
    return Directory(start, size, start - offset, disks)


class _Header(NamedTuple):
    """A member's header in the directory: fixed fields, name and extra fields."""

    fixed: bytes
    name: bytes
    extra: bytes

    def place(self) -> tuple[int, int, int]:
        """Return unpacked size, packed size and offset."""
        unpacked, packed, offset = (_number(self.fixed, at, 4) for at in (24, 20, 42))
        return _zip64(self.extra, unpacked, packed, offset)

    def member(self, prefix: int) -> Member:
        flags = _number(self.fixed, 8, 2)
        unpacked, packed, offset = self.place()
        return Member(
            name=entry_name(self.name, flags, self.extra),
            offset=prefix + offset,
            method=_number(self.fixed, 10, 2),
            encrypted=bool(flags & _ENCRYPTED),
            packed=packed,
            crc=_number(self.fixed, 16, 4),
            link=stat.S_ISLNK(_number(self.fixed, 38, 4) >> 16),
            unpacked=unpacked,
        )


def _header(stream: ByteStream) -> _Header | None:
    fixed = stream.take(_CENTRAL_SIZE)
    if len(fixed) < _CENTRAL_SIZE or not fixed.startswith(CENTRAL):
        return None
    name, extra = stream.take(_number(fixed, 28, 2)), stream.take(_number(fixed, 30, 2))
    stream.skip(_number(fixed, 32, 2))
    return _Header(fixed, name, extra)


def _zip64(extra: bytes, unpacked: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Return unpacked size, packed size and offset; those that do not fit stand in an extra field, in this order."""
    field = _extra_field(extra, _ZIP64)
    numbers = [_number(field, at, 8) for at in range(0, len(field) // 8 * 8, 8)]
    wanted = [unpacked, packed, offset]
    for which, value in enumerate(wanted):
        if value == _ELSEWHERE and numbers:
            wanted[which] = numbers.pop(0)
    return wanted[0], wanted[1], wanted[2]


def entry_name(raw: bytes, flags: int, extra: bytes) -> str:
    """Decode a name: UTF-8 where a flag or a Unicode Path field says so (APPNOTE 4.6.9), else code page 437."""
    field = _extra_field(extra, _UNICODE_PATH)
    if field[:1] == b"\x01" and _number(field, 1, 4) == crc32(raw):
        return storable(field[5:].decode("utf-8", "surrogateescape"))
    return storable(raw.decode("utf-8", "surrogateescape")) if flags & _UTF8 else raw.decode("cp437")


def _extra_field(extra: bytes, wanted: int) -> bytes:
    at = 0
    while at + 4 <= len(extra):
        number, size = _number(extra, at, 2), _number(extra, at + 2, 2)
        if number == wanted:
            return extra[at + 4 : at + 4 + size]
        at += 4 + size
    return b""


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
