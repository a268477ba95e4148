"""Zip bundles: names, rotations, roots, and every kind of damage; what was readable stays, nothing is invented."""

import gzip
import hashlib
import zipfile
from itertools import product

import make_samples as make
import pytest
from bundles import EVENING, LOG, MORNING, NOON, causes, codes, each_of_bytes, keys, of_bytes, only, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omelog.limits import Limits
from omelog.model.report import Mentions

ROTATED = {
    f"{LOG}.2": MORNING.encode(),
    "other/blob.bin": bytes(range(256)) * 8,
    f"{LOG}.1": NOON.encode(),
    LOG: EVENING.encode(),
}
IN_ORDER = ["missing-eku", "missing-key-encipherment", "invalid-csr-key"]
KINDS = list(product([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], [False, True]))
NOISE = "".join(f"{number * 2654435761 % 2**64:016x}" for number in range(4000))


def changed(data: bytes, offset: int, new: bytes) -> bytes:
    return data[:offset] + new + data[offset + len(new) :]


@pytest.mark.parametrize(
    "name",
    [
        "tomcat/application.log",
        "./tomcat/application.log",
        "folder/tomcat/application.log",
        "a/b/c/tomcat/application.log",
        "tomcat\\application.log",
        "/tomcat/application.log",
        "//tomcat//./application.log",
        "C:\\logs\\tomcat\\application.log",
        "Tomcat/Application.LOG",
        "TOMCAT/APPLICATION.LOG",
        "tomcat/application-2024-01-25-1.log",
        "tomcat/application.log.2024-01-25",
    ],
)
def test_a_log_is_found_however_its_name_is_written(name: str) -> None:
    bundle = only(of_bytes(zipped({"readme.txt": b"no log", name: MORNING.encode()})))
    assert bundle.status == "analyzed"
    assert causes(bundle) == ["missing-eku"]
    assert len(bundle.logs) == 1


@pytest.mark.parametrize(
    "name", ["application.log", "mytomcat/application.log", "tomcat2/application.log", "x/logs/application.log"]
)
def test_a_bare_log_counts_where_no_other_is(name: str) -> None:
    bundle = only(of_bytes(zipped({name: MORNING.encode(), "readme.txt": b"none"})))
    assert (bundle.status, causes(bundle)) == ("analyzed", ["missing-eku"])
    assert [log.path for log in bundle.logs] == ["application.log"]
    beside = only(of_bytes(zipped({name: MORNING.encode(), LOG: EVENING.encode()})))
    assert (beside.status, causes(beside)) == ("analyzed", ["invalid-csr-key"])


@pytest.mark.parametrize(
    "name",
    [
        "case.log",
        "tomcat/myapplication.log",
        "tomcat/application.log/",
        "__MACOSX/tomcat/application.log",
        "__MACOSX/tomcat/._application.log",
        "tomcat/._application.log",
    ],
)
def test_a_decoy_is_no_log(name: str) -> None:
    bundle = only(of_bytes(zipped({name: MORNING.encode()})))
    assert bundle.status == "rejected"
    assert codes(bundle, "damage") == ["no-application-log"]
    said = next(problem.message for problem in bundle.problems if problem.severity == "damage")
    assert name.rstrip("/") in said or name.endswith("/")
    beside = only(of_bytes(zipped({name: MORNING.encode(), LOG: EVENING.encode()})))
    assert beside.status == "analyzed"
    assert causes(beside) == ["invalid-csr-key"]


@pytest.mark.parametrize(
    ("oldest", "older"),
    [
        ("application.log.2", "application.log.1"),
        ("application.log.10", "application.log.9"),
        ("application.log.2.gz", "application.log.1.gz"),
        ("application-2024-01-24-1.log.gz", "application-2024-01-25-1.log"),
        ("application-2024-01-25-9.log.gz", "application-2024-01-25-10.log.gz"),
    ],
)
def test_rotations_are_read_oldest_first(oldest: str, older: str) -> None:
    texts = {"application.log": EVENING, older: NOON, oldest: MORNING}
    packed = {
        f"tomcat/{name}": gzip.compress(text.encode()) if name.endswith(".gz") else text.encode()
        for name, text in texts.items()
    }
    bundle = only(of_bytes(zipped(packed)))
    assert bundle.status == "analyzed"
    assert [log.path for log in bundle.logs] == [f"tomcat/{oldest}", f"tomcat/{older}", LOG]
    assert causes(bundle) == IN_ORDER
    assert bundle.diagnosis.blocker == "invalid-csr-key"


