"""Nothing passes silently: each mention line of a log is in its ledger, and each planted record became what it should.

What counts here shares no code with the reader: a decoder and one pattern of its own.
"""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from omelog.analysis import Analyzer, Settings
from omelog.bundle import Source, discover
from omelog.causes import load
from omelog.model.report import Bundle
from omelog.records import holds_records

MENTION = re.compile(
    r"SSLController|CGEN1008|CSEC9002|CGEN6002|uploadNewCertificateChain"
    r"|Unable[\s\xa0]+to[\s\xa0]+mutually[\s\xa0]+authenticate[\s\xa0]+and[\s\xa0]+connect[\s\xa0]+to[\s\xa0]+the"
    r"[\s\xa0]+remote[\s\xa0]+appliance"
    r"|input[\s\xa0]+value[\s\xa0]+for[\s\xa0]+DistinguishedName[\s\xa0]+is[\s\xa0]+missing[\s\xa0]+or[\s\xa0]+an"
    r"[\s\xa0]+invalid[\s\xa0]+value[\s\xa0]+is[\s\xa0]+entered",
    re.IGNORECASE | re.ASCII,
)
SAMPLES = Path(__file__).parent.parent / "samples"
THREAD = "ajp-nio-0:0:0:0:0:0:0:1-8009-exec-3"
ARGUMENTS = {
    "missing-eku": "No Client/Server authentication EKU present in leaf certificate.",
    "invalid-csr-key": "Invalid CSR key.",
    "invalid-chain": "Invalid certificate chain provided.",
    "missing-key-encipherment": "User Certificate is not a web server certificate.",
}
ANALYZER = Analyzer(Settings(load()))


def decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        text = data.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def mention_lines(data: bytes) -> int:
    text = decoded(data)
    return len({text.count("\n", 0, match.start()) for match in MENTION.finditer(text)})


def body(argument: str) -> str:
    message = {
        "MessageId": "CGEN1008",
        "RelatedProperties": [],
        "Message": "Unable to process the request because an error occurred.",
        "MessageArgs": [argument],
        "Severity": "Critical",
    }
    return json.dumps({"error": {"code": "Base.1.0.GeneralError", "@Message.ExtendedInfo": [message]}})


def header(logger: str, level: str = "ERROR", minute: int = 10) -> str:
    return f"[{level}] 2024-01-25 09:{minute:02}:05.100 [{THREAD}] {logger} - "


def planted(cause: str, logger: str = "SSLController") -> str:
    return f"{header(logger)}uploadNewCertificateChain(): Error uploading certificate chain: {body(ARGUMENTS[cause])}"


def other(number: int) -> str:
    return f"{header('JobController', 'INFO')}inventory job {number} done"


class Part(NamedTuple):
    """A part of a log: its text, whether another part may follow on the same line, and the causes planted in it."""

    text: str
    causes: tuple[str, ...] = ()
    is_plain: bool = True


causes = st.sampled_from(sorted(ARGUMENTS))
loggers = st.sampled_from(
    [
        "SSLController",
        "com.dell.enterprise.controller.console.SSLController",
        "SSLController$1",
        "c.d.SSLController$$Lambda$12/0x00000008400a1c40",
        "SSLController$$EnhancerBySpringCGLIB$$1a2b3c4d",
        "SSLController:212",
    ]
)
traces = st.integers(0, 40).map(
    lambda depth: "".join(
        f"\n\tat com.dell.enterprise.controller.console.SSLController.uploadNewCertificateChain(SSLController.java:{n})"
        for n in range(depth)
    )
)
ENVELOPES = {
    "colour": "\x1b[1;31m{}\x1b[0m",
    "colour lost": "[31m{}",
    "colour written": "#033[31m{}#033[0m",
    "syslog": "Jan 25 09:10:05 ome tomcat[812]: {}",
    "syslog priority": "<134>Jan  5 09:10:05 ome-1.example.com tomcat: {}",
    "syslog 5424": '<165>1 2024-01-25T09:10:05.003Z ome tomcat 812 ID47 [a@32473 iut="3"] {}',
    "syslog 5424 bare": "<165>1 2024-01-25T09:10:05.003Z ome tomcat - - - {}",
    "rsyslog": "2024-01-25T09:10:05.123456+00:00 ome tomcat[812]: {}",
    "journal": "Thu 2024-01-25 09:10:05 UTC ome tomcat[812]: {}",
    "journal monotonic": "[ 1234.567890] ome tomcat[812]: {}",
    "cri": "2024-01-25T09:10:05.123456789Z stdout F {}",
    "docker -t": "2024-01-25T09:10:05.123456789Z {}",
    "compose": "tomcat-1  | {}",
    "kubectl": "[pod/ome-0/tomcat] {}",
    "grep": "tomcat/application.log:{}",
    "grep -n": "application.log.1:417:{}",
    "cat -n": "   417\t{}",
    "mail": "> {}",
    "mail twice": "> > {}",
    "quote": '"{}"',
    "blanks": "    {}",
    "form feed": "\f{}",
    "zero width": "\u200b{}",
    "mark": "\ufeff{}",
    "nuls": "\0\0\0\0{}",
    "colour in syslog": "Jan 25 09:10:05 ome tomcat[812]: \x1b[31m{}\x1b[m",
    "grep of syslog": "messages.log:Jan 25 09:10:05 ome tomcat[812]: {}",
}


