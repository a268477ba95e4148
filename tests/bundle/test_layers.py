"""Compressed files: each kind alone, around a tar, in the place of a log; what stands before damage is kept."""

import bz2
import gzip
import lzma
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from bundles import EVENING, LOG, MORNING, causes, codes, each_of_bytes, of_bytes, only, tarred, written, zipped
from hostile import raw_zip, xz_claiming
from running import environment, report

from omelog.limits import MIB, Limits

zstd = pytest.importorskip("backports.zstd")
inflate64 = pytest.importorskip("inflate64")
BOTH = (MORNING + EVENING).encode()
FOUND = ["missing-eku", "invalid-csr-key"]
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": lambda data: zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1}),
}
NOISE = "".join(f"{number * 2654435761 % 2**64:016x}\n" for number in range(200_000)).encode()


def deflated64(data: bytes) -> bytes:
    deflater = inflate64.Deflater()
    packed: bytes = deflater.deflate(data) + deflater.flush()
    return packed


@pytest.mark.parametrize("kind", PACKERS)
def test_each_kind_around_a_log_a_tar_and_in_its_place(kind: str) -> None:
    pack = PACKERS[kind]
    around_log = pack(BOTH)
    around_tar = pack(tarred({LOG: BOTH}))
    in_place = zipped({f"{LOG}.1": pack(MORNING.encode()), "tomcat/application.log.gz": pack(EVENING.encode())})
    in_tar = tarred({f"{LOG}.1.zst": pack(MORNING.encode()), LOG: pack(EVENING.encode())})
    for data in (around_log, around_tar, in_place, in_tar):
        bundle = only(of_bytes(data))
        assert (bundle.status, bundle.problems) == ("analyzed", [])
        assert causes(bundle) == FOUND


@pytest.mark.parametrize("kind", PACKERS)
def test_streams_one_behind_another_are_one(kind: str) -> None:
    pack = PACKERS[kind]
    padding = b"" if kind == "zstd" else bytes(8)
    cut = len(MORNING) - 50  # in the middle of a record
    bundle = only(of_bytes(pack(BOTH[:cut]) + pack(b"") + padding + pack(BOTH[cut:]) + padding))
    assert (bundle.status, bundle.problems, causes(bundle)) == ("analyzed", [], FOUND)
    behind = only(of_bytes(pack(BOTH) + b"-- \nsent by a mail gateway\n"))
    assert (behind.status, codes(behind, "damage"), causes(behind)) == ("partial", [f"behind-{kind}"], FOUND)
    text = only(of_bytes(pack(BOTH[:cut]) + padding + BOTH[cut:]))  # of zstd no padding is known
    assert (text.status, codes(text, "notice"), causes(text)) == ("analyzed", [f"behind-{kind}"], FOUND)


@pytest.mark.parametrize("kind", PACKERS)
def test_a_stream_that_is_cut_off_keeps_what_was_read(kind: str) -> None:
    packed = PACKERS[kind](BOTH)
    cuts = range(14, len(packed), 40)
    for cut, bundle in zip(cuts, map(only, each_of_bytes(packed[:cut] for cut in cuts)), strict=True):
        assert bundle.status in ("partial", "rejected"), cut
        assert f"damaged-{kind}" in codes(bundle, "damage"), cut
        assert causes(bundle) == FOUND[: len(bundle.findings)], cut