def test_the_log_without_a_number_is_the_last_and_names_order_rotations_without_times() -> None:
    misnamed = only(of_bytes(zipped({f"{LOG}.1": EVENING.encode(), LOG: MORNING.encode()})))
    assert [log.path for log in misnamed.logs] == [f"{LOG}.1", LOG]
    assert codes(misnamed, "notice") == ["rotation-order"]
    timeless = {LOG: b"plain text\n", f"{LOG}.1": b"other text\n", f"{LOG}.2": MORNING.encode()}
    assert [log.path for log in only(of_bytes(zipped(timeless))).logs] == [f"{LOG}.2", f"{LOG}.1", LOG]


def test_a_record_cut_by_rotation_is_one_record() -> None:
    record = make.chain_error("2024-01-25 12:00:00.000", make.CHAIN).encode()
    for cut in (20, 60, 200, len(record) - 10):
        members = {f"{LOG}.1": MORNING.encode() + record[:cut], LOG: record[cut:] + EVENING.encode()}
        bundle = only(of_bytes(zipped(members)))
        assert causes(bundle) == ["missing-eku", "invalid-chain", "invalid-csr-key"]
        assert bundle.status == "analyzed"


def test_each_of_several_roots_is_a_bundle() -> None:
    both = zipped({f"source/{LOG}": MORNING.encode(), f"x/target/{LOG}.1": NOON.encode(), f"x/target/{LOG}": b""})
    source, target = of_bytes(both)
    assert (source.name, causes(source)) == ("standard input/source", ["missing-eku"])
    assert (target.name, causes(target)) == ("standard input/x/target", ["missing-key-encipherment"])
    assert [log.path for log in target.logs] == [f"{LOG}.1", LOG]
    assert codes(target, "notice") == ["empty-log"]


@pytest.mark.parametrize(("method", "streamed"), KINDS)
def test_stored_and_deflated_with_and_without_descriptors(method: int, streamed: bool) -> None:
    bundle = only(of_bytes(zipped(ROTATED, method, streamed=streamed)))
    assert bundle.status == "analyzed"
    assert causes(bundle) == IN_ORDER


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_zip64_headers(method: int) -> None:
    data = zipped({f"{LOG}.1": MORNING.encode(), LOG: EVENING.encode()}, method, zip64=True)
    assert data[18:26] == b"\xff" * 8
    bundle = only(of_bytes(data))
    assert bundle.status == "analyzed"
    assert causes(bundle) == ["missing-eku", "invalid-csr-key"]
    cut = only(of_bytes(data[: data.index(b"PK\x01\x02") - 5]))
    assert cut.status == "partial"
    assert keys(cut.findings) <= keys(bundle.findings)
    assert causes(cut)[0] == "missing-eku"


def test_something_may_stand_before_the_zip() -> None:
    bundle = only(of_bytes(b"\x7fELF" + bytes(range(200)) * 50 + zipped(ROTATED)))
    assert bundle.status == "analyzed"
    assert causes(bundle) == IN_ORDER


@pytest.mark.parametrize("streamed", [False, True])
def test_an_encrypted_entry_is_named_and_the_others_are_read(streamed: bool) -> None:
    data = zipped({f"{LOG}.1": MORNING.encode(), LOG: EVENING.encode()}, streamed=streamed)
    central = data.index(b"PK\x01\x02")
    for offset in (6, central + 8):  # the flags in the local header and in the directory
        data = changed(data, offset, bytes([data[offset] | 1]))
    bundle = only(of_bytes(data))
    assert bundle.status == "partial"
    assert codes(bundle, "damage") == ["encrypted"]
    assert bundle.problems[0].where == f"{LOG}.1"
    assert causes(bundle) == ["invalid-csr-key"]


