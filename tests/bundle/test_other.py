"""Bundles that are no zip: folders, bare logs, gzip files, standard input, globs; and the many forms of text."""

import bz2
import gzip
import lzma
import os
import zlib
from pathlib import Path

import make_samples as make
import pytest
from bundles import (
    EVENING,
    LOG,
    MORNING,
    NOON,
    analyzed,
    causes,
    codes,
    of_bytes,
    only,
    tarred,
    written,
    zipped,
)

from omelog.bundle import discover
from omelog.limits import Limits
from omelog.model.report import Bundle
from omelog.records import holds_records


@pytest.mark.parametrize(
    "packed", [b"\x5d\0\0\x80\0" + bytes(99), b"\xff\x06\0\0sNaPpY" + bytes(90), bytes(range(256))]
)
@pytest.mark.parametrize("name", [f"{LOG}.1.packed", "tomcat/application-2024-01-24-1.log.br", f"{LOG}.enc"])
def test_a_rotation_that_is_packed_in_an_unknown_way_is_damage(tmp_path: Path, name: str, packed: bytes) -> None:
    written(tmp_path / "case" / LOG, EVENING)
    written(tmp_path / "case" / name, packed)
    for bundle in (one(tmp_path / "case"), only(of_bytes(zipped({LOG: EVENING.encode(), name: packed})))):
        assert (bundle.status, causes(bundle)) == ("partial", ["invalid-csr-key"])
        [damage] = [problem for problem in bundle.problems if problem.severity == "damage"]
        assert damage.where == name


def one(path: Path | str, limits: Limits | None = None) -> Bundle:
    found, problems = analyzed(path, limits=limits)
    assert problems == []
    return only(found)


