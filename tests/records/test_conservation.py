"""Nothing passes silently: each mention line of a log is in its ledger, and each planted record became what it should.

What counts here shares no code with the reader: a decoder and one pattern of its own.
"""

import json
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from logs import (
    ANALYZER,
    ARGUMENTS,
    Part,
    assert_conserved,
    body,
    bundle_of,
    causes,
    header,
    joined,
    mention_lines,
    other,
    parts,
    plain_part,
    quoting_part,
)
from places import SAMPLES

from omelog.bundle import discover
from omelog.records import holds_records


@settings(max_examples=60, deadline=None)
@given(parts, st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"]))
def test_planted_records_become_findings_and_every_mention_line_is_entered(
    made: list[tuple[Part, str]], encoding: str
) -> None:
    text = joined(made)
    data = text.encode(encoding, "replace")
    logs = {"tomcat/application.log": data}
    bundle = bundle_of(logs)
    assert [finding.cause for finding in bundle.findings] == [cause for part, _ in made for cause in part.causes]
    if encoding != "cp1252":
        assert_conserved(bundle, logs)


def spread_part() -> st.SearchStrategy[Part]:
    """Write a payload over many lines, and a trace with a cause behind it."""
    return causes.map(
        lambda cause: Part(
            f"{header('SSLController')}uploadNewCertificateChain(): failed: "
            + json.dumps(json.loads(body(ARGUMENTS[cause])), indent=1)
            + "\n\tat a.B.c(D.java:1)\nCaused by: a.B: CGEN1008\n\tat a.SSLController.d(E.java:2)\n\t... 7 more",
            (cause,),
        )
    )


LEAST = len("Suppressed: ")
lines = st.lists(
    st.tuples(st.one_of(plain_part(), quoting_part(), spread_part()), st.just("\n")), min_size=2, max_size=8
)


@st.composite
def rotated(draw: st.DrawFn) -> tuple[bytes, dict[str, bytes]]:
    """Cut a log of records whose times grow (none of its rotations is a copy) anywhere, and where a line begins.

    Only not right before a header that is quoted (that rotation begins as with a record, and is read so), nor so that
    fewer bytes are left than tell a line of a trace from any other text.
    """
    parts = [
        part.text.replace("05.100", f"05.{200 + number}") + joint for number, (part, joint) in enumerate(draw(lines))
    ]
    text = (other(0) + "\n" + "".join(parts)).encode()
    first = len(other(0)) + 1
    starts = [place for place in range(first, len(text) + 1) if text[place - 1 : place] == b"\n"]
    places = st.one_of(st.integers(first, len(text)), st.sampled_from(starts))
    places = places.filter(lambda place: place in starts or not text.startswith(b"[ERROR] ", place))
    cuts = sorted(draw(st.lists(places, min_size=1, max_size=4)))
    cuts = [cut for cut, before in zip(cuts, [0, *cuts], strict=False) if cut - before >= LEAST]
    edges = [0, *cuts, len(text)]
    names = [f"tomcat/application.log.{number}" for number in range(len(cuts), 0, -1)] + ["tomcat/application.log"]
    return text, {name: text[edges[number] : edges[number + 1]] for number, name in enumerate(names)}


@settings(max_examples=60, deadline=None)
@given(rotated())
def test_rotations_cut_anywhere_conserve(made: tuple[bytes, dict[str, bytes]]) -> None:
    text, logs = made
    bundle = bundle_of(logs)
    whole = bundle_of({"tomcat/application.log": text})
    assert [(one.cause, one.raw) for one in bundle.findings] == [(one.cause, one.raw) for one in whole.findings]
    assert not [problem for problem in bundle.problems if problem.severity == "damage"]
    assert_conserved(bundle, logs)


def _begins_with_a_quotation(text: bytes, part: bytes) -> bool:
    """Return whether a log was cut right before a header in mid-line: without the log before it nobody can tell."""
    at = text.index(part)
    return at > 0 and text[at - 1 : at] != b"\n" and part.lstrip(b" ").startswith(b"[")


@settings(max_examples=40, deadline=None)
@given(rotated(), st.data())
def test_nothing_is_made_up_across_a_missing_rotation(
    made: tuple[bytes, dict[str, bytes]], data: st.DataObject
) -> None:
    text, logs = made
    missing = data.draw(st.sampled_from(sorted(logs)[1:]))  # never the log without a number
    there = {name: part for name, part in logs.items() if name != missing}
    assume(not any(_begins_with_a_quotation(text, part) for part in there.values()))
    bundle = bundle_of(there)
    assert_conserved(bundle, there)
    whole = [finding.cause for finding in bundle_of({"tomcat/application.log": text}).findings]
    known = [finding.cause for finding in bundle.findings if finding.cause != "unknown"]
    left = iter(whole)
    assert all(cause in left for cause in known)


@settings(max_examples=40, deadline=None)
@given(parts, st.sampled_from(["utf-16-le", "utf-16-be"]), parts)
def test_a_log_in_utf_16_behind_another_one_is_read(
    first: list[tuple[Part, str]], encoding: str, second: list[tuple[Part, str]]
) -> None:
    before, behind = f"{joined(first)}\n", f"\ufeff{joined(second)}"
    bundle = bundle_of({"tomcat/application.log": before.encode() + behind.encode(encoding)})
    found = [cause for part, _ in (*first, *second) for cause in part.causes]
    assert [finding.cause for finding in bundle.findings] == found
    [log] = bundle.logs
    entered = sum(getattr(log.mentions, name) for name in log.mentions.__struct_fields__)
    assert entered == mention_lines(f"{before}{behind}".encode())


WORDS = [
    b"[ERROR] 2024-01-25 09:10:05.100 [main] SSLController - ",
    b"[INFO ] 2024-01-25 09:10:05.100 [main] Job - ",
    b"SSLController",
    b"cgen1008",
    b"Unable to\nmutually authenticate and connect to the remote appliance",
    b"ERROR 2024-01-25 ",
    b"Jan 25 09:10:05 ome tomcat[812]: ",
    b'{"log":"',
    b"\n",
    b"\r\n",
    b"\0",
    b"\xef\xbb\xbf",
    b"\x1b[31m",
    b'\\"',
    b"\\n",
    b"{",
    b" ",
    b"[",
    b"> ",
]


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(b"".join))
@example(b"\n".join(WORDS))
@example(b"\x00\n\x00[ERROR] 2024-01-25 09:10:05.100 [main] SSLController - ")
@example(b"Unable to\nmutually authenticate and connect to the remote applianceERROR 2024-01-25 " + WORDS[0])
def test_whatever_the_text_every_mention_line_is_entered_once(text: bytes) -> None:
    logs = {"tomcat/application.log": text}
    assert_conserved(bundle_of(logs), logs)


def members(path: Path) -> dict[str, bytes]:
    """Read the logs of a zip that a plain reader can read."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.search(r"application\.log(\.\d+)?$", name)]
        return {name: archive.read(name) for name in names}


@pytest.mark.parametrize("sample", sorted({path.name for path in SAMPLES.glob("*.zip")} - {"damaged.zip"}))
def test_samples_conserve(sample: str) -> None:
    logs = members(SAMPLES / sample)
    for source in discover([str(SAMPLES / sample)], holds_records).sources:
        for one in ANALYZER.analyze(source):
            for log in one.bundle.logs:
                of_log = [data for name, data in logs.items() if name.endswith(log.path)]
                entered = sum(getattr(log.mentions, name) for name in log.mentions.__struct_fields__)
                assert entered in [mention_lines(data) for data in of_log]