def test_a_bundle_that_is_encrypted_as_a_whole_is_rejected() -> None:
    data = zipped({LOG: EVENING.encode()})
    data = changed(changed(data, 6, b"\x01"), data.index(b"PK\x01\x02") + 8, b"\x01")
    bundle = only(of_bytes(data))
    assert bundle.status == "rejected"
    assert codes(bundle, "damage") == ["encrypted"]
    assert "encrypted" in bundle.diagnosis.headline
    assert "password" in (bundle.problems[0].advice or "")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("streamed", [False, True])
def test_bzip2_and_lzma(method: int, streamed: bool) -> None:
    bundle = only(of_bytes(zipped(ROTATED, method, streamed=streamed)))
    assert (bundle.status, causes(bundle)) == ("analyzed", IN_ORDER)


@pytest.mark.parametrize(("number", "title"), [(6, "Implode"), (98, "PPMd"), (77, "method 77")])
def test_a_method_that_no_library_knows_is_named_with_the_way_out(number: int, title: str) -> None:
    data = zipped({LOG: EVENING.encode(), f"{LOG}.1": MORNING.encode()})
    data = changed(changed(data, 8, bytes([number])), data.index(b"PK\x01\x02") + 10, bytes([number]))
    bundle = only(of_bytes(data))
    assert bundle.status == "partial"
    assert codes(bundle, "damage") == ["unsupported-method"]
    assert title in bundle.problems[0].message
    assert "pack it again" in (bundle.problems[0].advice or "")
    assert causes(bundle) == ["missing-eku"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_bad_checksum_keeps_the_findings(method: int) -> None:
    data = zipped({LOG: EVENING.encode()}, method)
    directory = data.index(b"PK\x01\x02")
    bundle = only(of_bytes(changed(data, directory + 16, b"\0\0\0\0")))
    assert bundle.status == "partial"
    assert causes(bundle) == ["invalid-csr-key"]
    assert "damaged-entry" in codes(bundle, "damage")
    assert "checksum" in bundle.problems[0].message


def test_corrupt_deflate_keeps_all_that_stands_before_it() -> None:
    text = (MORNING + make.filler("2024-01-25 11:00:00", 3000) + NOISE + EVENING).encode()
    data = zipped({LOG: text})
    middle = data.index(b"PK\x01\x02") - 9000
    bundle = only(of_bytes(changed(data, middle, b"\xff" * 2000)))
    assert bundle.status == "partial"
    assert causes(bundle)[:1] == ["missing-eku"]
    assert "damaged-entry" in codes(bundle, "damage")
    assert bundle.logs[0].bytes > len(text) // 2
    assert bundle.diagnosis.headline.startswith("For what was read, ")
    assert "the log ends" not in bundle.diagnosis.headline


def test_damage_far_into_a_large_entry_is_found_where_it_lies() -> None:
    noise = "".join(f"{number * 2654435761 % 2**64:016x}\n" for number in range(150_000))
    data = zipped({LOG: (MORNING + noise).encode()})
    bundle = only(of_bytes(changed(data, len(data) // 3, b"\xff" * 3000)))
    assert causes(bundle) == ["missing-eku"]
    assert bundle.logs[0].bytes > len(noise) // 5


@pytest.mark.parametrize(("method", "streamed"), KINDS)
def test_a_truncated_bundle_is_partial_or_rejected_and_invents_nothing(method: int, streamed: bool) -> None:
    data = zipped(ROTATED, method, streamed=streamed)
    whole = keys(only(of_bytes(data)).findings)
    best = 0
    pieces = 150 if method == zipfile.ZIP_DEFLATED and not streamed else 50
    cuts = range(4, len(data), len(data) // pieces)
    for cut, bundle in zip(cuts, map(only, each_of_bytes(data[:cut] for cut in cuts)), strict=True):
        assert bundle.status in ("partial", "rejected"), cut
        assert keys(bundle.findings) <= whole, cut
        assert (bundle.status == "rejected") >= (not bundle.logs), cut
        best = max(best, len(bundle.findings))
    assert best == len(whole)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.booleans())
def test_changed_bytes_never_raise(choice: st.DataObject, streamed: bool) -> None:
    data = zipped(ROTATED, streamed=streamed)
    for _ in range(choice.draw(st.integers(1, 4))):
        data = changed(data, choice.draw(st.integers(4, len(data) - 4)), choice.draw(st.binary(min_size=1, max_size=4)))
    for bundle in of_bytes(data):
        assert bundle.status in ("analyzed", "partial", "rejected")
        assert bundle.status != "rejected" or not bundle.findings


def test_overlapping_entries_reject_the_whole_bundle() -> None:
    data = zipped({LOG: EVENING.encode(), f"{LOG}.1": MORNING.encode()})
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    bundle = only(of_bytes(changed(data, second + 42, b"\0\0\0\0")))  # both point to the first header
    assert bundle.status == "rejected"
    assert codes(bundle, "damage") == ["overlapping-entries"]
    assert bundle.findings == []


@pytest.mark.parametrize("second", [LOG, f"./{LOG}", "tomcat\\application.log"])
def test_two_entries_of_one_name_are_both_read(second: str) -> None:
    bundle = only(of_bytes(zipped([(LOG, MORNING.encode()), (second, EVENING.encode())], repeated=True)))
    assert bundle.status == "analyzed"
    assert causes(bundle) == ["missing-eku", "invalid-csr-key"]
    assert codes(bundle, "notice") == ["duplicate-entry"]


def test_a_log_that_stands_there_twice_under_one_name_is_read_once() -> None:
    bundle = only(of_bytes(zipped([(LOG, MORNING.encode()), (LOG, MORNING.encode())], repeated=True)))
    assert causes(bundle) == ["missing-eku"]
    assert codes(bundle, "notice") == ["duplicate-entry", "copied-log"]


def test_a_symbolic_link_is_not_followed() -> None:
    data = zipped({f"{LOG}.1": b"/etc/passwd", LOG: EVENING.encode()})
    data = changed(data, data.index(b"PK\x01\x02") + 38, (0o120777 << 16).to_bytes(4, "little"))
    bundle = only(of_bytes(data))
    assert bundle.status == "analyzed"
    assert codes(bundle, "notice") == ["link"]
    assert [log.path for log in bundle.logs] == [LOG]


@pytest.mark.parametrize("name", [f"../{LOG}", f"a/../../{LOG}", "..\\tomcat\\application.log", f"C:/../{LOG}"])
def test_a_name_that_climbs_out_is_passed_over(name: str) -> None:
    bundle = only(of_bytes(zipped({name: MORNING.encode(), LOG: EVENING.encode()})))
    assert bundle.status == "analyzed"
    assert codes(bundle, "notice") == ["unsafe-name"]
    assert causes(bundle) == ["invalid-csr-key"]


def test_a_copy_of_a_log_is_read_once() -> None:
    bundle = only(of_bytes(zipped({LOG: EVENING.encode(), f"{LOG}.1": EVENING.encode()})))
    assert bundle.status == "analyzed"
    assert codes(bundle, "notice") == ["copied-log"]
    assert causes(bundle) == ["invalid-csr-key"]
    read, copy = bundle.logs
    assert (copy.records, copy.mentions) == (0, Mentions(copy=read.mentions.wanted))


@pytest.mark.parametrize("size", [0, 1, 10**9])
def test_a_declared_size_that_lies_changes_nothing(size: int) -> None:
    data = zipped({LOG: EVENING.encode()})
    for offset in (22, data.index(b"PK\x01\x02") + 24):
        data = changed(data, offset, size.to_bytes(4, "little"))
    bundle = only(of_bytes(data))
    assert causes(bundle) == ["invalid-csr-key"]
    assert bundle.logs[0].bytes == len(EVENING)


def test_a_packed_size_that_is_too_small_is_read_on_where_the_checksum_proves_it() -> None:
    data = zipped({LOG: (EVENING + NOISE).encode()})
    lying = changed(data, data.index(b"PK\x01\x02") + 20, (3000).to_bytes(4, "little"))
    bundle = only(of_bytes(lying))
    assert (bundle.status, codes(bundle, "notice")) == ("analyzed", ["declared-size"])
    assert causes(bundle) == ["invalid-csr-key"]
    broken = only(of_bytes(changed(lying, lying.index(b"PK\x01\x02") + 16, b"\0\0\0\0")))
    assert broken.status == "partial"
    assert "cut off" in broken.problems[0].message


def test_a_header_that_is_not_where_the_directory_says_is_damage() -> None:
    data = zipped({LOG: EVENING.encode(), f"{LOG}.1": MORNING.encode()})
    second = data.index(b"PK\x03\x04", 4)
    bundle = only(of_bytes(changed(data, second, b"XX")))
    assert bundle.status == "partial"
    assert causes(bundle) == ["invalid-csr-key"]
    assert "no header" in bundle.problems[0].message


def test_a_name_that_is_no_utf8_does_not_hide_the_others() -> None:
    data = zipped({"caf\N{LATIN SMALL LETTER E WITH ACUTE}": b"x", LOG: EVENING.encode()})
    bundle = only(of_bytes(data.replace("\N{LATIN SMALL LETTER E WITH ACUTE}".encode(), b"\xe9\xe9")))
    assert causes(bundle) == ["invalid-csr-key"]


def test_archives_of_no_known_kind_in_the_place_of_a_log_are_named() -> None:
    rar = b"Rar!\x1a\x07\x01\0" + bytes(500)
    bundle = only(of_bytes(zipped({LOG: EVENING.encode(), f"{LOG}.1": rar, f"{LOG}.2.gz": gzip.compress(rar)})))
    assert bundle.status == "partial"
    assert codes(bundle, "damage") == ["is-rar", "is-rar"]
    assert causes(bundle) == ["invalid-csr-key"]


def test_an_entry_that_inflates_a_thousandfold_is_bounded() -> None:
    bomb = zipped({LOG: EVENING.encode() + b"\0" * 30_000_000})
    bundle = only(of_bytes(bomb, Limits(log_bytes=1_000_000)))
    assert len(bomb) < 50_000
    assert bundle.status == "partial"
    assert causes(bundle) == ["invalid-csr-key"]
    assert [problem.limit for problem in bundle.problems if problem.limit] == ["log_bytes"]


def test_a_log_that_broke_off_is_not_continued_by_the_next() -> None:
    """The end of another record at the top of the next rotation must not complete a record that was cut."""
    first = make.chain_error("2024-01-25 11:00:00.000", make.CHAIN)
    other = make.chain_error("2024-01-25 12:00:00.000", make.CSR_KEY)
    whole = gzip.compress((first + make.filler("2024-01-25 11:00:01", 3) + other[:300]).encode(), 0)
    cut = whole[: whole.index(b"MessageArgs")]
    later = other[300:] + make.filler("2024-01-25 13:00:00", 3)
    bundle = only(of_bytes(zipped({"tomcat/application.log.1.gz": cut, LOG: later.encode()})))
    assert causes(bundle) == []
    assert "begins-inside-a-record" in codes(bundle, "damage")


@pytest.mark.parametrize(
    "name",
    [
        "application.log.old",
        "application.log~",
        "application (1).log",
        "application.log.1.bak",
        "application.log.1.tmp.gz",
        "application_copy.txt",
        "2024-01/application-2024-01-24-1.log",
        "a/b/c/application.log.1",
    ],
)
def test_below_tomcat_the_text_says_what_a_log_is(name: str) -> None:
    log = gzip.compress(MORNING.encode()) if name.endswith(".gz") else MORNING.encode()
    bundle = only(of_bytes(zipped({LOG: EVENING.encode(), f"tomcat/{name}": log})))
    assert (causes(bundle), bundle.problems) == (["missing-eku", "invalid-csr-key"], [])
    assert [one.path for one in bundle.logs] == [f"tomcat/{name}", LOG]


@pytest.mark.parametrize(
    ("name", "text", "damages"),
    [
        ("application.log.md5", "d41d8cd98f00b204e9800998ecf8427e  application.log\n", []),
        ("application-access.log", '192.0.2.7 - - [25/Jan/2024] "GET / HTTP/1.1" 200\n', []),
        ("application.properties", "server.port=8443\n", []),
        ("application.log.json", '{"logger": "x"}\n{"logger": "com.dell.sslcontroller"}\n', ["unread-mention"]),
    ],
)
def test_what_has_no_header_is_no_log(name: str, text: str, damages: list[str]) -> None:
    bundle = only(of_bytes(zipped({LOG: EVENING.encode(), f"tomcat/{name}": text.encode()})))
    assert (causes(bundle), codes(bundle, "damage")) == (["invalid-csr-key"], damages)
    assert [(one.where, one.line) for one in bundle.problems] == [(f"tomcat/{name}", 2)] * len(damages)


def test_logs_elsewhere_are_named_and_those_without_tomcat_read() -> None:
    beside = only(of_bytes(zipped({LOG: EVENING.encode(), "tomcat_old/application.log": MORNING.encode()})))
    assert (causes(beside), codes(beside, "notice")) == (["invalid-csr-key"], ["log-elsewhere"])
    assert "tomcat_old/application.log" in beside.problems[0].message
    alone = only(of_bytes(zipped({"tomcat9/application.log": EVENING.encode()})))
    assert (causes(alone), codes(alone, "notice")) == (["invalid-csr-key"], ["no-tomcat-folder"])


@pytest.mark.parametrize(
    "name", ["application.log-20240125", "application.log.2024-01-25_10", "application.log.20240125"]
)
def test_rotations_named_by_date_are_read(name: str) -> None:
    bundle = only(of_bytes(zipped({LOG: EVENING.encode(), f"tomcat/{name}": MORNING.encode()})))
    assert causes(bundle) == ["missing-eku", "invalid-csr-key"]
    assert codes(bundle, "notice") == []


def test_a_declared_size_that_is_wrong_takes_nothing_away() -> None:
    data = zipped({f"{LOG}.1": MORNING.encode(), LOG: EVENING.encode()})
    header = data.index(b"PK\x01\x02")
    for field, change in ((24, -100), (24, 100), (20, -9), (20, -1)):  # of the whole, and as packed
        size = int.from_bytes(data[header + field : header + field + 4], "little") + change
        bundle = only(of_bytes(changed(data, header + field, size.to_bytes(4, "little"))))
        assert (bundle.status, causes(bundle)) == ("analyzed", ["missing-eku", "invalid-csr-key"]), (field, change)
        assert codes(bundle, "notice") == ["declared-size"]


def test_files_in_tomcat_that_are_no_logs_are_no_damage() -> None:
    others = {
        "tomcat/webapps/application.war": zipped({"WEB-INF/a.class": b"x"}),
        "tomcat/application.jks": b"\0\1" * 99,
    }
    bundle = only(of_bytes(zipped({LOG: EVENING.encode(), **others})))
    assert (bundle.status, bundle.problems, causes(bundle)) == ("analyzed", [], ["invalid-csr-key"])


def test_logs_elsewhere_do_not_stand_in_for_those_of_tomcat() -> None:
    bundle = only(of_bytes(zipped({"tomcat/catalina.out": b"x\n", "backup/application.log": MORNING.encode()})))
    assert (bundle.status, causes(bundle)) == ("rejected", [])
    assert codes(bundle, "notice") == ["log-elsewhere"]
    old = only(of_bytes(zipped({f"{LOG}.old": EVENING.encode(), "backup/application.log": MORNING.encode()})))
    assert (causes(old), codes(old, "notice")) == (["invalid-csr-key"], ["log-elsewhere"])


@pytest.mark.parametrize("seed", range(20))
def test_noise_that_begins_as_a_zip_is_no_encrypted_entry_of_a_strange_name(seed: int) -> None:
    noise = hashlib.shake_128(bytes([seed])).digest(400)
    bundle = only(of_bytes(b"PK\x03\x04" + noise))
    assert bundle.status == "rejected"
    assert "encrypted" not in {problem.code for problem in bundle.problems}
    assert all(len(problem.where or "") < 100 for problem in bundle.problems)
