"""Triage, grep and the records around an error read alike: the same records, at the same places, in the same logs."""

import gzip
import io
import zipfile
from collections import Counter
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from logs import Part, bundle_of, enveloped_part, joined, other, plain_part, quoting_part

from omelog.analysis import Analyzer, Settings
from omelog.bundle import Source
from omelog.causes import load
from omelog.limits import Limits
from omelog.search import Answer, Pattern, Query, Shown, SourceSearch

LOG = "tomcat/application.log"
AROUND = Analyzer(Settings(load(), context=True))
PARTS = st.lists(
    st.tuples(st.one_of(plain_part(), quoting_part(), enveloped_part()), st.sampled_from(["\n", "\n", "", "\ufeff"])),
    min_size=1,
    max_size=8,
)


SOURCE = Source("bundle.zip", "-", "stdin")


def zipped(logs: dict[str, bytes]) -> io.BytesIO:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in logs.items():
            archive.writestr(name, text)
    data.seek(0)
    return data


def searched(logs: dict[str, bytes], query: Query) -> tuple[list[Shown], list[Answer]]:
    search = SourceSearch(SOURCE, query, zipped(logs))
    return list(search.shown()), search.answers


@st.composite
def rotated(draw: st.DrawFn) -> dict[str, bytes]:
    """Compose logs, cut anywhere, with a copy of one, a beginning of one, and an end that was copied (copytruncate)."""
    text = (joined(draw(PARTS)) + "\n").encode()
    places = sorted(draw(st.lists(st.integers(0, len(text)), min_size=1, max_size=3)))
    pieces = [text[start:end] for start, end in pairwise([0, *places, len(text)])]
    names = [*(f"{LOG}.{number}" for number in range(len(pieces) - 1, 0, -1)), LOG]
    logs = dict(zip(names, pieces, strict=True))
    copied = draw(st.sampled_from(names))
    if draw(st.booleans()):
        logs[f"{copied}.bak.gz"] = gzip.compress(logs[copied])
    if draw(st.booleans()):
        logs[f"{copied}.old"] = logs[copied][: draw(st.integers(0, len(logs[copied])))]
    if draw(st.booleans()):
        end = "".join(f"{other(number)}\n" for number in range(12)).encode()
        logs[names[-2]] += b"\n" + end
        logs[LOG] = end + logs[LOG]
    return {name: logs[name] for name in draw(st.permutations(sorted(logs)))}


@settings(max_examples=60, deadline=None)
@given(rotated())
def test_grep_finds_each_record_that_triage_names(logs: dict[str, bytes]) -> None:
    bundle = bundle_of(logs)
    shown, answers = searched(logs, Query(Pattern(""), Limits()))
    found = {(one.log, one.hit.line, one.hit.text.decode("utf-8", "replace")) for one in shown}
    for finding in bundle.findings:
        assert (finding.log, finding.line, finding.raw.removesuffix("\n")) in found
    copies = [problem.where for problem in bundle.problems if problem.code == "copied-log"]
    order = [log.path for log in bundle.logs if log.path not in copies]
    [counts] = [answer.counts for answer in answers if answer.counts] or [[]]
    assert [path for path, _ in counts if path in order] == order
    about = {"copied-log", "copied-records", "rotation-gap", "rotation-order", "no-records", "empty-log"}
    ours, theirs = (
        sorted(
            (problem.code, problem.where, problem.line, problem.resolution)
            for problem in problems
            if problem.code in about
        )
        for problems in ([problem for answer in answers for problem in answer.problems], bundle.problems)
    )
    assert ours == theirs


@settings(max_examples=60, deadline=None)
@given(rotated(), st.sampled_from(["SSLController", "", "done", "zzz"]))
def test_what_is_counted_is_what_is_shown(logs: dict[str, bytes], pattern: str) -> None:
    shown, _ = searched(logs, Query(Pattern(pattern), Limits()))
    _, answers = searched(logs, Query(Pattern(pattern), Limits(), counting=True))
    counted = {log: count for answer in answers for log, count in answer.counts if count}
    assert counted == Counter(one.log for one in shown)


@settings(max_examples=30, deadline=None)
@given(PARTS)
def test_the_context_holds_what_grep_shows_around_a_record(made: list[tuple[Part, str]]) -> None:
    logs = {LOG: (joined(made) + "\n" + other(77) + "\n").encode()}
    bundle = next(AROUND.analyze(SOURCE, zipped(logs))).bundle
    shown, _ = searched(logs, Query(Pattern("SSLController"), Limits(), before=20, after=20))
    texts = {(one.log, one.hit.line, one.hit.text.decode("utf-8", "replace")) for one in shown}
    for finding in bundle.findings:
        for record in finding.context or []:
            raw, cut, _ = record.raw.partition("… [")  # a long one is cut
            same = [text for log, line, text in texts if (log, line) == (record.log, record.line)]
            assert any(text.startswith(raw) if cut else text == raw for text in same)
