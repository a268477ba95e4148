"""The directory at the end of a zip (APPNOTE 4.3.12 to 4.3.16), read entry by entry and no further than a limit."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass

from omelog.bundle.checksum import crc32
from omelog.bundle.contents import Window
from omelog.bundle.stream import ByteStream
from omelog.bundle.zip_member import CENTRAL, Member
from omelog.visible import storable

END = b"PK\x05\x06"
_END_SIZE = 22
_END64, _END64_SIZE = b"PK\x06\x06", 56
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_CENTRAL_SIZE = 46
_LONGEST_COMMENT = 65535
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

    def members(self, window: Window, most: int) -> list[Member] | None:
        """Read the members in their order, at most so many; None if the directory is damaged."""
        stream = ByteStream(window.part(self.start, self.size).chunks())
        members: list[Member] = []
        while len(members) < most and stream.peek(1):
            member = _member(stream, self.prefix)
            if member is None:
                return None
            members.append(member)
        return members


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


def _member(stream: ByteStream, prefix: int) -> Member | None:
    header = stream.take(_CENTRAL_SIZE)
    if len(header) < _CENTRAL_SIZE or not header.startswith(CENTRAL):
        return None
    flags = _number(header, 8, 2)
    raw_name = stream.take(_number(header, 28, 2))
    extra = stream.take(_number(header, 30, 2))
    stream.skip(_number(header, 32, 2))
    unpacked, packed, offset = _number(header, 24, 4), _number(header, 20, 4), _number(header, 42, 4)
    packed, offset = _zip64(extra, unpacked, packed, offset)
    return Member(
        name=entry_name(raw_name, flags, extra),
        offset=prefix + offset,
        method=_number(header, 10, 2),
        encrypted=bool(flags & _ENCRYPTED),
        packed=packed,
        crc=_number(header, 16, 4),
        link=stat.S_ISLNK(_number(header, 38, 4) >> 16),
    )


def _zip64(extra: bytes, unpacked: int, packed: int, offset: int) -> tuple[int, int]:
    """Give packed size and offset; those that do not fit stand in an extra field, in this order."""
    field = _extra_field(extra, _ZIP64)
    numbers = [_number(field, at, 8) for at in range(0, len(field) // 8 * 8, 8)]
    wanted = [unpacked, packed, offset]
    for which, value in enumerate(wanted):
        if value == _ELSEWHERE and numbers:
            wanted[which] = numbers.pop(0)
    return wanted[1], wanted[2]


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
