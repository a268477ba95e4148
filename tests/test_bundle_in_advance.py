"""Rotations that inflate side by side give what they give one after another, up to every limit and around damage."""

import random
import threading
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import islice

import pytest
from bundles import EVENING, LOG, MORNING, NOON, causes, codes, of_bytes, only, zipped
from hostile import changed, raw_zip

from omelog import cores as shared
from omelog.bundle import in_advance as module
from omelog.bundle.budget import Budget
from omelog.bundle.contents import FileContents
from omelog.bundle.in_advance import in_advance
from omelog.bundle.zip_directory import find
from omelog.bundle.zip_member import MemberContents
from omelog.cores import use_cores
from omelog.limits import Limits
from omelog.model.report import Bundle, Problem

_LINES = 3000  # a member has to be some size, packed, to be worth a thread


def _log(text: str, number: int) -> bytes:
    """Give a log that hardly packs, and ends with a text."""
    chance = random.Random(number)  # noqa: S311 - the same log each time, nothing secret
    header = "[INFO ] 2024-01-25 11:10:34.735 [main] FillerController - "
    return "".join(f"{header}{chance.randbytes(40).hex()}\n" for _ in range(_LINES)).encode() + text.encode()


LOGS = {
    f"{LOG}.{number}" if number else LOG: _log(text, number)
    for number, text in ((4, NOON), (3, MORNING), (2, EVENING), (1, MORNING), (0, EVENING))
}
SIZE = len(LOGS[LOG])


