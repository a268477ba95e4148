"""tar bundles: every dialect, names, links, and damage in the middle, which is not the end."""

import gzip
import io
import subprocess
import tarfile
from pathlib import Path

import pytest
from bundles import EVENING, LOG, MORNING, NOON, causes, codes, each_of_bytes, keys, of_bytes, only, tarred
from hostile import BLOCK, changed, claiming, pax, tar_entry, tar_of

from omelog.limits import Limits

ROTATED = {f"{LOG}.2": MORNING.encode(), "other/blob.bin": bytes(700), f"{LOG}.1": NOON.encode(), LOG: EVENING.encode()}
IN_ORDER = ["missing-eku", "missing-key-encipherment", "invalid-csr-key"]
LONG = "folder/" * 30


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("root", ["", "./", "/", "a/", LONG[:140], LONG])
def test_every_dialect_and_length_of_name(form: int, root: str) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        for name, data in ROTATED.items():
            info = tarfile.TarInfo(root + name)
            info.size = len(data)
            try:
                archive.addfile(info, io.BytesIO(data))
            except ValueError:
                pytest.skip("ustar has no room for the name")
    bundle = only(of_bytes(packed.getvalue()))
    assert (bundle.status, causes(bundle)) == ("analyzed", IN_ORDER)
    assert [log.path for log in bundle.logs] == [f"{LOG}.2", f"{LOG}.1", LOG]


def test_an_early_tar_without_a_mark() -> None:
    entry = tar_entry(LOG, EVENING.encode())
    size = entry[124:136]
    bundle = only(of_bytes(tar_of(claiming(changed(entry, 257, bytes(8)), size))))
    assert (bundle.status, causes(bundle)) == ("analyzed", ["invalid-csr-key"])


def test_tars_one_behind_another_are_one() -> None:
    bundle = only(of_bytes(tar_of(tar_entry(f"{LOG}.1", MORNING.encode())) + tarred({LOG: EVENING.encode()})))
    assert (bundle.status, causes(bundle)) == ("analyzed", ["missing-eku", "invalid-csr-key"])


def test_what_stands_behind_the_end_is_told() -> None:
    bundle = only(of_bytes(tarred({LOG: EVENING.encode()}) + b"-- \nsent by a mail gateway\n"))
    assert (bundle.status, codes(bundle, "notice")) == ("analyzed", ["behind-tar"])


def test_links_and_devices_are_not_followed() -> None:
    kinds = [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
    special = [tar_entry(f"{LOG}.{n}", type=kind, linkname="/etc/passwd") for n, kind in enumerate(kinds)]
    folder = tar_entry("tomcat/", type=tarfile.DIRTYPE)
    bundle = only(of_bytes(tar_of(folder, *special, tar_entry(LOG, EVENING.encode()))))
    assert (bundle.status, codes(bundle, "notice")) == ("analyzed", ["link"] * 5)
    assert causes(bundle) == ["invalid-csr-key"]


def test_a_broken_header_is_damage_and_what_follows_is_read() -> None:
    first, middle, last = (tar_entry(name, data) for name, data in list(ROTATED.items())[1:])
    for spoilt in (b"\xff" * 20, b"\0"):
        bundle = only(of_bytes(tar_of(first, changed(middle, 148, spoilt), last)))
        assert (bundle.status, codes(bundle, "damage")) == ("partial", ["damaged-tar"])
        assert "header at byte 1536" in bundle.problems[0].message
        assert causes(bundle) == ["invalid-csr-key"]


@pytest.mark.parametrize("size", [b"\xff" * 12, b"\xff" * 11 + b"\x80", b"-0000000777\0"])
def test_a_size_below_zero_is_damage_and_ends(size: bytes) -> None:
    bad = claiming(tar_entry("bad"), size)
    bundle = only(of_bytes(tar_of(tar_entry(f"{LOG}.1", MORNING.encode()), bad, tar_entry(LOG, EVENING.encode()))))
    assert (bundle.status, codes(bundle, "damage")) == ("partial", ["damaged-tar"])
    assert causes(bundle) == ["missing-eku", "invalid-csr-key"]


@pytest.mark.parametrize("records", [b"13 size=-512\n", b"9999999999 size=1\n", b"x size=1\n", b"", b"12 size=zero"])
def test_pax_records_that_lie(records: bytes) -> None:
    bundle = only(of_bytes(tar_of(tar_entry(f"{LOG}.1", MORNING.encode()), pax(records), tar_entry("x", b""))))
    assert causes(bundle) == ["missing-eku"]


def test_a_pax_size_counts() -> None:
    data = EVENING.encode()
    record = b"size=%d\n" % len(data)
    record = b"%d " % (len(record) + 3) + record
    entry = claiming(tar_entry(LOG, data), b"%011o\0" % 0)
    bundle = only(of_bytes(tar_of(pax(record), entry)))
    assert (bundle.status, causes(bundle)) == ("analyzed", ["invalid-csr-key"])


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK])
def test_an_extension_header_that_is_too_long_is_named(kind: bytes) -> None:
    long = tar_entry("x", b"9" * 5000, type=kind)
    bundle = only(of_bytes(tar_of(long, tar_entry(LOG, EVENING.encode())), Limits(tar_header_bytes=4999)))
    assert [problem.limit for problem in bundle.problems] == ["tar_header_bytes"]
    assert (bundle.status, causes(bundle)) == ("partial", ["invalid-csr-key"])


