"""Logs that are passed in bulk give what cutting each record gives, whatever stands in them and however it arrives."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omelog.causes import Wanted
from omelog.limits import Limits
from omelog.records import LogScan, Scanner, bulk, dense, scan, search
from omelog.records.bulk import Outliner
from omelog.records.header import BOUNDARY, HEADER, Mended, mended
from omelog.records.outline import PlainOutline
from omelog.records.usual import Headers

WANTED = Wanted(frozenset({"SSLController"}), ("Unable to mutually authenticate",), ("uploadNewCertificateChain",))
_TOLD = 20  # broken headers of one log that are told of one by one
USUAL = b"[INFO ] 2024-01-25 11:10:34.735 [ajp-nio-0:0:0:0:0:0:0:1-8009-exec-10] FillerController - task 4711 done\n"
LINES = [
    USUAL,
    USUAL.replace(b"[INFO ]", b"[ERROR]"),
    USUAL.replace(b"[INFO ]", b"[INFO]"),
    USUAL.replace(b"[INFO ]", b"[ WARN]"),
    USUAL.replace(b"[INFO ]", b"[AUDIT]"),
    USUAL.replace(b"FillerController", b"c.d.e1.A_very_long$Name" * 6),
    USUAL.replace(b"ajp-nio", b"a] b[c"),
    USUAL.replace(b" 11:10:34.735", b"T11:10:34,735123"),
    USUAL.replace(b" ", b"\xc2\xa0"),
    USUAL.replace(b"FillerController - task 4711 done", b"x -"),
    USUAL.replace(b"FillerController - task 4711 done", b"x - "),
    USUAL.replace(b"FillerController", b"SSLController"),
    USUAL.replace(b"FillerController", b"c.SSLController").replace(b"exec", b"ex\nec"),
    USUAL.replace(b"FillerController", b"SSLContr\noller"),
    USUAL.replace(b" [ajp", b"\n[ajp"),
    USUAL.replace(b"11:10", b"11:\n10"),
    USUAL.replace(b"2024-01-25 ", b"2024-01-25\n").replace(b"] Filler", b"]\nFiller"),
    b"[ERROR] 2024-01-25 uploadNewCertificateChain(): broken beyond mending\n",
    b"[ERROR] 2024-01-25 11:10:34.735 [th\n",
    b"[not a header]\n",
    b"[INFO ] 2024-01-25 11:10:34.735 [main] no logger\n",
    b"[INFO ] 2024-01-25 11:10:34.735 [main] 7x - no logger\n",
    b"      at com.example.Task.run(Task.java:17)\n",
    b"Unable to\n mutually authenticate and\n",
    b"\n",
    b"x" * 700 + b"]\n",
]


def one_byte_off() -> st.SearchStrategy[bytes]:
    """Give the usual line with another byte in one place."""
    changed = st.tuples(st.integers(0, len(USUAL) - 2), st.sampled_from(b"\xc3\x80\n []-:./09@AZ[`az{_$\0\xff"))
    return changed.map(lambda change: USUAL[: change[0]] + bytes([change[1]]) + USUAL[change[0] + 1 :])


def names() -> st.SearchStrategy[bytes]:
    """Give the usual line with threads and loggers of any length."""
    return st.tuples(st.integers(0, 60), st.integers(1, 120)).map(
        lambda sizes: USUAL.replace(b"ajp", b"a" * sizes[0]).replace(b"FillerController", b"F" * sizes[1])
    )


LOGS = st.lists(
    st.one_of(st.sampled_from(LINES), st.just(USUAL * 30), one_byte_off(), names()), min_size=1, max_size=40
).map(b"".join)


class Counted(NamedTuple):
    """What a log comes to; `hits` are the lines of the records that matter, and their texts."""

    lines: int
    records: int
    ssl_records: int
    first: bytes | None
    last: bytes | None
    hits: list[tuple[int, bytes]]
    broken: list[int | None]


@pytest.fixture(autouse=True, scope="module")
def small_sizes() -> Iterator[None]:
    """Take small logs for large ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "_LARGE", 0)
        patch.setattr(search, "_NEAR", 200)
        patch.setattr(bulk, "_SMALL", 200)
        patch.setattr(dense, "_LEAST", 200)
        yield


