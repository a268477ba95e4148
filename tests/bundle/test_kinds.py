"""An archive kind is one file: dropped in, it opens bundles and rotations, and all names, texts and stamps know it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bundles import EVENING, LOG, MORNING, analyzed, causes, of_bytes, only, written, zipped

from omelog.bundle import kinds, names
from omelog.bundle.stamp import abilities

# Two kinds in one file: each byte is turned round, behind a magic number; files one after another, with their lengths.
TURNED = '''
"""Files whose bytes are turned round."""

from omelog.bundle.contents import Contents
from omelog.bundle.kinds.kind import Entry, Kind, starts


def turned(data):
    return bytes(255 - byte for byte in data)


class Member(Contents):
    def __init__(self, where, data):
        self.where, self._data = where, data

    def chunks(self, problems):
        yield self._data

    def head(self, count):
        return self._data[:count]


def unwrap(contents, room):
    yield turned(b"".join(contents.chunks(room.problems))[6:])


def entries(contents, room):
    data = b"".join(contents.chunks(room.problems))[6:]
    for block in data.split(b"\\xff\\xfe\\xfd")[:-1]:
        name, _, text = block.partition(b"\\n")
        yield Entry(name.decode(), Member(contents.name_of(name.decode()), text))


KINDS = [
    Kind("turned", "a turned file", starts(b"TURNED"), unwrap=unwrap, suffixes=(".trn",), tar_suffixes=(".ttrn",)),
    Kind("joined", "a joined archive", starts(b"JOINED"), entries=entries, suffixes=(".joi",), extra="joining"),
]
'''


def turned(data: bytes) -> bytes:
    return b"TURNED" + bytes(255 - byte for byte in data)


def joined(members: dict[str, bytes]) -> bytes:
    return b"JOINED" + b"".join(name.encode() + b"\n" + data + b"\xff\xfe\xfd" for name, data in members.items())


@pytest.fixture
def dropped_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Drop a file with kinds in beside those that are there."""
    folder = tmp_path / "kinds"
    written(folder / "turned.py", TURNED)
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(folder)])
    forget()
    yield
    monkeypatch.undo()
    sys.modules.pop("omelog.bundle.kinds.turned", None)
    forget()


def forget() -> None:
    for known in (kinds.kinds, kinds.packing_suffixes, kinds.tar_suffixes, kinds.archive_suffixes, names.unpacked):
        known.cache_clear()


@pytest.mark.usefixtures("dropped_in")
def test_a_kind_that_is_dropped_in_opens_a_bundle_and_a_rotation(tmp_path: Path) -> None:
    members = {f"{LOG}.1.trn": turned(MORNING.encode()), LOG: EVENING.encode()}
    for data in (joined(members), turned(zipped(members)), zipped(members)):
        bundle = only(of_bytes(data))
        assert (bundle.status, bundle.problems, causes(bundle)) == ("analyzed", [], ["missing-eku", "invalid-csr-key"])
        assert [log.path for log in bundle.logs] == [f"{LOG}.1.trn", LOG]
    share = tmp_path / "share"
    written(share / "a.joi", joined(members))
    written(share / "b" / LOG, EVENING)
    written(share / "b" / f"{LOG}.1.trn", turned(MORNING.encode()))
    written(share / "c.log.trn", turned(MORNING.encode()))
    bundles, problems = analyzed(share)
    assert [(bundle.name, len(bundle.findings)) for bundle in bundles] == [("a.joi", 2), ("b", 2), ("c.log.trn", 1)]
    assert problems == []


@pytest.mark.usefixtures("dropped_in")
def test_its_suffixes_and_its_extra_are_known_everywhere() -> None:
    assert names.is_log_name("application.log.1.trn")
    assert names.rotation("application.log.1.trn").number == 1
    assert kinds.claims_archive("case.tar.trn")
    assert kinds.claims_archive("case.ttrn")
    assert not names.is_log_name("application.log.1.unknown")
    assert len(abilities()) == 3  # zstd, joining, and what zips need


def test_suffixes_stand_in_kinds_alone() -> None:
    root = Path(kinds.__file__).parents[2]
    suffixes = [f'"{suffix}"' for suffix in kinds.archive_suffixes() if suffix not in (".zip", ".tar")]
    elsewhere = [
        (path.relative_to(root).as_posix(), suffix)
        for path in sorted(root.rglob("*.py"))
        if "kinds" not in path.parts
        for suffix in suffixes
        if suffix in path.read_text()
    ]
    assert elsewhere == []
