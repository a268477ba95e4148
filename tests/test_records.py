"""Records: what is cut from the bytes of a log, and what is joined across rotations."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_samples import CHAIN, CSR_KEY, chain_error, filler, single_error

from omelog.analysis import Analyzer, Settings
from omelog.bundle import Source
from omelog.bundle.text import to_text
from omelog.causes import Wanted
from omelog.limits import Limits
from omelog.model.cause import Catalogue
from omelog.model.report import Bundle
from omelog.records import LogScan, Scanner, iso_time, join_rotations

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
        "[ERROR] 2024-01-25 11:10:34.735\N{NO-BREAK SPACE}[main]\N{NO-BREAK SPACE}SSLController -\N{NO-BREAK SPACE}x",
    ],
)
def test_header_shapes(header: str) -> None:
    assert scan(header).ssl_records == 1


@pytest.mark.parametrize(
    "text",
    [
        "prose [ERROR] 2024-01-25 11:10:34.735 [main] SSLController - in mid-line",
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
    assert split.found == whole.found


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("final", [True, False])
def test_line_ends_count_alike(ending: str, final: bool) -> None:
    text = LOG if final else LOG.removesuffix("\n")
    there, here = scan(text.replace("\n", ending)), scan(text)
    assert (there.lines, there.records, there.found) == (here.lines, here.records, here.found)


def test_counts_and_line_numbers_are_those_of_the_text() -> None:
    whole = scan("prose in front\n" + LOG)
    lines = ("prose in front\n" + LOG).splitlines()
    assert whole.lines == len(lines)
    assert whole.records == sum(re.match(r"\[\w+ *\] \d{4}-", line) is not None for line in lines)
    assert lines[whole.found[0].record.line - 1].endswith(whole.found[0].record.body.decode().strip().splitlines()[0])
    assert whole.head == b"prose in front\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding: str) -> None:
    assert scan(LOG.encode(encoding)).found == scan(LOG).found


def test_nuls_are_dropped() -> None:
    assert scan(b"\n\n\n\n\n" + LOG.replace("Error", "E\0r\0ror").encode()).ssl_records == 1


def test_needles_are_found_across_line_breaks() -> None:
    text = "[WARN ] 2024-01-25 11:10:34.735 [main] Some - Unable to\n mutually\N{NO-BREAK SPACE}authenticate and"
    assert [found.ssl for found in scan(text).found] == [False]


def test_a_long_line_is_cut_and_named() -> None:
    text = LOG + "[ERROR] 2024-01-25 13:00:00.000 [main] SSLController - " + "x" * 5000 + "\n" + LOG
    result = scan(text, Limits(line_bytes=600), chunk=100)
    assert [problem.limit for problem in result.problems] == ["line_bytes"]
    assert result.ssl_records == 3


def test_a_long_record_is_cut_and_named() -> None:
    text = "[ERROR] 2024-01-25 13:00:00.000 [main] SSLController - x\n" + "at a.b.C\n" * 5000 + LOG
    result = scan(text, Limits(record_bytes=600))
    assert [(problem.limit, problem.line) for problem in result.problems] == [("record_bytes", 1)]
    assert result.ssl_records == 2


@settings(max_examples=80, deadline=None)
@given(cut=st.integers(1, len(LOG) - 1))
def test_a_rotation_may_cut_anywhere(cut: int) -> None:
    """Wherever the log was cut in two, the records are those of the whole log, and belong to where they begin."""
    scanner = Scanner(WANTED, Limits())
    halves = [scanner.scan([part.encode()], name) for part, name in ((LOG[:cut], "old"), (LOG[cut:], "new"))]
    join_rotations(halves, scanner, ["old", "new"])
    whole = scan(LOG)
    found = [found.record[1:] for half in halves for found in half.found]
    if halves[0].records:
        assert found == [found.record[1:] for found in whole.found]
        assert sum(half.records for half in halves) == whole.records
        assert sum(half.ssl_records for half in halves) == whole.ssl_records


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
