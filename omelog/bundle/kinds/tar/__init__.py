"""tar archives (ustar, GNU, pax), read forward header by header; damage in the middle is not the end."""

from collections.abc import Iterator
from dataclasses import dataclass

from omelog.bundle.byte_stream import ByteStream
from omelog.bundle.contents import Contents, Window
from omelog.bundle.kinds.kind import AGAIN, REPACK, Entry, Kind, Room
from omelog.bundle.kinds.tar.header import BLOCK, ZEROS, Extension, Header, parse, sparse_map_goes_on
from omelog.bundle.kinds.tar.sparse import SparseContents, SparseMapError, Stretch, stretches_in, stretches_of
from omelog.bundle.source import CHUNK
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit, notice

_JOIN = "give what tar makes of all volumes: tar -xMf VOLUME1 -f VOLUME2"
_LINKED_TO = 10_000  # files to which hard links may lead


def _entries(contents: Contents, room: Room) -> Iterator[Entry]:
    """Yield the files of a tar as they come. The contents of each are cheapest before the next is asked for."""
    yield from _Tar(contents, room).entries()


@dataclass(frozen=True)
class _Place:
    """The bytes of a file in the archive."""

    start: int
    size: int

    @property
    def end(self) -> int:
        """Return where the next header stands."""
        return self.start + (self.size + BLOCK - 1) // BLOCK * BLOCK


class _Tar:
    """One pass over an archive."""

    def __init__(self, contents: Contents, room: Room) -> None:
        self._contents = contents
        self._room = room
        self._stream = ByteStream(contents.chunks(room.problems))
        self._extension = Extension()
        self._files: dict[int, Entry] = {}  # by the hash of the name, for the hard links to them

    def entries(self) -> Iterator[Entry]:
        ended = False
        while block := self._stream.take(BLOCK):
            if block == ZEROS:
                ended = True
                continue
            header = parse(block) if len(block) == BLOCK else None
            if header is None or header.size < 0:
                if not self._resumes(block, ended=ended):
                    return
                continue
            ended = False
            yield from self._entry(header)
        if not ended:
            self._damage("the tar ends without its end mark: it is cut off", "read what was there")

    def _entry(self, header: Header) -> Iterator[Entry]:
        self._room.budget.entry()
        if header.extension:
            self._extend(header)
            return
        extension, self._extension = self._extension, Extension()
        stretches = self._sparse_map(header)
        size = header.stored if extension.size is None or header.special else extension.size
        if size < 0:
            self._damage("an entry claims a size that no file has", "passed over")
            return
        name = header.name if extension.name is None else extension.name
        place = _Place(self._stream.position, size)
        if header.is_continued:
            self._damage(f"{name} begins in another volume of the tar", "read what is in this one", _JOIN)
        if header.special != "a folder" and not name.endswith("/"):
            entry = self._file(name, place, header, extension, stretches)
            if header.is_hard_link:
                target = header.target if extension.target is None else extension.target
                entry = _linked(entry, self._files.get(hash(target)))
            elif len(self._files) < _LINKED_TO:
                self._files[hash(name)] = entry
            yield entry
        self._pass(place, name)

    def _extend(self, header: Header) -> None:
        """Take an extension record in, if it is of a bearable size."""
        place = _Place(self._stream.position, header.size)
        limit = self._room.budget.limits.tar_header_bytes
        if header.size > limit:
            what = "an extension header of the tar is too long"
            where = self._contents.where
            self._room.problems.append(limit_hit("tar_header_bytes", limit, what, "passed over", where=where))
        else:
            self._extension = self._extension.with_payload(header.kind, self._stream.take(header.size))
        self._pass(place, "an extension header")

    def _file(
        self, name: str, place: _Place, header: Header, extension: Extension, stretches: list[Stretch] | None
    ) -> Entry:
        shown = self._contents.name_of(name)
        stored = _File(self._contents, self._stream, place, shown)
        if header.sparse and stretches is None:
            return Entry(name, stored, _broken_map(shown))
        if header.sparse:
            return Entry(name, SparseContents(stored, stretches))
        if extension.sparse:
            try:
                known = None if extension.sparse_map is None else stretches_in(extension.sparse_map)
            except SparseMapError:
                return Entry(name, stored, _broken_map(shown))
            return Entry(name, SparseContents(stored, known))
        return Entry(name, stored, _fault(header, shown))

    def _sparse_map(self, header: Header) -> list[Stretch] | None:
        """Pass the map of a sparse file in the way of old GNU tar, and return it; None where it is broken."""
        blocks, goes_on = [], header.sparse_map_goes_on
        while goes_on and (block := self._stream.take(BLOCK)):
            blocks.append(block)
            goes_on = sparse_map_goes_on(block)
        if not header.sparse:
            return []
        try:
            found = stretches_of(header.block, header=True)
            return found + [one for block in blocks for one in stretches_of(block, header=False)]
        except SparseMapError:
            return None

    def _pass(self, place: _Place, name: str) -> None:
        """Go to the next header; say it if the archive ends before the contents do, unless their reader has seen it."""
        was = self._stream.position
        self._stream.skip(place.end - was)
        if was < place.start + place.size and self._stream.position < place.start + place.size:
            self._damage(f"the tar is cut off in {name}", "read what stands before")

    def _resumes(self, block: bytes, *, ended: bool) -> bool:
        """Look for the next header that is whole. Behind the end mark nothing has to be one."""
        self._room.budget.entry()
        position = self._stream.position - len(block)
        if ended:
            what = f"something that is not tar follows the end mark, from byte {position} on"
            self._room.problems.append(notice("behind-tar", what, "passed over", where=self._contents.where))
            self._stream.skip(1 << 62)  # to the end: only there a layer below can check its sum
            return False
        self._extension = Extension()
        self._damage(f"the header at byte {position} of the tar is broken", "went on at the next whole header")
        while len(block := self._stream.peek(BLOCK)) == BLOCK and not _is_header(block) and block != ZEROS:
            self._stream.skip(BLOCK)
        return True

    def _damage(self, what: str, resolution: str, advice: str = AGAIN) -> None:
        self._room.problems.append(damage("damaged-tar", what, resolution, where=self._contents.where, advice=advice))


