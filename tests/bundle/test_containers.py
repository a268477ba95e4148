"""The same log in every container that is read: the report differs only where it names the container."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import make_samples as make
import pytest
from bundles import LOG, analyzed, each_of_bytes, of_bytes, only, tarred, written, zipped
from hostile import raw_zip
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omelog.model.report import Bundle

zstd = pytest.importorskip("backports.zstd")
inflate64 = pytest.importorskip("inflate64")

RECORDS = [
    make.chain_error("2024-01-25 10:56:54.175", make.EKU),
    make.chain_error("2024-01-25 11:01:01.475", make.KEY_USAGE),
    make.single_error("2024-01-25 12:01:01.475"),
    make.peer_error("2024-01-25 12:11:01.475"),
    make.chain_error("2024-01-25 13:01:01.475", "Something \N{SNOWMAN} new."),
    make.filler("2024-01-25 14:00:00", 7),
    make.filler("2024-01-25 15:00:00", 9).replace("2024-01-25 15:0", "2024-01-25\n15:0"),
    make.chain_error("2024-01-25 15:01:01.475", make.CSR_KEY)[:-40] + "\n",
    "a line without a header\n",
    "\n",
]


def tar_of(form: int) -> Callable[[bytes], bytes]:
    """Pack into a tar of a format, behind a file whose name is long enough to need what the format has for it."""

    def pack(text: bytes) -> bytes:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
            for name, data in (("long/" * 25 + "beside.txt", b"x"), (LOG, text)):
                info = tarfile.TarInfo(name)
                info.size, info.mtime = len(data), 1706000000
                archive.addfile(info, io.BytesIO(data))
        return packed.getvalue()

    return pack


def in_zip(method: int, compress: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Pack into a zip by a method that Python does not write."""
    return lambda text: raw_zip(LOG, method, compress(text), len(text), zlib.crc32(text))


def deflated64(data: bytes) -> bytes:
    deflater = inflate64.Deflater()
    packed: bytes = deflater.deflate(data) + deflater.flush()
    return packed


CONTAINERS: dict[str, Callable[[bytes], bytes]] = {
    "log": bytes,
    "log.gz": gzip.compress,
    "log.bz2": bz2.compress,
    "log.xz": lzma.compress,
    "log.zst": zstd.compress,
    "stored.zip": lambda text: zipped({LOG: text}, zipfile.ZIP_STORED),
    "deflated.zip": lambda text: zipped({f"./{LOG}": text}),
    "bzip2.zip": lambda text: zipped({LOG: text}, zipfile.ZIP_BZIP2),
    "lzma.zip": lambda text: zipped({LOG: text}, zipfile.ZIP_LZMA),
    "deflate64.zip": in_zip(9, deflated64),
    "zstd.zip": in_zip(93, zstd.compress),
    "xz.zip": in_zip(95, lzma.compress),
    "streamed.zip": lambda text: zipped({LOG: text}, streamed=True),
    "stored and streamed.zip": lambda text: zipped({LOG: text}, zipfile.ZIP_STORED, streamed=True),
    "zip64.zip": lambda text: zipped({LOG: text}, zip64=True),
    "prefixed.zip": lambda text: b"#!/bin/sh\nexec unzip $0\n" + zipped({LOG: text}),
    "ustar.tar": tar_of(tarfile.USTAR_FORMAT),
    "gnu.tar": tar_of(tarfile.GNU_FORMAT),
    "pax.tar": tar_of(tarfile.PAX_FORMAT),
    "log.tar.gz": lambda text: gzip.compress(tarred({LOG: text})),
    "log.tar.bz2": lambda text: bz2.compress(tarred({LOG: text})),
    "log.tar.xz": lambda text: lzma.compress(tarred({LOG: text})),
    "log.tar.zst": lambda text: zstd.compress(tarred({LOG: text})),
    "zip in zip.zip": lambda text: zipped({"inner.zip": zipped({LOG: text})}),
    "stored zip in tar.tar": lambda text: tarred({"a/inner.zip": zipped({LOG: text}, 0)}),
    "tar in zip.zip": lambda text: zipped({"inner.tar.gz": gzip.compress(tarred({LOG: text}))}),
    "gzip in zip.zip": lambda text: zipped({f"{LOG}.gz": gzip.compress(text)}),
}


def without_names(bundle: Bundle) -> dict[str, Any]:
    """Return all that a report says of a bundle, but for the names and sums of what it lay in."""
    whole: dict[str, Any] = {name: getattr(bundle, name) for name in bundle.__struct_fields__}
    for name in ("name", "source", "sha256", "bytes"):
        del whole[name]
    for part, names in (("logs", ["path"]), ("findings", ["id", "log"]), ("problems", ["where"])):
        whole[part] = [
            {name: getattr(one, name) for name in one.__struct_fields__ if name not in names} for one in whole[part]
        ]
    return whole


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(RECORDS), min_size=1, max_size=8))
def test_the_container_does_not_matter(tmp_path_factory: pytest.TempPathFactory, records: list[str]) -> None:
    text = "".join(
        [make.filler("2024-01-25 06:00:00", 2), *records, make.chain_error("2024-01-26 08:00:00.000", "x")]
    ).encode()
    folder = tmp_path_factory.mktemp("same")
    written(folder / "extracted" / LOG, text)
    written(folder / "folder of a rotation" / f"{LOG}.gz", gzip.compress(text))
    packed = {name: pack(text) for name, pack in CONTAINERS.items()}
    for name, data in packed.items():
        written(folder / name, data)
    on_disk, problems = analyzed(*folder.iterdir())
    expected, *piped = each_of_bytes([text, *packed.values()])
    assert (len(on_disk), problems) == (len(packed) + 2, [])
    for name, bundle in [*((one.name, one) for one in on_disk), *zip(packed, map(only, piped), strict=True)]:
        assert without_names(bundle) == without_names(only(expected)), name


@pytest.mark.parametrize("name", [name for name in CONTAINERS if name != "log"])
def test_a_container_that_is_cut_off_anywhere_is_told_and_invents_nothing(name: str) -> None:
    text = "".join([RECORDS[0], make.filler("2024-01-25 11:00:00", 3), RECORDS[1], RECORDS[5]]).encode()
    data = CONTAINERS[name](text)
    whole = {(finding.line, finding.cause) for finding in only(of_bytes(data)).findings}
    cuts = range(6, len(data), max(1, len(data) // 40))
    for cut, bundles in zip(cuts, each_of_bytes(data[:cut] for cut in cuts), strict=True):
        for bundle in bundles:
            # What is missing at the end of a tar are zeros.
            assert bundle.status in ("partial", "rejected") or bundle.logs[0].bytes == len(text), cut
            assert {(finding.line, finding.cause) for finding in bundle.findings} <= whole, cut