def test_a_sparse_file_with_a_broken_map_is_named() -> None:
    entries = [pax(b"22 GNU.sparse.major=1\n"), tar_entry(f"{LOG}.1", MORNING.encode())]
    bundle = only(of_bytes(tar_of(*entries, tar_entry(LOG, EVENING.encode()))))
    assert (bundle.status, codes(bundle, "damage")) == ("partial", ["sparse-entry"])
    assert causes(bundle) == ["invalid-csr-key"]


@pytest.mark.parametrize(
    "form", ["--format=gnu", *(f"--format=posix --sparse-version={version}" for version in ("0.0", "0.1", "1.0"))]
)
@pytest.mark.parametrize("holes", [1, 40])
def test_sparse_files_are_read(tmp_path: Path, form: str, holes: int) -> None:
    log = tmp_path / LOG
    log.parent.mkdir()
    with log.open("wb") as file:
        for _ in range(holes):
            file.write(MORNING.encode())
            file.seek(1_000_000, 1)
        file.write(EVENING.encode())
    subprocess.run(["tar", "-S", *form.split(), "-cf", "x.tar", "tomcat"], cwd=tmp_path, check=True)
    data = (tmp_path / "x.tar").read_bytes()
    assert len(data) < 900_000, "it is sparse"
    bundle = only(of_bytes(data))
    assert (bundle.status, bundle.logs[0].path) == ("analyzed", LOG)
    assert causes(bundle) == ["missing-eku"] * holes + ["invalid-csr-key"]


@pytest.mark.parametrize("packed", [False, True])
def test_a_tar_that_is_cut_off_keeps_what_was_read(packed: bool) -> None:
    data = tarred(ROTATED)
    data = gzip.compress(data) if packed else data.rstrip(b"\0") + bytes(2 * BLOCK)
    whole = keys(only(of_bytes(data)).findings)
    best = 0
    cuts = range(600 if not packed else 3, len(data) - 2 * BLOCK * (not packed), len(data) // 60)
    for cut, bundle in zip(cuts, map(only, each_of_bytes(data[:cut] for cut in cuts)), strict=True):
        assert bundle.status in ("partial", "rejected"), cut
        assert keys(bundle.findings) <= whole, cut
        best = max(best, len(bundle.findings))
    assert best >= len(whole) - 1


@pytest.mark.parametrize(
    ("form", "stored"),
    [
        (tarfile.USTAR_FORMAT, "data/0001"),
        (tarfile.GNU_FORMAT, "a/" * 60 + "blob"),
        (tarfile.PAX_FORMAT, "a/" * 60 + "blob"),
    ],
)
def test_a_hard_link_is_the_file_that_it_names(form: int, stored: str) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=form) as archive:
        file = tarfile.TarInfo(stored)
        file.size = len(EVENING.encode())
        archive.addfile(file, io.BytesIO(EVENING.encode()))
        link = tarfile.TarInfo(LOG)
        link.type, link.linkname = tarfile.LNKTYPE, stored
        archive.addfile(link)
    bundle = only(of_bytes(data.getvalue()))
    assert (bundle.status, causes(bundle), bundle.problems) == ("analyzed", ["invalid-csr-key"], [])


def test_a_later_volume_of_a_tar_is_damage() -> None:
    """As GNU tar writes it with -M: the log begins in the volume before."""
    data = bytearray(tarred({LOG: MORNING.encode()}))
    data[148:157] = b"        M"  # the checksum, then the kind
    data[148:155] = b"%06o\0" % sum(data[:512])
    bundle = only(of_bytes(bytes(data)))
    assert (bundle.status, causes(bundle)) == ("partial", ["missing-eku"])
    assert codes(bundle, "damage") == ["damaged-tar"]
