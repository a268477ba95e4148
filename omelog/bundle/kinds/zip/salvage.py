"""A zip without a readable directory: read from the front, header by header, as far as it goes."""

from collections.abc import Iterator

from omelog.bundle.contents import Contents, Window
from omelog.bundle.kinds.kind import Entry, Room
from omelog.bundle.kinds.zip.directory import entry_name
from omelog.bundle.kinds.zip.member import CENTRAL, LOCAL, LOCAL_SIZE, Member, MemberContents

_BLANK, _DELETE = 0x20, 0x7F
_DESCRIPTOR_SIZES = (0, 12, 16, 20, 24)  # none; without and with signature; the same with zip64 sizes


def salvaged(window: Window, archive: Contents, room: Room) -> Iterator[Entry]:
    """Yield the members from the front."""
    offset: int | None = 0
    while offset is not None and (member := _local(window, offset)) is not None:
        room.budget.entry()
        shown = archive.name_of(member.name)
        contents = MemberContents(window, member, room.budget, shown)
        if not member.folder:
            yield Entry(member.name, contents, member.fault(shown))
        offset = _following(window, member, contents)


def _following(window: Window, member: Member, contents: MemberContents) -> int | None:
    """Return the offset of the next local header; contents of unknown size are passed by reading them."""
    if member.packed is not None:
        start = contents.start()
        return None if start is None else start + member.packed
    if member.encrypted or not member.readable:
        return None
    if contents.end is None:
        for _ in contents.chunks([]):
            pass
    for size in _DESCRIPTOR_SIZES:
        end = (contents.end or 0) + size
        if contents.end is not None and window.read(end, 4) in (LOCAL, CENTRAL, b""):
            return end
    return None


def _local(window: Window, offset: int) -> Member | None:
    """Read a member from its local header; None where there is none."""
    header = window.read(offset, LOCAL_SIZE)
    if len(header) < LOCAL_SIZE or not header.startswith(LOCAL):
        return None
    flags, method = int.from_bytes(header[6:8], "little"), int.from_bytes(header[8:10], "little")
    name_size, extra_size = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
    name = window.read(offset + LOCAL_SIZE, name_size)
    if not name or any(byte < _BLANK or byte == _DELETE for byte in name):
        return None  # these bytes begin as a header does, by chance: no archiver writes such a name
    extra = window.read(offset + LOCAL_SIZE + name_size, extra_size)
    packed = int.from_bytes(header[18:22], "little")
    in_descriptor = bool(flags & 8) or packed == 0xFFFFFFFF  # noqa: PLR2004 - zip64 says: the size stands elsewhere
    return Member(
        name=entry_name(name, flags, extra),
        offset=offset,
        method=method,
        encrypted=bool(flags & 1),
        packed=None if in_descriptor else packed,
        crc=None if in_descriptor else int.from_bytes(header[14:18], "little"),
    )
