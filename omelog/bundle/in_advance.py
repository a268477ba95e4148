"""Rotations in one zip inflate side by side: those that come next begin while the one before them is used."""

from collections import deque
from collections.abc import Generator, Iterator
from itertools import islice

from omelog.bundle.names import is_log_name
from omelog.bundle.zip_member import MemberContents
from omelog.cores import cores

_SEEN = 16  # members that are looked at in advance
_MOST = 3  # threads that inflate in advance, each with a few megabytes that wait


def in_advance(files: Iterator[MemberContents], at_once: int | None = None) -> Generator[MemberContents]:
    """Yield the same files; of the logs that come next, up to `at_once` are begun by a thread each.

    Without a number: as many as cores allow, so none in a process that has but one. All threads have ended when
    this generator has.
    """
    at_once = min(cores() - 1, _MOST) if at_once is None else at_once
    coming: deque[MemberContents] = deque()
    logs: deque[MemberContents] = deque()  # of those that come, the ones that are not begun
    begun: list[MemberContents] = []
    try:
        while True:
            seen = list(islice(files, _SEEN - len(coming)))
            coming += seen
            logs += filter(_is_log, seen)
            if not coming:
                return
            file = coming.popleft()
            if logs and logs[0] is file:
                logs.popleft()  # its turn has come: no need to begin
            while logs and sum(other is not file for other in begun) < at_once:
                if (log := logs.popleft()).begin():
                    begun.append(log)
            yield file
            file.give_up()
            begun = [other for other in begun if other is not file]
    finally:
        for file in begun:
            file.give_up()


def _is_log(file: MemberContents) -> bool:
    return is_log_name(file.member.name.replace("\\", "/").rpartition("/")[2]) and file.member.fault("") is None
