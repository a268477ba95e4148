"""Records: what is cut from the bytes of a log, and what is joined across rotations."""

import io
import re
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_samples import CHAIN, CSR_KEY, chain_error, filler, peer_error, single_error

from omelog.analysis import Analyzer, Settings
from omelog.bundle import Source
from omelog.bundle.text import to_text
from omelog.causes import Wanted
from omelog.limits import Limits
from omelog.model.cause import Catalogue
from omelog.model.report import Bundle
from omelog.records import LogScan, Scanner, iso_time, join_rotations
from omelog.records.order import reading_order

WANTED = Wanted(frozenset({"SSLController"}), ("Unable to mutually authenticate",), ("uploadNewCertificateChain",))
LOG = (
    filler("2024-01-25 06:00:00", 12) + chain_error("2024-01-25 11:04:56.396", CHAIN) + filler("2024-01-25 12:00:00", 3)
)


def scan(text: str | bytes, limits: Limits | None = None, chunk: int = 10**9) -> LogScan:
    data = text.encode() if isinstance(text, str) else text
    chunks = [data[start : start + chunk] for start in range(0, len(data), chunk)]
    return Scanner(WANTED, limits or Limits()).scan(to_text(chunks), "log")


def analyzed(text: str, catalogue: Catalogue) -> Bundle:
    source = Source("log", "log", "stdin")
    return next(Analyzer(Settings(catalogue)).analyze(source, io.BytesIO(text.encode()))).bundle


@pytest.mark.parametrize(
    "header",
    [
        "[ERROR] 2024-01-25 11:10:34.735 [main] SSLController - x",
        "[INFO ] 2024-01-25 11:10:34.735 [main] SSLController - x",
        "[ WARN] 2024-01-25 11:10:34,735 [main] SSLController - x",
        "[ERROR] 2024-01-25 11:10:34 [ajp-nio-0:0:0:0:0:0:0:1-8009-exec-10] SSLController - x",
        "[ERROR] 2024-01-25T11:10:34.735123 [pool-[2]-t-1] com.dell.enterprise.controller.console.SSLController - x",
        "[ERROR] 2024-01-25 11:10:34.735 [a] b] c.d.SSLController -",
        "[ERROR] 2024-01-25 11:10:34.735 [main] SSLController - x".replace(" ", "\N{NO-BREAK SPACE}"),
    ],
)
def test_header_shapes(header: str) -> None:
    assert scan(header).ssl_records == 1


@pytest.mark.parametrize(
    "text",
    [
        "[INFO] 2024-01-25 11:10:34 [main] Job - prose [ERROR] 2024-01-25 11:10:34.735 [main] SSLController - quoted",
        "[ERROR] 25.01.2024 11:10:34 [main] SSLController - another date",
        "[error] 2024-01-25 11:10:34.735 [main] SSLController - small letters",
        "[ERROR] 2024-01-25 11:10:34.735 [main] SSLControllerTest - another logger",
        "[ERROR] 2024-01-25 11:10:34.735 [main] MySSLController - another logger",
        '[ERROR] 2024-01-25 11:10:34.735 [main] Other - {"text":"SSLController - x"}',
        "[ERROR] 2024-01-25 11:10:34.735 [main SSLController - no bracket",
    ],
)
def test_what_is_no_record_of_the_logger(text: str) -> None:
    assert scan(text).ssl_records == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400))
def test_chunks_make_no_difference(chunk: int) -> None:
    whole, split = scan(LOG), scan(LOG, chunk=chunk)
    assert (split.lines, split.records, split.ssl_records) == (whole.lines, whole.records, whole.ssl_records)
    assert split.hits == whole.hits


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("final", [True, False])
def test_line_ends_count_alike(ending: str, final: bool) -> None:
    text = LOG if final else LOG.removesuffix("\n")
    there, here = scan(text.replace("\n", ending)), scan(text)
    assert (there.lines, there.records, there.hits) == (here.lines, here.records, here.hits)


def test_counts_and_line_numbers_are_those_of_the_text() -> None:
    whole = scan("prose in front\n" + LOG)
    lines = ("prose in front\n" + LOG).splitlines()
    assert whole.lines == len(lines)
    assert whole.records == sum(re.match(r"\[\w+ *\] \d{4}-", line) is not None for line in lines)
    assert "SSLController" in lines[whole.hits.line[0] - 1]
    assert whole.head.raw == b"prose in front\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding: str) -> None:
    assert scan(LOG.encode(encoding)).hits == scan(LOG).hits


