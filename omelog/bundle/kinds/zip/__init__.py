"""Zip archives: members by the directory at the end, or without it where the archive is cut off."""

from collections.abc import Iterable, Iterator

from omelog.bundle.contents import Contents, Window, seekable
from omelog.bundle.kinds.kind import AGAIN, Entry, Kind, Room, starts
from omelog.bundle.kinds.zip import directory as zip_directory
from omelog.bundle.kinds.zip.directory import END, Extents
from omelog.bundle.kinds.zip.member import LOCAL, LOCAL_SIZE, Member, MemberContents
from omelog.bundle.kinds.zip.salvage import salvaged
from omelog.model.report import Problem
from omelog.problems import damage

_SHOWN = 200  # characters of a name
_TOLERATED = 2  # bytes of overlap: some programs that make Java archives count a descriptor too little (ClamAV PR 561)


def _entries(contents: Contents, room: Room) -> Iterator[Entry]:
    """Yield the files of a zip in the order of its directory."""
    window = seekable(contents, room.budget, room.problems)
    if window is None:
        return
    try:
        yield from _in_window(window, contents, room)
    finally:
        if contents.window() is None:
            room.budget.release(window.size)


def _ends_as_zip(contents: Contents) -> bool:
    """Return whether a file ends as a zip, whatever stands before it: a self-extractor, a program."""
    window = contents.window()
    directory = zip_directory.find(window) if window is not None else None
    return directory is not None and (directory.size > 0 or directory.disks > 0)


def _in_window(window: Window, contents: Contents, room: Room) -> Iterator[Entry]:
    directory = zip_directory.find(window)
    if directory is not None and directory.disks:
        room.problems.append(_split(contents))
        return
    most = room.budget.limits.entries + 1
    extents = directory.extents(window, most) if directory else None
    if directory is None or extents is None or (not extents.offset and window.read(0, 4) == LOCAL):
        room.problems.append(_truncated(contents))
        yield from salvaged(window, contents, room)
    elif overlap := _overlap(extents):
        first, second = _names(directory.members(window, most), overlap)
        what = f"entries {first!r} and {second!r} overlap in the archive"
        advice = "no ordinary program writes such a zip; do not trust it, ask for a new one"
        room.problems.append(
            damage("overlapping-entries", what, "read nothing of it", where=contents.where, advice=advice)
        )
    else:
        yield from _listed(window, directory.members(window, most), contents, room)


def _listed(window: Window, members: Iterator[Member], contents: Contents, room: Room) -> Iterator[Entry]:
    files = (MemberContents(window, member, room.budget, contents.name_of(member.name)) for member in members)
    for file in files:
        room.budget.entry()
        if not file.member.folder:
            yield Entry(file.member.name, file, file.member.fault(file.where))


def _overlap(extents: Extents) -> tuple[int, int] | None:
    """Return two members that share bytes, by their place in the directory; only a zip bomb has such (Fifield 2019).

    What stands between a header and its contents is left out: local headers may be shorter than the directory says.
    """
    end, before = 0, 0
    for number in sorted(range(len(extents.offset)), key=extents.offset.__getitem__):
        if extents.offset[number] + _TOLERATED < end:
            return before, number
        end, before = extents.offset[number] + LOCAL_SIZE + extents.packed[number], number
    return None


def _names(members: Iterable[Member], places: tuple[int, int]) -> list[str]:
    """Name two members."""
    names = {number: member.name[:_SHOWN] for number, member in enumerate(members) if number in places}
    return [names[place] for place in places]


def _truncated(contents: Contents) -> Problem:
    what = "the zip has no readable directory at its end: it is cut off or damaged"
    resolution = "read the entries from the front as far as they go"
    return damage("truncated-zip", what, resolution, where=contents.where, advice=AGAIN)


def _split(contents: Contents) -> Problem:
    advice = "join the parts first: zip -s 0 parts.zip --out whole.zip"
    what = "is the last part of a split zip"
    return damage("is-split-zip", what, "read nothing", where=contents.where, advice=advice)


KIND = Kind("zip", "a zip archive", starts(LOCAL, END), entries=_entries, suffixes=(".zip",), rank=1, ends=_ends_as_zip)