def _read(data: bytes, limits: Limits | None = None, *, cores: int) -> list[Bundle]:
    """Analyse with so many cores, whatever this machine has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "cores", lambda: cores)
        return of_bytes(data, limits)


def _files(packed: bytes, file: BytesIO | None = None) -> Iterator[MemberContents]:
    """Open the members of a zip."""
    budget = Budget(Limits())
    window = FileContents(file or BytesIO(packed), None, budget).window()
    directory = find(window)
    assert directory is not None
    return (MemberContents(window, member, budget, member.name) for member in directory.members(window, 100))


@pytest.mark.parametrize("cores", [2, 8])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_the_same_is_found_whatever_the_cores(method: int, cores: int) -> None:
    packed = zipped({"readme.txt": b"x", **LOGS, "last.txt": b"y"}, method)
    alone = _read(packed, cores=1)
    assert (only(alone).status, len(only(alone).logs)) == ("analyzed", 5)
    assert set(causes(only(alone))) >= {"missing-eku", "invalid-csr-key"}
    assert _read(packed, cores=cores) == alone


@pytest.mark.parametrize("cores", [2, 8])
@pytest.mark.parametrize("part", [0.5, 1, 1.5, 2.99, 4.2])
def test_the_limit_of_a_bundle_cuts_where_it_does_with_one_core(part: float, cores: int) -> None:
    packed = zipped(LOGS)
    limits = Limits(bundle_bytes=int(part * SIZE))
    alone = _read(packed, limits, cores=1)
    assert "bundle_bytes" in {problem.limit for problem in only(alone).problems}
    before = threading.active_count()
    assert _read(packed, limits, cores=cores) == alone
    assert threading.active_count() == before


@pytest.mark.parametrize("cores", [2, 8])
def test_damage_and_other_limits_stay_where_they_are(cores: int) -> None:
    packed = zipped(LOGS)
    second = packed.index(b"application.log.3")
    broken = changed(packed, second + 20_000, b"\xff" * 64)
    assert codes(only(of_bytes(broken)), "damage") == ["damaged-entry"]
    for data, limits in (
        (broken, Limits()),
        (packed[: second + 50_000], Limits()),
        (packed, Limits(logs=2)),
        (packed, Limits(entries=3)),
        (packed, Limits(log_bytes=SIZE // 3)),
        (zipped([*LOGS.items(), *LOGS.items()], repeated=True), Limits()),
    ):
        assert _read(data, limits, cores=cores) == _read(data, limits, cores=1)


@pytest.mark.parametrize("at_once", [0, 1, 3])
def test_so_many_begin_as_are_asked_for_and_all_threads_end(at_once: int) -> None:
    # Threads that wait because nobody takes what they made: each member is larger than what may wait.
    large = {name: log * 60 for name, log in LOGS.items()}
    files = in_advance(_files(zipped({"readme.txt": b"x" * 200_000, **large})), at_once)
    before = threading.active_count()
    assert next(files).member.name == "readme.txt"
    assert threading.active_count() == before + at_once
    problems: list[Problem] = []
    log = next(files)
    assert b"".join(log.chunks(problems)) == large[log.member.name]
    assert not problems
    assert next(files).member.name == f"{LOG}.3"
    assert threading.active_count() <= before + at_once + 1
    files.close()
    assert threading.active_count() == before


def test_a_process_that_shares_its_machine_begins_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_share", None)
    use_cores(1)
    before = threading.active_count()
    for file in in_advance(_files(zipped(LOGS))):
        assert threading.active_count() == before, file.member.name


def test_what_nobody_takes_is_given_up() -> None:
    large = {name: log * 60 for name, log in LOGS.items()}
    before = threading.active_count()
    names = [file.member.name for file in in_advance(_files(zipped(large)), 2)]
    assert names == list(large)
    assert threading.active_count() == before


class _Failing(BytesIO):
    """A file of which a stretch cannot be read, in small pieces at least: the headers there."""

    def __init__(self, data: bytes, fails_at: int) -> None:
        super().__init__(data)
        self._fails_at = fails_at

    def read(self, count: int | None = -1, /) -> bytes:
        """Read, or fail."""
        if self.tell() <= self._fails_at < self.tell() + (count or 0) < self.tell() + 4096:
            raise OSError(5, "Input/output error")
        return super().read(count)


def test_what_cannot_be_read_is_raised_when_its_turn_comes() -> None:
    packed = zipped(LOGS)
    third = packed.index(b"PK\x03\x04", packed.index(b"application.log.3"))
    files = in_advance(_files(packed, _Failing(packed, third)), 3)
    assert [b"".join(next(files).chunks([])) for _ in range(2)] == list(LOGS.values())[:2]
    with pytest.raises(OSError, match="Input/output error"):
        list(next(files).chunks([]))


def test_a_directory_that_breaks_off_takes_nothing_of_what_stands_before() -> None:
    packed = zipped(LOGS)

    def broken() -> Iterator[MemberContents]:
        yield from islice(_files(packed), 2)
        raise OSError("gone")

    files = in_advance(broken(), 3)
    assert [b"".join(next(files).chunks([])) for _ in range(2)] == list(LOGS.values())[:2]
    with pytest.raises(OSError, match="gone"):
        next(files)


def test_no_further_thread_is_no_reason_to_read_less(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError(f"can't start {thread.name}")

    packed = zipped(LOGS | {f"{LOG}.9": LOGS[LOG] * 40})  # one of them is read ahead by itself too
    alone = _read(packed, cores=1)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        assert _read(packed, cores=4) == alone


def test_a_stream_that_gives_nothing_keeps_nobody_waiting() -> None:
    empty_blocks = b"\0\0\0\xff\xff" * 4_000_000  # zlib takes seconds for so many
    silent = raw_zip(f"{LOG}.1", zipfile.ZIP_DEFLATED, empty_blocks, 0, 0)
    window = FileContents(BytesIO(silent), None, Budget(Limits())).window()
    directory = find(window)
    assert directory is not None
    (file,) = (MemberContents(window, member, Budget(Limits()), "") for member in directory.members(window, 9))
    assert file.begin()
    assert not file.give_up()
    assert window.file.tell() < len(silent) // 2  # it has not gone through the whole


def test_logs_that_nobody_reads_are_not_begun_again() -> None:
    passed_over = {f"old/application.log.{number}": log * 60 for number, log in enumerate(LOGS.values())}
    before = threading.active_count()
    for file in in_advance(_files(zipped(passed_over)), 3):
        assert threading.active_count() == before, file.member.name
    large = {name: log * 60 for name, log in LOGS.items()}
    counts = [threading.active_count() - before for _ in in_advance(_files(zipped(large)), 1)]
    assert counts == [1, 2, 1, 0, 0]  # the second one is told of only when the third has begun