def test_nuls_are_dropped() -> None:
    assert scan(b"\n\n\n\n\n" + LOG.replace("Error", "E\0r\0ror").encode()).ssl_records == 1


def test_needles_are_found_across_line_breaks() -> None:
    text = "[WARN ] 2024-01-25 11:10:34.735 [main] Some - Unable to\n mutually\N{NO-BREAK SPACE}authenticate and"
    assert (len(scan(text).hits.line), scan(text).ssl_records) == (1, 0)


def test_a_long_line_is_cut_and_named() -> None:
    text = LOG + "[ERROR] 2024-01-25 13:00:00.000 [main] SSLController - " + "x" * 5000 + "\n" + LOG
    result = scan(text, Limits(line_bytes=600), chunk=100)
    assert [problem.limit for problem in result.problems.all() if problem.limit] == ["line_bytes"]
    assert result.ssl_records == 3


def test_a_long_record_is_cut_and_named() -> None:
    text = "[ERROR] 2024-01-25 13:00:00.000 [main] SSLController - x\n" + "at a.b.C\n" * 5000 + LOG
    result = scan(text, Limits(record_bytes=600))
    assert [(problem.limit, problem.line) for problem in result.problems.all() if problem.limit] == [
        ("record_bytes", 1)
    ]
    assert result.ssl_records == 2


def rotated(parts: dict[str, str]) -> tuple[list[LogScan], list[bytes]]:
    """Scan rotations and join them; give the records of all hits too."""
    scanner = Scanner(WANTED, Limits())
    scans = [scanner.scan([text.encode()], name) for name, text in parts.items()]
    order = reading_order(list(parts), str, lambda _: "")
    join_rotations(scans, scanner, list(parts), order.follows)
    records = [record for part in scans for record in scanner.texts.records(part.hits)]
    return scans, records


@settings(max_examples=80, deadline=None)
@given(st.integers(1, len(LOG) - 1), st.integers(0, 300))
def test_rotations_may_cut_anywhere(cut: int, more: int) -> None:
    """Wherever a log was cut in three, the records are those of the whole log, and belong to where they begin."""
    parts = {
        "tomcat/application.log.2": LOG[:cut],
        "tomcat/application.log.1": LOG[cut : cut + more],
        "tomcat/application.log": LOG[cut + more :],
    }
    scans, records = rotated(parts)
    whole, expected = rotated({"tomcat/application.log": LOG})
    if scans[0].records:
        assert records == expected
        assert sum(part.records for part in scans) == whole[0].records
        assert sum(part.ssl_records for part in scans) == whole[0].ssl_records


@pytest.mark.parametrize(
    ("middle", "joined"),
    [
        ("\tat a.B.c(D.java:1)\n\tat a.B.d(D.java:2)\n", True),
        ("Caused by: java.io.IOException: closed\n\tat a.B.c(D.java:1)\n", True),
        ("\t... 17 more\n", True),
        ("not the text of a log at all\n", False),
        ("    2024-01-25 11:00:01 ERROR of another program\n", False),
    ],
)
def test_a_rotation_without_a_header_is_joined_only_where_it_goes_on(middle: str, joined: bool) -> None:
    parts = {
        "tomcat/application.log.2": chain_error("2024-01-25 11:00:00.000", CSR_KEY),
        "tomcat/application.log.1": middle,
        "tomcat/application.log": filler("2024-01-25 12:00:00", 3),
    }
    scans, records = rotated(parts)
    assert scans[1].joined is joined
    assert records == [(parts["tomcat/application.log.2"] + middle * joined).encode()]


def test_a_rotation_without_a_header_is_joined_to_a_payload_that_is_open() -> None:
    record = chain_error("2024-01-25 11:00:00.000", CSR_KEY).replace('"MessageArgs"', '\n"MessageArgs"')
    first, rest = record.split("\n", 1)
    scans, records = rotated({"tomcat/application.log.1": f"{first}\n", "tomcat/application.log": rest})
    assert (scans[1].joined, records) == (True, [record.encode()])


def test_nothing_is_joined_across_a_missing_rotation() -> None:
    record = chain_error("2024-01-25 11:00:00.000", CSR_KEY)
    cut = record.index('"MessageArgs"')
    parts = {"tomcat/application.log.5": record[:cut], "tomcat/application.log": record[cut:] + LOG}
    scans, records = rotated(parts)
    assert records[0] == record[:cut].encode()
    assert scans[1].head.raw == record[cut:].encode()


