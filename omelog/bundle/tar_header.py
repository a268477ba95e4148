"""One header block of a tar (POSIX ustar, GNU, pax), and the extension records that may stand before a file."""

import tarfile
from dataclasses import dataclass

from omelog.text.visible import storable

BLOCK = 512
ZEROS = bytes(BLOCK)
_SPARSE_MORE, _SPARSE_MORE_NEXT = 482, 504  # where a GNU sparse header says that its map goes on in the next block
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
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

    @property
    def stored(self) -> int:
        """Give the bytes of contents behind the header."""
        return 0 if self.kind in _BARE else self.size

    @property
    def special(self) -> str | None:
        """Say what it is if it is no file and no extension."""
        return _BARE.get(self.kind)

    @property
    def sparse(self) -> bool:
        """Tell whether its contents have holes, in the way of old GNU tar."""
        return self.kind == tarfile.GNUTYPE_SPARSE

    @property
    def extension(self) -> bool:
        """Tell whether its contents describe the file that follows, or all of them."""
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
    return Header(storable(info.name), info.size, kind, more)


def sparse_map_goes_on(block: bytes) -> bool:
    """Tell whether another block of a sparse map follows this one."""
    return block[_SPARSE_MORE_NEXT : _SPARSE_MORE_NEXT + 1] not in (b"", b"\0")


@dataclass(frozen=True)
class Extension:
    """What extension records say of the file that follows them."""

    name: str | None = None
    size: int | None = None
    sparse: bool = False

    def with_payload(self, kind: bytes, payload: bytes) -> "Extension":
        """Take the payload of one more extension record in."""
        if kind == tarfile.GNUTYPE_LONGNAME:
            return Extension(_text(payload.partition(b"\0")[0]), self.size, self.sparse)
        if kind not in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
            return self  # the name of a link's target; what holds for all files is not about their contents
        said = _pax(payload)
        name = _text(said[b"path"]) if b"path" in said else self.name
        size = _number(said[b"size"]) if b"size" in said else self.size
        return Extension(name, size, self.sparse or any(key.startswith(b"GNU.sparse.") for key in said))


def _pax(payload: bytes) -> dict[bytes, bytes]:
    """Read pax records, `LENGTH KEY=VALUE` and a line feed each (POSIX.1-2001); what is broken ends them."""
    said: dict[bytes, bytes] = {}
    at = 0
    while at < len(payload):
        digits = payload[at : at + 20].partition(b" ")[0]
        length = int(digits) if digits.isdigit() else 0
        record = payload[at : at + length]
        key, equals, value = record[len(digits) + 1 :].partition(b"=")
        if not (length and equals and record.endswith(b"\n")):
            break
        said[key] = value[:-1]
        at += length
    return said


def _number(value: bytes) -> int:
    return int(value) if value.isdigit() and len(value) < 20 else -1  # noqa: PLR2004 - beyond 64 bits it is none


def _text(name: bytes) -> str:
    return storable(name.decode("utf-8", "surrogateescape"))
