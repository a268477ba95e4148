"""Bundles behind addresses that fsspec opens, against the same bundles on a disk."""

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import bundles
import fsspec
import msgspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from omelog.bundle import remote
from omelog.model.report import Bundle

MORNING, NOON, EVENING = (text.encode() for text in (bundles.MORNING, bundles.NOON, bundles.EVENING))


def _analyzed(given: str) -> list[Bundle]:
    return bundles.analyzed(given)[0]


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """Arrange a share: archives at two depths, an extracted bundle, rotations without a folder, other files."""
    files = {
        "a/bundle.zip": bundles.zipped({bundles.LOG: MORNING}),
        "b/deep/bundle.zip": bundles.zipped({bundles.LOG: NOON}),
        "c/extracted/tomcat/application.log": EVENING,
        "c/extracted/tomcat/application.log.1": NOON,
        "d/application.log": EVENING,
        "d/application.log.1": MORNING,
        "e/pasted.txt": NOON,
        "e/notes.txt": b"call them back",
        "e/cut.zip": bundles.zipped({bundles.LOG: MORNING})[:-60],
    }
    for path, data in files.items():
        (tmp_path / "share" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "share" / path).write_bytes(data)
    return tmp_path / "share"


def _without_source(bundle: Bundle) -> Bundle:
    return msgspec.structs.replace(bundle, source="")


def test_an_address_gives_what_the_folder_gives(share: Path) -> None:
    local = _analyzed(str(share))
    found = _analyzed(share.as_uri())
    assert len(local) == 6
    assert list(map(_without_source, found)) == list(map(_without_source, local))
    assert [bundle.source for bundle in found] == [f"file://{bundle.source}" for bundle in local]


def test_one_file_and_a_pattern(share: Path) -> None:
    (one,) = _analyzed(f"{share.as_uri()}/a/bundle.zip")
    assert (one.name, one.status, len(one.findings)) == ("bundle.zip", "analyzed", 1)
    two = _analyzed(f"{share.as_uri()}/*/bundle.zip")
    assert [bundle.name for bundle in two] == ["a/bundle.zip"]


def test_what_cannot_be_reached_is_a_rejected_bundle() -> None:
    said = {"file:///no/such/folder": "no such file or folder", "nothing-knows-this://host/x.zip": "cannot be read"}
    for address, what in said.items():
        (bundle,) = _analyzed(address)
        assert bundle.status == "rejected"
        assert len(bundle.problems) == 1
        assert what in bundle.problems[0].message


class Failing(MemoryFileSystem):  # type: ignore[misc]  # fsspec is not typed
    """A file system whose connection breaks, with an exception of its own, as those of sftp and s3 have."""

    protocol = "failing"

    class Broken(Exception):  # noqa: N818 - named as such libraries name theirs
        """The connection broke."""

    class Breaking(io.BytesIO):
        """A file that ends in a broken connection."""

        def read(self, count: int | None = -1, /) -> bytes:
            """Return up after the first 600 bytes."""
            if self.tell() >= 600:
                message = "connection reset\nby sftp://joe:hunter2@host/"
                raise Failing.Broken(message)
            return super().read(min(600, count) if count and count > 0 else 600)

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return f"/{path.rpartition('/')[2]}"

    def _open(self, path: str, mode: str = "rb", **_options: object) -> io.BytesIO:
        return self.Breaking(super()._open(path, mode).read())


@pytest.fixture
def failing() -> Iterator[None]:
    fsspec.register_implementation("failing", Failing, clobber=True)
    MemoryFileSystem.store.clear()
    yield
    MemoryFileSystem.store.clear()


@pytest.mark.usefixtures("failing")
def test_a_connection_that_breaks_is_told_in_one_line_without_the_login() -> None:
    fsspec.filesystem("memory").pipe("/x.zip", bundles.zipped({bundles.LOG: MORNING * 9}))
    (bundle,) = _analyzed("failing://joe:hunter2@host/x.zip")
    (problem,) = bundle.problems
    assert bundle.status == "rejected"
    assert "connection reset by sftp://host/" in problem.message
    assert "hunter2" not in msgspec.json.encode(bundle).decode()


@pytest.mark.parametrize(
    ("given", "address"),
    [("s3://b/x", True), ("sftp://u:p@h/x", True), ("C:/x", False), ("c:\\x", False), ("a/b://c", False), ("-", False)],
)
def test_addresses_are_told_from_paths(given: str, *, address: bool) -> None:
    assert remote.is_address(given) is address


def test_without_the_extra_the_way_out_is_named(share: Path) -> None:
    program = "import sys; sys.modules['fsspec'] = None; from omelog.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "triage", f"{share.as_uri()}/a/bundle.zip"],
        cwd=share,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "pip install 'omelog[cluster]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_package_is_named_with_the_command_that_installs_it(tmp_path: Path) -> None:
    program = "import sys; sys.modules['paramiko'] = None; from omelog.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "triage", "sftp://mail.example.com/a/bundle.zip"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "pip install paramiko" in done.stderr
    assert "permissions" not in done.stderr
