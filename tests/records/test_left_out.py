"""What a limit leaves out of a log is in its ledger under `limit`, line by line, and nothing is counted twice."""

import io
import re

import pytest
from bundles import hit, of_bytes, only, zipped
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import mention_lines, other, planted

from omelog.analysis import Analyzer, Settings
from omelog.analysis.stored import dump, load
from omelog.bundle import Source
from omelog.causes import load as catalogue
from omelog.limits import KIB, Limits
from omelog.model.report import Bundle

SOURCE = Source("standard input", "-", "stdin")
LEFT_OUT = re.compile(r"(\d+) (?:of them )?were left out")


def analyzed(text: str, limits: Limits) -> Bundle:
    return only(of_bytes(text.encode(), limits))


def distinct(number: int, lines: int = 0) -> str:
    """Return a record unlike all others, with so many mention lines behind its first."""
    return f"{planted('missing-eku')} attempt {number}\n" + "\tat c.d.SSLController.upload(S.java:1)\n" * lines


@pytest.mark.parametrize(
    "limits",
    [Limits(distinct_records=5), Limits(distinct_bytes=4 * KIB), Limits(payload_bytes=8 * KIB), Limits(records=5)],
    ids=["distinct_records", "distinct_bytes", "payload_bytes", "records"],
)
def test_the_lines_of_records_that_were_left_out_are_told_as_such(limits: Limits) -> None:
    bundle = analyzed("".join(distinct(number, lines=2) for number in range(40)), limits)
    left_out = sum(int(found[1]) for one in bundle.problems for found in [LEFT_OUT.search(one.message)] if found)
    assert 0 < left_out < 40
    assert bundle.logs[0].mentions.limit == 3 * left_out
    assert bundle.logs[0].mentions.wanted == 3 * (40 - left_out)


def test_a_record_whose_end_is_left_out_takes_no_line_from_another() -> None:
    text = distinct(0) + distinct(1, lines=40) + other(1) + "\n"
    mentions = analyzed(text, Limits(distinct_records=1, record_bytes=KIB)).logs[0].mentions
    assert (mentions.wanted, mentions.limit) == (1, 41)


def test_a_reading_that_was_kept_tells_the_same() -> None:
    analyzer = Analyzer(Settings(catalogue(), Limits(payload_bytes=8 * KIB)))
    text = "".join(distinct(number) for number in range(40))
    reading = analyzer.read(SOURCE, io.BytesIO(text.encode()))
    first = next(analyzer.judged(SOURCE, reading)).bundle
    again = load(dump(reading) or b"")
    assert again is not None
    assert next(analyzer.judged(SOURCE, again)).bundle.logs == first.logs
    assert first.logs[0].mentions.limit > 0


PARTS = st.one_of(
    st.builds(distinct, st.integers(0, 5), st.integers(0, 30)),
    st.builds(lambda number: other(number) + "\n", st.integers(0, 5)),
    st.builds(lambda number: distinct(number).rstrip("\n"), st.integers(0, 5)),
)
SMALL = st.builds(
    Limits,
    distinct_records=st.integers(1, 6),
    distinct_bytes=st.integers(1, 8 * KIB),
    payload_bytes=st.integers(1, 8 * KIB),
    records=st.integers(1, 6),
    record_bytes=st.integers(300, 2 * KIB),
    line_bytes=st.integers(100, 2 * KIB),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=12).map("".join), SMALL)
def test_whatever_the_limits_every_mention_line_is_entered_once(text: str, limits: Limits) -> None:
    for log in analyzed(text, limits).logs:
        counts = [getattr(log.mentions, name) for name in log.mentions.__struct_fields__]
        assert min(counts) >= 0
        assert sum(counts) == mention_lines(text.encode())


def test_a_root_whose_records_were_all_left_out_is_never_called_free_of_errors() -> None:
    members = {
        "one/tomcat/application.log": distinct(0).encode(),
        "two/tomcat/application.log": distinct(1).encode(),
    }
    first, second = of_bytes(zipped(members), Limits(distinct_records=1))
    assert (first.status, len(first.findings)) == ("analyzed", 1)
    assert (second.status, second.findings, second.logs[0].mentions.limit) == ("partial", [], 1)
    assert hit(second, "distinct_records").where == "tomcat/application.log"
