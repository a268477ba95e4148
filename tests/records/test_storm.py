"""Records that are taken many at a time, or passed, come to what cutting each of them comes to."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import header, other, planted

from omelog.causes import load, wanted
from omelog.limits import Limits
from omelog.records import LogScan, Scanner, regions, storm
from omelog.records.account import Account
from omelog.records.cutter import Cutter
from omelog.records.lines import Lines
from omelog.records.mention import Mentions
from omelog.records.parts import Selected
from omelog.records.reader import Reader
from omelog.records.record import Record

WANTED = wanted(load())
CUTTER, MENTIONS = Cutter(WANTED), Mentions(WANTED)
LINES = [
    planted("missing-eku"),
    planted("invalid-csr-key"),
    planted("invalid-csr-key") + "\n\tat a.B.c(SSLController.java:1)",
    planted("missing-eku").replace("exec-3", "exec-4"),
    planted("missing-eku").replace("09:10:05", "09:11:07"),
    planted("missing-eku", "SSLController:212"),
    other(1),
    f"{header('DeviceController', 'WARN')}echoed: {planted('invalid-chain')}",
    "\x1b[31m" + planted("invalid-chain") + "\x1b[m",
    planted("missing-eku") + planted("invalid-chain"),
    "[ERROR] 2024-01-25 SSLController broken",
]


@pytest.fixture(autouse=True)
def small_sizes() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storm, "LEAST", 200)
        patch.setattr(regions, "_BEGINNING", 1)
        yield


def scanned(text: bytes, *, together: bool) -> tuple[LogScan, list[bytes]]:
    """Scan in two windows, so that the second one meets what the first has taught."""
    scanner = Scanner(WANTED, Limits())
    scan = scanner.scan([text], "log", by_line=not together)
    return scan, list(scanner.texts.records(scan.hits))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=20, max_size=60))
def test_what_is_taken_together_is_what_is_cut_one_by_one(lines: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("omelog.records.windows.WINDOW", 4000)
        text = "".join(f"{line}\n" for line in lines).encode()
        (fast, records), (slow, others) = scanned(text, together=True), scanned(text, together=False)
    assert records == others
    assert fast.hits.columns == slow.hits.columns
    assert +fast.ledger.counts == +slow.ledger.counts
    assert (fast.lines, fast.records, fast.ssl_records) == (slow.lines, slow.records, slow.ssl_records)
    assert (fast.first_time, fast.last_time) == (slow.first_time, slow.last_time)
    assert fast.problems.all() == slow.problems.all()


def whole(text: bytes, is_open: bool) -> Selected:
    del is_open
    return Selected([(0, len(text))], Lines(text))


def told(record: Record) -> tuple[object, ...]:
    return (record.header[0] if record.header else None, *record._replace(header=None))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LINES + [other(2)] * 20), min_size=1, max_size=60))
def test_what_is_passed_is_counted_as_what_is_cut(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines).encode()
    accounts = [
        Account(Reader(CUTTER, MENTIONS, Limits(), "log", select), CUTTER, MENTIONS, Limits(), "log")
        for select in (regions.Regions(MENTIONS).select, whole)
    ]
    some, each = ([told(record) for record in one.records([text])] for one in accounts)
    assert some == each
    passing, cutting = (one.reader for one in accounts)
    assert (passing.records, passing.lines) == (cutting.records, cutting.lines)
    assert +accounts[0].ledger.counts == +accounts[1].ledger.counts