def gzip_member(text: bytes, flags: int = 0, fields: bytes = b"") -> bytes:
    """Return one gzip member with optional header fields."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    contents = deflate.compress(text) + deflate.flush()
    trailer = zlib.crc32(text).to_bytes(4, "little") + len(text).to_bytes(4, "little")
    return b"\x1f\x8b\x08" + bytes([flags, 0, 0, 0, 0, 2, 255]) + fields + contents + trailer


# --- folders ---


def test_a_folder_with_tomcat_is_a_bundle_of_its_name(tmp_path: Path) -> None:
    written(tmp_path / "case" / LOG, EVENING)
    written(tmp_path / "case" / f"{LOG}.1.gz", gzip.compress(NOON.encode()))
    written(tmp_path / "case" / f"{LOG}.2", MORNING)
    written(tmp_path / "case" / "tomcat" / "catalina.out", MORNING)
    bundle = one(tmp_path / "case")
    assert (bundle.name, bundle.status) == ("case", "analyzed")
    assert causes(bundle) == ["missing-eku", "missing-key-encipherment", "invalid-csr-key"]
    assert [log.path for log in bundle.logs] == [f"{LOG}.2", f"{LOG}.1.gz", LOG]


def test_the_tomcat_folder_itself_is_a_bundle(tmp_path: Path) -> None:
    written(tmp_path / LOG, EVENING)
    written(tmp_path / f"{LOG}.1", MORNING)
    bundle = one(tmp_path / "tomcat")
    assert causes(bundle) == ["missing-eku", "invalid-csr-key"]


def test_a_folder_is_searched_to_any_depth(tmp_path: Path) -> None:
    written(tmp_path / "in" / "a" / "b" / "deep.zip", zipped({LOG: EVENING.encode()}))
    written(tmp_path / "in" / "a" / "extracted" / LOG, MORNING)
    written(tmp_path / "in" / "single.txt", NOON)
    written(tmp_path / "in" / "packed.log.gz", gzip.compress(NOON.encode()))
    written(tmp_path / "in" / "side" / "application.log", EVENING)
    written(tmp_path / "in" / "side" / "application.log.1", MORNING)
    written(tmp_path / "in" / "backup.tar", tarred({LOG: EVENING.encode()}))
    written(tmp_path / "in" / "notes.txt", "nothing of interest")
    written(tmp_path / "in" / "a" / "more.TXT", "nothing of interest")
    written(tmp_path / "in" / "picture.png", b"\x89PNG\r\n")
    written(tmp_path / "in" / "README", "no suffix")
    found, problems = analyzed(tmp_path / "in")
    expected = {
        "a/b/deep.zip": ["invalid-csr-key"],
        "a/extracted": ["missing-eku"],
        "backup.tar": ["invalid-csr-key"],
        "packed.log.gz": ["missing-key-encipherment"],
        "side/application.log": ["missing-eku", "invalid-csr-key"],
        "single.txt": ["missing-key-encipherment"],
    }
    assert {bundle.name: causes(bundle) for bundle in found} == expected
    assert [bundle.name for bundle in found] == sorted(expected)
    assert len(problems) == 1
    notice = problems[0]
    assert (notice.code, notice.severity) == ("files-not-taken", "notice")
    for part in ("2 .txt", "1 .png", "1 without suffix"):
        assert part in notice.message


def test_a_search_finds_archives_by_what_they_are(tmp_path: Path) -> None:
    log = {LOG: EVENING.encode()}
    written(tmp_path / "in" / "self-extractor.exe", b"MZ" + bytes(range(200)) * 50 + zipped(log))
    written(tmp_path / "in" / "no-suffix", tarred(log))
    written(tmp_path / "in" / "log.txt", bz2.compress(EVENING.encode()))
    written(tmp_path / "in" / "tar.dat", lzma.compress(tarred(log)))
    written(tmp_path / "in" / "other.xz", lzma.compress(b"nothing of interest"))
    found, problems = analyzed(tmp_path / "in")
    assert [(bundle.name, causes(bundle)) for bundle in found] == [
        (name, ["invalid-csr-key"]) for name in ("log.txt", "no-suffix", "self-extractor.exe", "tar.dat")
    ]
    assert problems[0].message.endswith("neither archives nor logs: 1 .xz")


def test_a_folder_of_folders_names_them_by_their_path(tmp_path: Path) -> None:
    written(tmp_path / "pair" / "source" / LOG, MORNING)
    written(tmp_path / "pair" / "target" / LOG, EVENING)
    found, problems = analyzed(tmp_path / "pair")
    assert [(bundle.name, causes(bundle)) for bundle in found] == [
        ("source", ["missing-eku"]),
        ("target", ["invalid-csr-key"]),
    ]
    assert problems == []


def test_a_glob_gives_what_it_matches_in_order(tmp_path: Path) -> None:
    for name in ("b.zip", "a.zip", "c[1].zip"):
        written(tmp_path / name, zipped({LOG: EVENING.encode()}))
    written(tmp_path / "a.txt", "not asked for")
    found, _ = analyzed(f"{tmp_path}/*.zip")
    assert [bundle.name for bundle in found] == ["a.zip", "b.zip", "c[1].zip"]
    found, _ = analyzed(f"{tmp_path}/c[1].zip")
    assert [(bundle.name, bundle.status) for bundle in found] == [("c[1].zip", "analyzed")]
    found, _ = analyzed(f"{tmp_path}/*.rar")
    assert codes(only(found), "damage") == ["input-missing"]


@pytest.mark.parametrize("name", ["x" * 5000, "no\0name", "nothing/here", "file.txt/below"])
def test_a_name_that_nothing_has_is_a_rejected_bundle(tmp_path: Path, name: str) -> None:
    written(tmp_path / "file.txt", "a file")
    bundle = one(f"{tmp_path}/{name}")
    assert bundle.status == "rejected"
    assert codes(bundle, "damage") in (["input-missing"], ["unreadable"])


def test_links_and_special_files_are_not_opened(tmp_path: Path) -> None:
    written(tmp_path / "case" / LOG, EVENING)
    written(tmp_path / "elsewhere" / "application.log", MORNING)
    (tmp_path / "case" / "tomcat" / "application.log.1").symlink_to(tmp_path / "elsewhere" / "application.log")
    os.mkfifo(tmp_path / "case" / "tomcat" / "application.log.2")
    (tmp_path / "case" / "tomcat" / "application.log.3").mkdir()
    bundle = one(tmp_path / "case")
    assert bundle.status == "analyzed"
    assert codes(bundle, "notice") == ["link", "link"]
    assert causes(bundle) == ["invalid-csr-key"]


def test_links_are_not_followed_in_a_search(tmp_path: Path) -> None:
    written(tmp_path / "real" / LOG, MORNING)
    written(tmp_path / "real" / "bare.log", MORNING)
    written(tmp_path / "in" / "case" / LOG, EVENING)
    (tmp_path / "in" / "link").symlink_to(tmp_path / "real")
    (tmp_path / "in" / "bare.log").symlink_to(tmp_path / "real" / "bare.log")
    os.mkfifo(tmp_path / "in" / "pipe.zip")
    found, problems = analyzed(tmp_path / "in")
    assert [bundle.name for bundle in found] == ["in"]
    assert [problem.code for problem in problems] == ["files-not-taken"]
    assert problems[0].message.endswith(": 3 links and special files")


def test_a_linked_tomcat_folder_is_not_followed(tmp_path: Path) -> None:
    written(tmp_path / "real" / LOG, MORNING)
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "tomcat").symlink_to(tmp_path / "real" / "tomcat")
    bundle = one(tmp_path / "case")
    assert (bundle.status, codes(bundle, "notice")) == ("rejected", ["link"])


def test_a_fifo_is_no_input(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.log")
    bundle = one(tmp_path / "pipe.log")
    assert (bundle.status, codes(bundle, "damage")) == ("rejected", ["unreadable"])


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="the file that opens and cannot be read is Linux's")
def test_a_file_that_cannot_be_read_is_told() -> None:
    bundle = one("/proc/self/mem")
    assert (bundle.status, codes(bundle, "damage")) == ("rejected", ["unreadable"])
    assert "cannot be read" in bundle.problems[0].message


def test_a_folder_without_a_log_is_rejected(tmp_path: Path) -> None:
    written(tmp_path / "case" / "tomcat" / "catalina.out", EVENING)
    bundle = one(tmp_path / "case")
    assert (bundle.status, codes(bundle, "damage")) == ("rejected", ["no-application-log"])


# --- bare logs and gzip files ---


@pytest.mark.parametrize("name", ["application.log", "log from customer.TXT", "x", ".hidden", "report.zip", "a.gz"])
def test_a_bare_log_may_have_any_name(tmp_path: Path, name: str) -> None:
    bundle = one(written(tmp_path / name, EVENING))
    assert (bundle.name, bundle.status, causes(bundle)) == (name, "analyzed", ["invalid-csr-key"])


def test_members_of_a_gzip_file_are_read_on_end(tmp_path: Path) -> None:
    cut = len(MORNING) - 50  # in the middle of a record
    text = (MORNING + EVENING).encode()
    packed = gzip.compress(text[:cut]) + gzip.compress(b"") + gzip.compress(text[cut:]) + b"\0" * 512
    bundle = one(written(tmp_path / "application.log.gz", packed))
    assert (bundle.status, codes(bundle, "notice")) == ("analyzed", [])
    assert causes(bundle) == ["missing-eku", "invalid-csr-key"]


@pytest.mark.parametrize(
    ("flags", "fields"),
    [
        (4, b"\x06\0" + b"AB\x02\0xy"),
        (8, b"application.log\0"),
        (16, b"a comment\0"),
        (2, b"\x12\x34"),
        (1, b""),
        (30, b"\x00\x00" + b"name\0" + b"comment\0" + b"\x12\x34"),
    ],
)
def test_gzip_header_fields_are_passed(flags: int, fields: bytes) -> None:
    bundle = only(of_bytes(gzip_member(EVENING.encode(), flags, fields)))
    assert (bundle.status, causes(bundle)) == ("analyzed", ["invalid-csr-key"])


def test_a_gzip_file_that_is_cut_off_keeps_what_was_read() -> None:
    packed = gzip.compress((MORNING + EVENING).encode())
    seen = set()
    for cut in range(2, len(packed), 7):
        bundle = only(of_bytes(packed[:cut]))
        assert bundle.status in ("partial", "rejected"), cut
        assert "damaged-gzip" in codes(bundle, "damage"), cut
        assert causes(bundle) == ["missing-eku", "invalid-csr-key"][: len(bundle.findings)], cut
        seen.add(len(bundle.findings))
    assert seen == {0, 1, 2}


def test_a_second_member_that_is_cut_off_is_damage() -> None:
    first, second = gzip.compress(MORNING.encode()), gzip.compress(EVENING.encode())
    for cut in (2, 5, 9, 10, 12, len(second) - 1):
        bundle = only(of_bytes(first + second[:cut]))
        assert bundle.status == "partial", cut
        assert causes(bundle)[0] == "missing-eku"
        assert "damaged-gzip" in codes(bundle, "damage"), cut


def test_a_gzip_checksum_that_does_not_match_is_damage() -> None:
    packed = bytearray(gzip.compress(EVENING.encode()))
    packed[-8] ^= 1
    bundle = only(of_bytes(bytes(packed)))
    assert bundle.status == "partial"
    assert causes(bundle) == ["invalid-csr-key"]
    assert "checksum" in bundle.problems[0].message


def test_what_stands_behind_a_gzip_stream_is_told() -> None:
    bundle = only(of_bytes(gzip.compress(EVENING.encode()) + b"-- \nsent by a mail gateway\n"))
    assert (bundle.status, codes(bundle, "damage")) == ("partial", ["behind-gzip"])
    assert causes(bundle) == ["invalid-csr-key"]


def test_a_gzip_header_without_end_is_damage_and_costs_nothing() -> None:
    bundle = only(of_bytes(b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 3_000_000))
    assert (bundle.status, codes(bundle, "damage")) == ("rejected", ["damaged-gzip"])


# --- forms of text ---


def test_line_ends_do_not_matter() -> None:
    plain = only(of_bytes(EVENING.encode()))
    for end in ("\r\n", "\r"):
        bundle = only(of_bytes(EVENING.replace("\n", end).encode()))
        assert bundle.findings == plain.findings
        assert bundle.logs == plain.logs


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_known_by_their_bytes(encoding: str) -> None:
    plain = only(of_bytes(EVENING.encode()))
    bundle = only(of_bytes(EVENING.encode(encoding)))
    assert (bundle.status, bundle.problems) == ("analyzed", [])
    assert bundle.findings == plain.findings
    big_endian_with_mark = only(of_bytes(b"\xfe\xff" + EVENING.encode("utf-16-be")))
    assert big_endian_with_mark.findings == plain.findings


def test_utf16_in_a_zip_and_in_gzip() -> None:
    packed = {f"{LOG}.1.gz": gzip.compress(MORNING.encode("utf-16")), LOG: EVENING.encode("utf-16-le")}
    assert causes(only(of_bytes(zipped(packed)))) == ["missing-eku", "invalid-csr-key"]


def test_nuls_are_dropped() -> None:
    plain = only(of_bytes(EVENING.encode()))
    text = EVENING.encode()
    half = len(text) // 2
    bundle = only(of_bytes(text[:half] + b"\0" * 40 + text[half:]))
    assert bundle.findings == plain.findings


def test_bytes_that_are_no_utf8_are_shown_and_told() -> None:
    record = make.chain_error("2024-01-25 12:00:00.000", make.EKU).replace("Retry the", "R\xe9essayez \ufffd:")
    data = record.encode("utf-8").replace("\xe9".encode(), b"\xe9")
    bundle = only(of_bytes(data))
    assert (bundle.status, codes(bundle, "notice")) == ("analyzed", ["windows-1252"])
    assert causes(bundle) == ["missing-eku"]
    assert "R\xe9essayez" in (bundle.findings[0].resolution or "")
    whole = only(of_bytes(record.encode()))
    assert whole.status == "analyzed"


def test_a_file_that_is_taken_away_during_the_search_is_no_bundle(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        written(tmp_path / name, MORNING)

    def takes_away(head: bytes) -> bool:
        (tmp_path / "b.txt").unlink(missing_ok=True)
        return holds_records(head)

    found = discover([str(tmp_path)], takes_away)
    assert [source.name for source in found.sources] == ["a.txt", "c.txt"]
    assert found.problems == []


def test_logs_and_archives_beside_tomcat_are_named(tmp_path: Path) -> None:
    written(tmp_path / "case" / LOG, EVENING)
    written(tmp_path / "case" / "tomcat_old" / "application.log.1", MORNING)
    written(tmp_path / "case" / "other" / "x.zip", b"PK")
    bundle = only(analyzed(tmp_path / "case")[0])
    assert (bundle.status, causes(bundle)) == ("analyzed", ["invalid-csr-key"])
    assert [(one.code, one.message.rpartition(": ")[2]) for one in bundle.problems] == [
        ("log-elsewhere", "tomcat_old/application.log.1"),
        ("inner-bundle", "other/x.zip"),
    ]


def test_an_appliance_below_the_tomcat_folder_of_another_is_one_of_its_own(tmp_path: Path) -> None:
    written(tmp_path / "case" / LOG, EVENING)
    written(tmp_path / "case" / "tomcat" / "other" / LOG, MORNING)
    bundles, _ = analyzed(tmp_path / "case")
    assert [(bundle.name, causes(bundle)) for bundle in bundles] == [
        ("case/.", ["invalid-csr-key"]),
        ("case/tomcat/other", ["missing-eku"]),
    ]


def test_a_gzip_stream_that_declares_another_size_is_whole() -> None:
    packed = gzip.compress(EVENING.encode())
    bundle = only(of_bytes(packed[:-4] + b"\5\0\0\0"))
    assert (bundle.status, causes(bundle), codes(bundle, "notice")) == (
        "analyzed",
        ["invalid-csr-key"],
        ["declared-size"],
    )