def record_by_record(text: bytes) -> Counted:
    """Cut the whole text at once, and look into each record."""
    found: list[tuple[int, Mended | None, bytes]] = []
    boundaries = list(BOUNDARY.finditer(text))
    for number, boundary in enumerate(boundaries):
        start, end = boundary.start(), boundaries[number + 1].start() if number + 1 < len(boundaries) else len(text)
        header = Mended(boundary, boundary.end()) if boundary["broken"] is None else mended(text, start)
        body = text[start:end] if header is None else header.match[0] + text[header.end : end]
        found.append((text.count(b"\n", 0, start) + 1, header, body))
    records = [(line, header.match, body) for line, header, body in found if header is not None]
    ssl = [header["logger"].rpartition(b".")[2] == b"SSLController" for _, header, _ in records]
    hits = [
        (line, body)
        for (line, header, body), wanted in zip(records, ssl, strict=True)
        if wanted or is_needle(body[len(header[0]) :])
    ]
    words = (b"SSLController", b"authenticate", b"uploadNewCertificateChain")
    broken = [line for line, header, body in found if header is None and any(word in body for word in words)]
    times = [header["time"] for _, header, _ in records]
    lines = text.count(b"\n") + (not text.endswith(b"\n"))
    return Counted(
        lines,
        len(records),
        sum(ssl),
        times[0] if times else None,
        times[-1] if times else None,
        hits,
        [*broken[:_TOLD]],
    )


def is_needle(body: bytes) -> bool:
    folded = b" ".join(body.replace(b"\xc2\xa0", b" ").split())
    return b"Unable to mutually authenticate" in folded or b"uploadNewCertificateChain" in folded


def scanned(text: bytes, chunk: int) -> Counted:
    scanner = Scanner(WANTED, Limits())
    made: LogScan = scanner.scan((text[at : at + chunk] for at in range(0, len(text), chunk)), "log")
    hits = list(zip(made.hits.line, scanner.texts.records(made.hits), strict=True))
    broken: list[int | None] = [problem.line for problem in made.problems.kept]
    if made.tail is not None and made.tail.problem is not None:
        broken.append(made.tail.problem.line)
    return Counted(made.lines, made.records, made.ssl_records, made.first_time, made.last_time, hits, broken[:_TOLD])


@settings(max_examples=400, deadline=None)
@given(LOGS, st.one_of(st.integers(1, 5000), st.just(10**9)))
def test_whatever_is_in_a_log_bulk_counts_as_cutting_does(text: bytes, chunk: int) -> None:
    assert scanned(text, chunk) == record_by_record(text)


@settings(max_examples=400, deadline=None)
@given(LOGS, st.data())
def test_outlines_agree(text: bytes, data: st.DataObject) -> None:
    """Both outlines count the same between any two lines."""
    starts = [0, *(place + 1 for place, byte in enumerate(text) if byte == ord("\n"))]
    start, end = sorted((data.draw(st.sampled_from(starts)), data.draw(st.sampled_from(starts))))
    plain, large = PlainOutline(text), Outliner().outline(text)
    assert large.odd == plain.odd
    assert large.lines(start, end) == plain.lines(start, end) == text.count(b"\n", start, end)
    headers = sum(start <= match.start() < end for match in HEADER.finditer(text))
    assert large.headers(start, end) == plain.headers(start, end) == headers


@pytest.mark.parametrize("level", [b"[INFO ]", b"[INFO]", b"[ERROR]"])
@pytest.mark.parametrize("size", [1, 27, 28, 29, 57, 58, 59, 86])
def test_usual_headers_are_proved_in_bulk(level: bytes, size: int) -> None:
    """What is tested above is not only the way out."""
    line = USUAL.replace(b"[INFO ]", level).replace(b"FillerController", b"F" * size)
    starts = np.arange(900) * len(line)
    assert Headers().usual(line * 1000, starts, starts + line.index(b"] F")).all()
    outline = Outliner().outline(line * 1000)
    assert isinstance(outline, bulk.BulkOutline)
    assert outline.headers(0, len(line) * 1000) == 1000