@pytest.mark.parametrize("width", range(60, 130, 3))
def test_a_record_wrapped_at_a_width_is_mended(width: int, catalogue: Catalogue) -> None:
    """As a terminal does it: a line break after so many characters, wherever they fall."""
    record = chain_error("2024-01-25 11:00:00.000", CSR_KEY)
    wrapped = "".join(record[start : start + width] + "\n" for start in range(0, len(record), width))
    bundle = analyzed(filler("2024-01-25 06:00:00", 3) + wrapped + filler("2024-01-25 12:00:00", 3), catalogue)
    assert [(finding.cause, finding.operation) for finding in bundle.findings] == [
        ("invalid-csr-key", "uploadNewCertificateChain")
    ]
    assert bundle.findings[0].time == "2024-01-25T11:00:00.000"


@pytest.mark.parametrize("width", [72, 80, 86])
def test_a_record_wrapped_at_words_is_mended(width: int, catalogue: Catalogue) -> None:
    """As a mail program does it."""
    record = chain_error("2024-01-25 11:00:00.000", CSR_KEY)
    wrapped = "\n".join(textwrap.wrap(record, width, break_long_words=False, break_on_hyphens=False)) + "\n"
    bundle = analyzed(filler("2024-01-25 06:00:00", 3) + wrapped, catalogue)
    assert [(finding.cause, finding.time) for finding in bundle.findings] == [
        ("invalid-csr-key", "2024-01-25T11:00:00.000")
    ]


def test_a_header_broken_beyond_mending_is_told_and_proves_nothing(catalogue: Catalogue) -> None:
    record = chain_error("2024-01-25 11:00:00.000", CSR_KEY)
    broken = "[INFO ] 2024-01-20 08:00:00.000 [main] SSLController - page opened\n[ERROR] 2024-01-25 " + record[40:]
    bundle = analyzed(broken, catalogue)
    assert [finding.cause for finding in bundle.findings] == []
    assert [(problem.code, problem.line) for problem in bundle.problems] == [("unread-mention", 2)]


@pytest.mark.parametrize("odd", ["connection-check - ", "Connection Check - ", "", "pool/[7] Check: "])
def test_a_header_of_another_form_does_not_take_the_next_one_into_itself(odd: str, catalogue: Catalogue) -> None:
    sentence = peer_error("2024-01-25 12:00:00.000").partition(" - ")[2]
    text = f"[ERROR] 2024-01-25 12:00:00.000 [main] {odd}{sentence}"
    after = filler("2024-01-25 13:00:00", 2)
    bundle = analyzed(filler("2024-01-25 06:00:00", 3) + text + after, catalogue)
    assert [(problem.code, problem.line) for problem in bundle.problems] == [("unread-mention", 4)]
    harmless = text.replace(sentence.rstrip(), "Started")
    assert scan(harmless + after + chain_error("2024-01-25 14:00:00.000", CSR_KEY)).records == 3
    assert scan(harmless + chain_error("2024-01-25 14:00:00.000", CSR_KEY)).ssl_records == 1


def test_counts_do_not_depend_on_what_else_is_in_the_log() -> None:
    """Blocks that are passed in bulk and blocks that are cut count the same."""
    unusual = "[ERROR] 2024-01-25 11:00:00.000 [a] b] c.d.Other - x\n"
    odd = f"[not a header]\n{unusual}[WARN ] 2024-01-25 11:00:00.000 [ma\nin] Other - y\n"
    assert (scan(odd * 50).records, scan(odd * 50).lines) == (100, 200)
    assert (scan(odd * 50 + "SSLController").records, scan(odd * 50 + "\nSSLController").lines) == (100, 202)


def test_header_inside_a_payload_begins_a_record(catalogue: Catalogue) -> None:
    broken = chain_error("2024-01-25 11:00:00.000", CSR_KEY).replace(
        '"MessageArgs"', "\n" + single_error("2024-01-25 11:00:01.000")
    )
    bundle = analyzed(broken, catalogue)
    assert [finding.cause for finding in bundle.findings] == ["unknown", "invalid-certificate-file"]
    assert [problem.code for problem in bundle.problems] == ["cut-payload"]


@pytest.mark.parametrize(
    ("logged", "iso"),
    [
        (" 2024-01-25 11:10:34".strip(), "2024-01-25T11:10:34"),
        ("2024-01-25 11:10:34,7", "2024-01-25T11:10:34.7"),
        ("2024-02-30 11:10:34.735", None),
        ("2024-01-25 25:10:34.735", None),
    ],
)
def test_times(logged: str, iso: str | None) -> None:
    assert iso_time(logged) == iso