@pytest.mark.parametrize("kind", PACKERS)
def test_damage_far_inside_keeps_what_stands_before_it(kind: str) -> None:
    packed = bytearray(PACKERS[kind](BOTH + NOISE))
    packed[len(packed) * 2 // 3 : len(packed) * 2 // 3 + 100] = b"\xff" * 100
    bundle = only(of_bytes(bytes(packed)))
    assert (bundle.status, causes(bundle)) == ("partial", FOUND)
    assert f"damaged-{kind}" in codes(bundle, "damage")
    assert bundle.logs[0].bytes > len(NOISE) // 2


def test_everything_up_to_the_damage_is_kept() -> None:
    """A stored block stands as it is: of what comes before a broken header zlib keeps back one byte."""
    block = b"\x00" + len(BOTH).to_bytes(2, "little") + (len(BOTH) ^ 0xFFFF).to_bytes(2, "little") + BOTH
    data = raw_zip(LOG, 8, block + b"\x07" + bytes(50), 0, 0)
    bundle = only(of_bytes(data))
    assert (bundle.status, causes(bundle)) == ("partial", FOUND)
    assert bundle.logs[0].bytes >= len(BOTH) - 1


@pytest.mark.parametrize("number", [93, 20])
def test_zstd_entries_of_a_zip(number: int) -> None:
    bundle = only(of_bytes(raw_zip(LOG, number, zstd.compress(BOTH), len(BOTH), zlib.crc32(BOTH))))
    assert (bundle.status, causes(bundle)) == ("analyzed", FOUND)


def test_xz_and_deflate64_entries_of_a_zip() -> None:
    for number, packed in ((95, lzma.compress(BOTH + NOISE)), (9, deflated64(BOTH + NOISE))):
        data = raw_zip(LOG, number, packed, 0, zlib.crc32(BOTH + NOISE))
        bundle = only(of_bytes(data))
        assert (bundle.status, causes(bundle)) == ("analyzed", FOUND)
        assert bundle.logs[0].bytes == len(BOTH + NOISE)
        cut = only(of_bytes(raw_zip(LOG, number, packed[: len(packed) // 2], 0, 0)))
        assert (cut.status, causes(cut)) == ("partial", FOUND)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damaged_bzip2_and_lzma_entries(method: int) -> None:
    data = bytearray(zipped({LOG: BOTH + NOISE}, method))
    data[len(data) * 2 // 3] ^= 0xFF
    bundle = only(of_bytes(bytes(data)))
    assert (bundle.status, causes(bundle)) == ("partial", FOUND)
    assert codes(bundle, "damage") == ["damaged-entry"]


def test_a_dictionary_beyond_the_limit_is_named() -> None:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    large = packer.compress(BOTH) + packer.flush()
    for data in (xz_claiming(40), xz_claiming(36), zipped({LOG: BOTH}, zipfile.ZIP_LZMA), large):
        bundle = only(of_bytes(data, Limits(dictionary_bytes=MIB)))
        assert [problem.limit for problem in bundle.problems] == ["dictionary_bytes"], bundle.problems
        assert bundle.status == "rejected"
    assert only(of_bytes(large)).status == "analyzed"


def test_a_layer_counts_what_goes_in_and_what_comes_out() -> None:
    data = gzip.compress(BOTH, 0)
    assert only(of_bytes(data, Limits(bundle_bytes=len(data) + len(BOTH)))).status == "analyzed"
    bundle = only(of_bytes(data, Limits(bundle_bytes=len(data) + len(BOTH) - 1)))
    assert [problem.limit for problem in bundle.problems if problem.limit] == ["bundle_bytes"]


@pytest.mark.parametrize("missing", ["isal", "backports.zstd", "inflate64"])
def test_without_a_library_the_rest_is_read_and_the_way_out_is_named(tmp_path: Path, missing: str) -> None:
    written(tmp_path / "zip.zip", zipped({LOG: BOTH}))
    written(tmp_path / "damaged.zip", zipped({LOG: BOTH + NOISE})[: len(NOISE) // 4])
    written(tmp_path / "zstd.zst", zstd.compress(BOTH))
    written(tmp_path / "deflate64.zip", raw_zip(LOG, 9, deflated64(BOTH), 0, zlib.crc32(BOTH)))
    # Python imports this at the start of every process, also of those that omelog starts.
    written(tmp_path / "site" / "sitecustomize.py", f"import sys; sys.modules[{missing!r}] = None")
    paths = os.pathsep.join([str(tmp_path / "site"), *filter(None, [os.environ.get("PYTHONPATH")])])
    names = ["zip.zip", "damaged.zip", "zstd.zst", "deflate64.zip"]
    done = subprocess.run(
        [sys.executable, "-m", "omelog", "triage", *names, "-o", "out", "-f", "json"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env=environment(tmp_path)
        | {"PYTHONPATH": paths, "XDG_STATE_HOME": str(tmp_path.parent)},  # a store of all libraries
    )
    unread = {"isal": None, "backports.zstd": "zstd.zst", "inflate64": "deflate64.zip"}[missing]
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False), done.stderr.decode()
    for bundle in report(tmp_path / "out")["bundles"]:
        found = [finding["cause"] for finding in bundle["findings"]]
        assert found == ([] if bundle["name"] == unread else FOUND), bundle
        if bundle["name"] == unread:
            assert bundle["status"] == "rejected"
            assert "pip install 'omelog[all-archives]'" in bundle["problems"][0]["advice"]
