"""Triage, grep and the records around an error read alike: the same records, at the same places."""

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st
from test_conservation import Part, bundle_of, enveloped_part, joined, other, plain_part, quoting_part

from omelog.analysis import Analyzer, Settings
from omelog.bundle import Source
from omelog.causes import load
from omelog.limits import Limits
from omelog.search import Pattern, Query, SourceSearch

LOG = "tomcat/application.log"
AROUND = Analyzer(Settings(load(), context=True))
PARTS = st.lists(
    st.tuples(st.one_of(plain_part(), quoting_part(), enveloped_part()), st.sampled_from(["\n", "\n", "", "\ufeff"])),
    min_size=1,
    max_size=8,
)


def zipped(text: bytes) -> io.BytesIO:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(LOG, text)
    data.seek(0)
    return data


@settings(max_examples=60, deadline=None)
@given(PARTS)
def test_grep_finds_each_record_that_triage_names(made: list[tuple[Part, str]]) -> None:
    text = joined(made).encode()
    bundle = bundle_of({LOG: text})
    search = SourceSearch(Source("bundle.zip", "-", "stdin"), Query(Pattern("SSLController"), Limits()), zipped(text))
    found = [(shown.hit.line, shown.hit.text.decode()) for shown in search.shown() if shown.hit.matched]
    for finding in bundle.findings:
        assert (finding.line, finding.raw.removesuffix("\n")) in found


@settings(max_examples=30, deadline=None)
@given(PARTS)
def test_the_context_holds_what_grep_shows_around_a_record(made: list[tuple[Part, str]]) -> None:
    text = (joined(made) + "\n" + other(77) + "\n").encode()
    source = Source("bundle.zip", "-", "stdin")
    bundle = next(AROUND.analyze(source, zipped(text))).bundle
    query = Query(Pattern("SSLController"), Limits(), before=20, after=20)
    shown = {(one.log, one.hit.line) for one in SourceSearch(source, query, zipped(text)).shown()}
    for finding in bundle.findings:
        for record in finding.context or []:
            assert (record.log, record.line) in shown