def in_json(line: str) -> str:
    return json.dumps({"log": f"{line}\n", "stream": "stdout", "time": "2024-01-25T09:10:05.1Z"})


def wrapped(name: str, line: str) -> str:
    return in_json(line) if name == "container" else ENVELOPES[name].format(line)


def plain_part() -> st.SearchStrategy[Part]:
    record = st.tuples(causes, loggers, traces).map(lambda made: Part(planted(made[0], made[1]) + made[2], (made[0],)))
    return st.one_of(
        record,
        st.integers(0, 999).map(lambda number: Part(other(number))),
        st.just(Part(other(1) + "\n\tat a.B.c(D.java:1)" * 30)),
    )


def quoting_part() -> st.SearchStrategy[Part]:
    blank = causes.map(lambda cause: Part(f"{header('DeviceController', 'WARN')}echoed: {planted(cause)}"))
    escaped = causes.map(
        lambda cause: Part(header("AuditController", "INFO") + json.dumps({"stdout": f"one\n{planted(cause)}"}))
    )
    general = st.just(Part(header("BaselineController") + body("Unable to connect to the database.")))
    return st.one_of(blank, escaped, general)


def enveloped_part() -> st.SearchStrategy[Part]:
    """Wrap a stretch of records in one envelope, up to a plain header."""
    names = st.sampled_from(["container", *sorted(ENVELOPES)])
    return st.tuples(names, st.lists(causes, min_size=1, max_size=3)).map(
        lambda made: Part(
            "\n".join([*(wrapped(made[0], planted(cause)) for cause in made[1]), wrapped(made[0], other(7)), other(8)]),
            tuple(made[1]),
            is_plain=False,
        )
    )


def foreign_part() -> st.SearchStrategy[Part]:
    """Lines of another layout behind a record, with an error in it that is not read."""
    line = "2024-01-25 09:10:05.100 {} [exec-3] {}"
    return st.tuples(st.integers(0, 30), st.booleans()).map(
        lambda made: Part(
            "\n".join(
                [
                    other(9),
                    *[line.format("INFO  JobController", "job done")] * made[0],
                    *([line.format("ERROR SSLController", body("Invalid CSR key."))] if made[1] else []),
                    other(10),
                ]
            ),
        )
    )


JOINTS = ["\n", "\n", "\n", "\r\n", "", "\ufeff", "\n\ufeff", "\0" * 50, "\n\0\0"]
parts = st.lists(
    st.tuples(st.one_of(plain_part(), quoting_part(), enveloped_part(), foreign_part()), st.sampled_from(JOINTS)),
    min_size=1,
    max_size=12,
)


def joined(made: list[tuple[Part, str]]) -> str:
    """Put parts together; what is in an envelope begins on a line of its own."""
    text = ""
    for part, joint in made:
        if text and not part.is_plain and not text.endswith("\n"):
            text += "\n"
        text += part.text + joint
    return text


def bundle_of(logs: dict[str, bytes]) -> Bundle:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in logs.items():
            archive.writestr(name, text)
    data.seek(0)
    return next(ANALYZER.analyze(Source("bundle.zip", "-", "stdin"), data)).bundle


def assert_conserved(bundle: Bundle, logs: dict[str, bytes]) -> None:
    for log in bundle.logs:
        entered = log.mentions
        total = sum(getattr(entered, name) for name in entered.__struct_fields__)
        assert min(getattr(entered, name) for name in entered.__struct_fields__) >= 0, log
        assert total == mention_lines(logs[log.path]), log
        if entered.unread:
            assert any(problem.severity == "damage" for problem in bundle.problems)


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


@settings(max_examples=40, deadline=None)
@given(rotated(), st.data())
def test_nothing_is_made_up_across_a_missing_rotation(
    made: tuple[bytes, dict[str, bytes]], data: st.DataObject
) -> None:
    text, logs = made
    missing = data.draw(st.sampled_from(sorted(logs)[1:]))  # never the log without a number
    there = {name: part for name, part in logs.items() if name != missing}
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
