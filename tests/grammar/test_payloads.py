"""Payloads of any shape: each record is counted, what is missing is damage, and nothing raises."""

import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from make_samples import CSR_KEY, EKU, header

from omelog.analysis import Analyzer, Settings
from omelog.bundle import Source
from omelog.causes import load

ANALYZER = Analyzer(Settings(load()))
KEYS = st.sampled_from(
    (
        "MessageId",
        "MessageArgs",
        "@Message.ExtendedInfo",
        "error",
        "Message",
        "messageid",
        "Message Id",
        "x",
        "Severity",
    )
)
ATOMS = st.sampled_from(
    ("null", "true", "0", "-1.5", "1" + "0" * 400, '""', '"."', '"\\ud800x"', "[]", "{}", '"{}"', "NaN")
) | st.sampled_from(("CGEN1008", "CSEC9002", "CSEC9002.", "Base.1.0.CGEN1008", EKU, CSR_KEY, "\x1b[31mx")).map(
    json.dumps
)


def objects(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(KEYS, values).map(lambda pair: f"{json.dumps(pair[0])}:{pair[1]}")
    return st.lists(pair, max_size=4).map(lambda pairs: "{" + ",".join(pairs) + "}")


VALUES = st.recursive(
    ATOMS,
    lambda inner: (
        objects(inner)
        | st.lists(inner, max_size=3).map(lambda values: "[" + ",".join(values) + "]")
        | objects(inner).map(json.dumps)
    ),
    max_leaves=12,
)
TAILS = st.sampled_from(("", "\n\tat a.B.c(B.java:1)", ' {"a": oops', " {0}")) | objects(VALUES)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("ERROR", "WARN", "INFO")),
            st.sampled_from(("SSLController", "c.SSLController$1", "Other")),
            st.sampled_from(("", "uploadNewCertificateChain(): ", "{0}: ")),
            objects(VALUES),
            st.integers(0, 3),
            TAILS,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_payload_is_counted(records: list[tuple[str, str, str, str, int, str]]) -> None:
    text = "".join(
        f"{header(f'2024-01-25 10:{minute:02}:00.000', level, logger)}{prose}{payload[: len(payload) - cut]}{tail}\n"
        for minute, (level, logger, prose, payload, cut, tail) in enumerate(records)
    )
    [one] = ANALYZER.analyze(Source("log", "log", "stdin"), io.BytesIO(text.encode()))
    bundle = one.bundle
    assert sum(finding.count for finding in bundle.findings) == sum(one.totals.values())
    assert (bundle.status == "partial") == any(problem.severity == "damage" for problem in bundle.problems)
    errors = [level == "ERROR" and logger != "Other" for level, logger, *_ in records]
    assert len({finding.line for finding in bundle.findings}) >= sum(errors), "an error is never dropped"
    assert bundle.diagnosis.blocker is None or any(one.cause == bundle.diagnosis.blocker for one in bundle.incidents)
