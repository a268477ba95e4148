"""One header block of a tar (POSIX ustar, GNU, pax), and the extension records that may stand before a file."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, replace

from omelog.text.visible import storable

BLOCK = 512
ZEROS = bytes(BLOCK)
_SPARSE_MORE, _SPARSE_MORE_NEXT = 482, 504  # where a GNU sparse header says that its map goes on in the next block
_STRETCHES = (b"GNU.sparse.offset", b"GNU.sparse.numbytes")
_CONTINUED = b"M"
_BARE = {
    tarfile.DIRTYPE: "a folder",
    tarfile.SYMTYPE: "a symbolic link",
    tarfile.LNKTYPE: "a hard link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a FIFO",
}  # these have no contents, whatever size they claim


@dataclass(frozen=True)
class Header:
    """What a header block says. `size` may be negative: the number is as it stands there."""

    name: str
    size: int
    kind: bytes
    sparse_map_goes_on: bool = False
    block: bytes = b""
    target: str = ""  #: of a link

    @property
    def is_hard_link(self) -> bool:
        """Return whether it is another name of a file whose contents stand in the archive before."""
        return self.kind == tarfile.LNKTYPE

    @property
    def is_continued(self) -> bool:
        """Return whether it goes on with a file that a volume before this one begins (GNU tar -M)."""
        return self.kind == _CONTINUED

    @property
    def stored(self) -> int:
        """Return the bytes of contents behind the header."""
        return 0 if self.kind in _BARE else self.size

    @property
    def special(self) -> str | None:
        """Describe what it is if it is no file and no extension."""
        return _BARE.get(self.kind)

    @property
    def sparse(self) -> bool:
        """Return whether its contents have holes, in the way of old GNU tar."""
        return self.kind == tarfile.GNUTYPE_SPARSE

    @property
    def extension(self) -> bool:
        """Return whether its contents describe the file that follows, or all of them."""
        return self.kind in (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE) or self.kind in (
            tarfile.GNUTYPE_LONGNAME,
            tarfile.GNUTYPE_LONGLINK,
        )


def parse(block: bytes) -> Header | None:
    """Read a header block; None if its checksum or its numbers are wrong."""
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return None
    kind = info.type
    more = kind == tarfile.GNUTYPE_SPARSE and block[_SPARSE_MORE] != 0
    return Header(storable(info.name), info.size, kind, more, block, storable(info.linkname))


def sparse_map_goes_on(block: bytes) -> bool:
    """Return whether another block of a sparse map follows this one."""
    return block[_SPARSE_MORE_NEXT : _SPARSE_MORE_NEXT + 1] not in (b"", b"\0")


@dataclass(frozen=True)
class Extension:
    """What extension records say of the file that follows them."""

    name: str | None = None
    size: int | None = None
    sparse: bool = False
    sparse_map: bytes | None = None  # of the pax forms 0.0 and 0.1
    target: str | None = None  # of a link

    def with_payload(self, kind: bytes, payload: bytes) -> "Extension":
        """Take the payload of one more extension record in."""
        if kind == tarfile.GNUTYPE_LONGNAME:
            return replace(self, name=_text(payload.partition(b"\0")[0]))
        if kind == tarfile.GNUTYPE_LONGLINK:
            return replace(self, target=_text(payload.partition(b"\0")[0]))
        if kind not in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
            return self  # what holds for all files is not about their contents
        records = list(_pax(payload))
        said = dict(records)
        stretches = b",".join(value for key, value in records if key in _STRETCHES) or None  # pax form 0.0
        named = said.get(b"GNU.sparse.name", said.get(b"path"))  # the path of a sparse file is a made-up one
        name = self.name if named is None else _text(named)
        size = _number(said[b"size"]) if b"size" in said else self.size
        sparse = self.sparse or any(key.startswith(b"GNU.sparse.") for key in said)
        target = _text(said[b"linkpath"]) if b"linkpath" in said else self.target
        return Extension(name, size, sparse, said.get(b"GNU.sparse.map", stretches or self.sparse_map), target)


def _pax(payload: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield pax records, `LENGTH KEY=VALUE` and a line feed each (POSIX.1-2001); what is broken ends them."""
    at = 0
    while at < len(payload):
        digits = payload[at : at + 20].partition(b" ")[0]
        length = int(digits) if digits.isdigit() else 0
        record = payload[at : at + length]
        key, equals, value = record[len(digits) + 1 :].partition(b"=")
        if not (length and equals and record.endswith(b"\n")):
            break
        yield key, value[:-1]
        at += length


def _number(value: bytes) -> int:
    return int(value) if value.isdigit() and len(value) < 20 else -1  # noqa: PLR2004 - beyond 64 bits it is none


def _text(name: bytes) -> str:
    return storable(name.decode("utf-8", "surrogateescape"))
