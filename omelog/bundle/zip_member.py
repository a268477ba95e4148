"""A member of a zip: what a header says of it, and its contents. Declared sizes and checksums only ever bound them."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from omelog.bundle.ahead import Ahead, NoThreadError
from omelog.bundle.budget import Budget
from omelog.bundle.bzip2 import BZIP2
from omelog.bundle.checksum import crc32
from omelog.bundle.contents import Contents, Window
from omelog.bundle.deflate import DEFLATE
from omelog.bundle.deflate64 import DEFLATE64
from omelog.bundle.expand import Codec, Expansion
from omelog.bundle.kind import AGAIN, REPACK
from omelog.bundle.source import CHUNK
from omelog.bundle.stream import ByteStream
from omelog.bundle.xz import XZ, ZIP_LZMA
from omelog.bundle.zstd import WAY_OUT, ZSTD
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit, notice

LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
LOCAL_SIZE = 30
STORED = 0
_WAITING = 8  # chunks of a megabyte that may wait where a thread inflates in advance
_SMALL = 64 * 1024  # packed bytes that are not worth a thread
_NEXT = re.compile(rb"PK(?:\x07\x08|\x03\x04|\x01\x02)")  # a descriptor or header; no text holds these bytes
_CODECS: dict[int, Codec | None] = {8: DEFLATE, 9: DEFLATE64, 12: BZIP2, 14: ZIP_LZMA, 93: ZSTD, 20: ZSTD, 95: XZ}
_TITLES = {1: "Shrink", 6: "Implode", 9: "Deflate64", 20: "zstd", 93: "zstd", 98: "PPMd"}  # APPNOTE 4.4.5


@dataclass(frozen=True, slots=True)
class Member:
    """A member as one of the headers declares it; `packed` and `crc` are None where that header does not say."""

    name: str
    offset: int  # of the local header
    method: int
    encrypted: bool
    packed: int | None
    crc: int | None
    link: bool = False

    @property
    def folder(self) -> bool:
        """Tell whether it is the entry of a folder."""
        return self.name.endswith(("/", "\\"))

    @property
    def readable(self) -> bool:
        """Tell whether a library here reads its method."""
        return self.method == STORED or _CODECS.get(self.method) is not None

    def fault(self, shown: str) -> Problem | None:
        """Say why its contents cannot be had, if so."""
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
        self._begun: Ahead | None = None
        self._begun_problems: list[Problem] = []
        self._taken = False

    def begin(self) -> bool:
        """Let a thread begin to inflate what `chunks` will yield, if that is worth it; tell whether it does.

        What it makes is counted by the budget only as `chunks` yields it: the order of the entries decides what is
        read up to a limit, and not which thread was the fastest.
        """
        codec, packed = _CODECS.get(self.member.method), self.member.packed
        if codec is None or not codec.light or packed is None or packed < _SMALL:
            return False
        stopped = threading.Event()
        try:
            if (start := self.start()) is None:
                return False
            self._begun = Ahead(self._expanded(start, self._begun_problems, stopped), _WAITING, stopped)
        except (OSError, NoThreadError):  # what cannot be read is told when its turn comes
            return False
        return True

    def give_up(self) -> bool:
        """End the thread that has begun, as far as it came; tell whether anybody asked for what it made."""
        if self._begun is not None:
            self._begun.close()
            self._begun = None
        return self._taken

    def chunks(self, problems: list[Problem]) -> Iterator[bytes]:
        """Yield the contents, then add to `problems` what was wrong with them."""
        start = self.start()
        if start is None:
            problems.append(self._damage("has no header where the directory says"))
        elif self.member.method == STORED:
            yield from self._budget.counted(self._stored(start, problems))
        else:
            yield from self._budget.counted(self._inflated(start, problems))

    def head(self, count: int) -> bytes:
        """Give the first bytes, decoded from as few as will do; nothing where they are broken."""
        start = self.start()
        if start is None or self.member.method == STORED:
            return b"" if start is None else self._raw(start).read(0, count)
        codec = _CODECS[self.member.method]
        if codec is None:
            return b""
        packed = self._raw(start).read(0, min(max(codec.need, 2 * count), codec.piece))
        return Expansion(codec, self._budget.limits.dictionary_bytes).head(packed, count)

    def window(self) -> Window | None:
        """Give the place in the file, if the contents stand there as they are."""
        start = self.start()
        plain = self.member.method == STORED and self.member.packed is not None
        return self._raw(start) if plain and start is not None else None

    def start(self) -> int | None:
        """Give where the contents begin; None if there is no local header."""
        header = self._window.read(self.member.offset, LOCAL_SIZE)
        if len(header) < LOCAL_SIZE or not header.startswith(LOCAL):
            return None
        name, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
        return self.member.offset + LOCAL_SIZE + name + extra

    def _raw(self, start: int) -> Window:
        packed = self.member.packed
        return self._window.part(start, self._window.size - start if packed is None else packed)

    def _inflated(self, start: int, problems: list[Problem]) -> Iterator[bytes]:
        if self._begun is None or self._taken:
            yield from self._expanded(start, problems)
            return
        self._taken = True
        yield from self._begun
        problems += self._begun_problems

    def _expanded(self, start: int, problems: list[Problem], stopped: threading.Event | None = None) -> Iterator[bytes]:
        codec = _CODECS[self.member.method]
        if codec is None:
            return

        def opened() -> ByteStream:
            pieces = self._raw(start).chunks()
            # A stream may give nothing for very long, and nobody is to wait for its thread.
            return ByteStream(takewhile(lambda _: not stopped.is_set(), pieces) if stopped else pieces)

        packed = opened()
        expansion = Expansion(codec, self._budget.limits.dictionary_bytes)
        yield from expansion.stream(packed, opened)
        self.end = start + packed.position
        # LZMA in a zip need not have an end mark: then its checksum tells whether it is whole.
        whole = expansion.finished or (codec is ZIP_LZMA and expansion.crc == self.member.crc)
        if expansion.too_large:
            problems.append(self._too_large())
        elif expansion.broken:
            problems.append(self._damage(f"is corrupt after {expansion.size} bytes ({expansion.broken})"))
        elif not whole:
            problems.append(self._damage(f"is cut off after {expansion.size} bytes"))
        else:
            self._check(expansion.crc, problems)

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
            self._check(crc, problems)

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

    def _check(self, crc: int, problems: list[Problem]) -> None:
        if self.member.crc is not None and crc != self.member.crc:
            problems.append(self._damage("does not match its checksum: some bytes changed on the way"))

    def _damage(self, fault: str) -> Problem:
        resolution = "used what could be read of it"
        return damage("damaged-entry", f"the entry {fault}", resolution, where=self.where, advice=AGAIN)

    def _too_large(self) -> Problem:
        what = "the entry asks for more memory than a decoder may have"
        return limit_hit("dictionary_bytes", self._budget.limits.dictionary_bytes, what, "not read", where=self.where)
