"""A member of a zip: what a header says of it, and its contents. Declared sizes and checksums only ever bound them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from omelog.bundle.budget import Budget
from omelog.bundle.byte_stream import ByteStream
from omelog.bundle.checksum import crc32
from omelog.bundle.codec import Codec, Expansion
from omelog.bundle.contents import Contents, Window
from omelog.bundle.deflate import DEFLATE
from omelog.bundle.deflate64 import DEFLATE64
from omelog.bundle.kinds.bzip2 import BZIP2
from omelog.bundle.kinds.kind import AGAIN, REPACK
from omelog.bundle.kinds.xz import XZ, ZIP_LZMA
from omelog.bundle.kinds.zstd import WAY_OUT, ZSTD
from omelog.bundle.source import CHUNK
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit, notice

LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
LOCAL_SIZE = 30
STORED = 0
_NEXT = re.compile(rb"PK(?:\x07\x08|\x03\x04|\x01\x02)")  # a descriptor or header; no text holds these bytes
_CODECS: dict[int, Codec | None] = {8: DEFLATE, 9: DEFLATE64, 12: BZIP2, 14: ZIP_LZMA, 93: ZSTD, 20: ZSTD, 95: XZ}
_TITLES = {1: "Shrink", 6: "Implode", 9: "Deflate64", 20: "zstd", 93: "zstd", 98: "PPMd"}  # APPNOTE 4.4.5


@dataclass(frozen=True, slots=True)
class Member:
    """A member as one of the headers declares it; sizes and `crc` are None where that header does not say."""

    name: str
    offset: int  # of the local header
    method: int
    encrypted: bool
    packed: int | None
    crc: int | None
    link: bool = False
    unpacked: int | None = None

    @property
    def folder(self) -> bool:
        """Return whether it is the entry of a folder."""
        return self.name.endswith(("/", "\\"))

    @property
    def readable(self) -> bool:
        """Return whether a library here reads its method."""
        return self.method == STORED or _CODECS.get(self.method) is not None

    def fault(self, shown: str) -> Problem | None:
        """Describe why its contents cannot be had, if so."""
        if self.link:
            return notice("link", "the entry is a symbolic link", "not followed", where=shown)
        if self.encrypted:
            advice = "ask for it without a password, or unpack it and give the folder"
            return damage("encrypted", "the entry is encrypted", "not read", where=shown, advice=advice)
        if not self.readable:
            what = f"the entry is packed with {_TITLES.get(self.method, f'method {self.method}')}"
            advice = WAY_OUT if self.method in _CODECS else REPACK
            return damage("unsupported-method", what, "not read", where=shown, advice=advice)
        return None


class MemberContents(Contents):
    """The contents of a member. `end` is where in the archive they end, known once they were read."""

    def __init__(self, window: Window, member: Member, budget: Budget, shown: str) -> None:
        self.where: str = shown
        self._window = window
        self.member = member
        self._budget = budget
        self.decoders = 0 if member.method == STORED else 1
        self.end: int | None = None

    def chunks(self, problems: list[Problem]) -> Iterator[bytes]:
        """Yield the contents, then add to `problems` what was wrong with them."""
        start = self.start()
        if start is None:
            problems.append(self._damage("has no header where the directory says"))
        elif self.member.method == STORED:
            yield from self._budget.counted(self._stored(start, problems))
        else:
            yield from self._budget.counted(self._expanded(start, problems))

    def head(self, count: int) -> bytes:
        """Return the first bytes, decoded from as few as will do; nothing where they are broken."""
        start = self.start()
        if start is None or self.member.method == STORED:
            return b"" if start is None else self._raw(start).read(0, count)
        codec = _CODECS[self.member.method]
        if codec is None:
            return b""
        packed = self._raw(start).read(0, min(max(codec.need, 2 * count), codec.piece))
        return Expansion(codec, self._budget.limits.dictionary_bytes).head(packed, count)

    def window(self) -> Window | None:
        """Return the place in the file, if the contents stand there as they are."""
        start = self.start()
        plain = self.member.method == STORED and self.member.packed is not None
        return self._raw(start) if plain and start is not None else None

    def start(self) -> int | None:
        """Return where the contents begin; None if there is no local header."""
        header = self._window.read(self.member.offset, LOCAL_SIZE)
        if len(header) < LOCAL_SIZE or not header.startswith(LOCAL):
            return None
        name, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
        return self.member.offset + LOCAL_SIZE + name + extra

    def _raw(self, start: int) -> Window:
        packed = self.member.packed
        return self._window.part(start, self._window.size - start if packed is None else packed)

    def _expanded(self, start: int, problems: list[Problem]) -> Iterator[bytes]:
        codec = _CODECS[self.member.method]
        if codec is None:
            return

        def opened() -> ByteStream:
            return ByteStream(self._raw(start).chunks())

        packed = opened()
        expansion = Expansion(codec, self._budget.limits.dictionary_bytes)
        yield from expansion.stream(packed, opened)
        self.end = start + packed.position
        if (
            not expansion.finished
            and not expansion.broken
            and (longer := self._beyond(start, codec, expansion.size)) is not None
        ):
            yield from longer
            problems.append(_wrong_size("packed bytes", self.member.packed, self.end - start, self.where))
            return
        # LZMA in a zip need not have an end mark: then its checksum tells whether it is whole.
        whole = expansion.finished or (codec is ZIP_LZMA and expansion.crc == self.member.crc)
        if expansion.too_large:
            problems.append(self._too_large())
        elif expansion.broken:
            problems.append(self._damage(f"is corrupt after {expansion.size} bytes ({expansion.broken})"))
        elif not whole:
            problems.append(self._damage(f"is cut off after {expansion.size} bytes"))
        else:
            self._check(expansion.crc, expansion.size, problems)

    def _beyond(self, start: int, codec: Codec, known: int) -> Iterator[bytes] | None:
        """Return what stands behind the declared end, if the stream goes on there and comes out as its checksum says.

        It is decoded once for its checksum and only then again for its bytes: behind a stream that was cut off stands
        something else.
        """
        if self.member.packed is None or self.member.crc is None:
            return None
        memory = self._budget.limits.dictionary_bytes

        def opened() -> ByteStream:
            return ByteStream(self._window.part(start, self._window.size).chunks())

        tried, packed = Expansion(codec, memory), opened()
        for _ in self._budget.counted(tried.stream(packed, opened)):
            pass
        if not tried.finished or tried.crc != self.member.crc:
            return None
        self.end = start + packed.position
        whole = ByteStream(Expansion(codec, memory).stream(opened(), opened))
        whole.skip(known)
        return whole.rest()

    def _stored(self, start: int, problems: list[Problem]) -> Iterator[bytes]:
        crc = size = 0
        packed = self.member.packed
        chunks = self._raw(start).chunks() if packed is not None else self._unsized(start)
        for chunk in chunks:
            crc = crc32(chunk, crc)
            size += len(chunk)
            yield chunk
        if packed is not None:
            self.end = start + size
        if self.end is None or (packed is not None and size < packed):
            problems.append(self._damage(f"is cut off after {size} bytes"))
        else:
            self._check(crc, size, problems)

    def _unsized(self, start: int) -> Iterator[bytes]:
        """Yield stored contents whose size stands behind them: they end where a descriptor or a header begins."""
        held = b""
        position = start
        while self.end is None and (chunk := self._window.read(position, CHUNK)):
            position += len(chunk)
            held += chunk
            following = _NEXT.search(held)
            end = following.start() if following else max(0, len(held) - 3)  # the rest may open a signature
            if following:
                self.end = position - len(held) + end
            yield held[:end]
            held = held[end:]
        if self.end is None:
            yield held

    def _check(self, crc: int, size: int, problems: list[Problem]) -> None:
        declared = self.member.unpacked
        if self.member.crc is not None and crc != self.member.crc:
            problems.append(self._damage("does not match its checksum: some bytes changed on the way"))
        elif declared is not None and size != declared:
            problems.append(_wrong_size("bytes", declared, size, self.where))

    def _damage(self, fault: str) -> Problem:
        resolution = "used what could be read of it"
        return damage("damaged-entry", f"the entry {fault}", resolution, where=self.where, advice=AGAIN)

    def _too_large(self) -> Problem:
        what = "the entry asks for more memory than a decoder may have"
        return limit_hit("dictionary_bytes", self._budget.limits.dictionary_bytes, what, "not read", where=self.where)


def _wrong_size(what: str, declared: int | None, size: int, where: str) -> Problem:
    told = f"the entry declares {declared} {what} and has {size}"
    return notice("declared-size", told, "read all of it", where=where)
