"""Rotations in one zip inflate side by side: those that come next begin while the one before them is used."""

from collections import deque
from collections.abc import Generator, Iterator
from itertools import islice

from omelog.bundle import names
from omelog.bundle.zip_member import MemberContents
from omelog.cores import cores

_SEEN = 16  # members that are looked at in advance
_MOST = 3  # threads that inflate in advance, each with a few megabytes that wait


def in_advance(files: Iterator[MemberContents], at_once: int | None = None) -> Generator[MemberContents, None, None]:
    """Yield the same files; of the logs that come next, up to `at_once` are begun by a thread each.

    Without a number: as many as cores allow, so none in a process that has but one. None are begun any more once one
    was that nobody read. All threads have ended when this generator has.
    """
    at_once = min(cores() - 1, _MOST) if at_once is None else at_once
    listed = _listed(files)
    coming: deque[MemberContents | OSError] = deque()
    logs: deque[MemberContents] = deque()  # of those that come, the ones that are not begun
    begun: list[MemberContents] = []
    try:
        while True:
            seen = list(islice(listed, _SEEN - len(coming)))
            coming += seen
            logs += (file for file in seen if isinstance(file, MemberContents) and _is_log(file))
            if not coming:
                return
            if isinstance(file := coming.popleft(), OSError):
                raise file
            if logs and logs[0] is file:
                logs.popleft()  # its turn has come: no need to begin
            _begin(logs, begun, at_once + (file in begun))
            yield file
            if file in begun:
                begun.remove(file)
                at_once = at_once if file.give_up() else 0
    finally:
        for file in begun:
            file.give_up()


def _begin(logs: deque[MemberContents], begun: list[MemberContents], most: int) -> None:
    while logs and len(begun) < most:
        if (log := logs.popleft()).begin():
            begun.append(log)


def _listed(files: Iterator[MemberContents]) -> Iterator[MemberContents | OSError]:
    """Yield the files, and as the last what went wrong: it concerns none of those that come before it."""
    try:
        yield from files
    except OSError as error:
        yield error


def _is_log(file: MemberContents) -> bool:
    try:
        place = names.place(names.parts(file.member.name))
    except names.UnsafeNameError:
        return False
    return place is not None and file.member.fault("") is None
