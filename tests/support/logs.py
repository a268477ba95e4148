"""Logs made of parts: planted records, others, envelopes; mention lines counted without a line of the reader."""

import io
import json
import re
import zipfile
from typing import NamedTuple

from hypothesis import strategies as st

from omelog.analysis import Analyzer, Settings
from omelog.bundle import Source
from omelog.causes import load
from omelog.model.report import Bundle

MENTION = re.compile(
    r"SSLController|CGEN1008|CSEC9002|CGEN6002|uploadNewCertificateChain"
    r"|Unable[\s\xa0]+to[\s\xa0]+mutually[\s\xa0]+authenticate[\s\xa0]+and[\s\xa0]+connect[\s\xa0]+to[\s\xa0]+the"
    r"[\s\xa0]+remote[\s\xa0]+appliance"
    r"|input[\s\xa0]+value[\s\xa0]+for[\s\xa0]+DistinguishedName[\s\xa0]+is[\s\xa0]+missing[\s\xa0]+or[\s\xa0]+an"
    r"[\s\xa0]+invalid[\s\xa0]+value[\s\xa0]+is[\s\xa0]+entered",
    re.IGNORECASE | re.ASCII,
)
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