class _File(Contents):
    """A file in a tar: read from the pass over the archive if that stands before it, else by another pass."""

    def __init__(self, archive: Contents, stream: ByteStream, place: _Place, where: str) -> None:
        self.where = where
        self.decoders = archive.decoders
        self._archive = archive
        self._stream = stream
        self._place = place

    def chunks(self, problems: list[Problem]) -> Iterator[bytes]:
        """Yield the contents; an end of the archive before theirs is damage."""
        stream = self._at_start()
        left = self._place.size
        while left and (data := stream.some(min(left, CHUNK))):
            left -= len(data)
            yield data
        if left:
            what = f"the entry is cut off after {self._place.size - left} of {self._place.size} bytes"
            problems.append(damage("damaged-entry", what, "used what was there", where=self.where, advice=AGAIN))

    def head(self, count: int) -> bytes:
        """Return the first bytes."""
        return self._at_start().peek(min(count, self._place.size))

    def window(self) -> Window | None:
        """Return the place in the file, if the archive stands in one as it is."""
        window = self._archive.window()
        return window.part(self._place.start, self._place.size) if window else None

    def _at_start(self) -> ByteStream:
        if self._stream.position == self._place.start:
            return self._stream
        stream = ByteStream(self._archive.chunks([]))
        stream.skip(self._place.start)
        return stream


def _linked(link: Entry, file: Entry | None) -> Entry:
    """Return the file that a hard link is another name of, under that name."""
    return link if file is None else Entry(link.name, file.contents, file.fault)


def _fault(header: Header, name: str) -> Problem | None:
    if header.special:
        return notice("link", f"the entry is {header.special}", "not followed", where=name)
    return None


def _broken_map(name: str) -> Problem:
    return damage("sparse-entry", "the map of the sparse file is broken", "not read", where=name, advice=REPACK)


def _is_header(block: bytes) -> bool:
    """Return whether a block is a tar header, by its checksum: early tars have no other mark."""
    return len(block) >= BLOCK and block[:BLOCK] != ZEROS and parse(block[:BLOCK]) is not None


KIND = Kind("tar", "a tar archive", _is_header, entries=_entries, suffixes=(".tar",), rank=2)
