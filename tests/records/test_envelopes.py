"""Envelopes of logs: one file adds one, and each is named in a notice."""

import json
from pathlib import Path

import pytest
from how_to import shown
from logs import ARGUMENTS, ENVELOPES, body, bundle_of, header, other, planted, wrapped

from omelog.records import envelopes


def test_one_file_adds_an_envelope(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = "carrier=17 text=" + planted("missing-eku")
    log = {"tomcat/application.log": f"{other(1)}\n{line}\n".encode()}
    assert [finding.cause for finding in bundle_of(log).findings] == []
    (tmp_path / "carrier.py").write_text(shown("omelog/records/envelopes/carrier.py"), encoding="utf-8")
    monkeypatch.setattr(envelopes, "__path__", [*envelopes.__path__, str(tmp_path)])
    envelopes.envelopes.cache_clear()
    try:
        bundle = bundle_of(log)
    finally:
        envelopes.envelopes.cache_clear()
    assert [finding.cause for finding in bundle.findings] == ["missing-eku"]
    assert "a made-up carrier" in " ".join(problem.message for problem in bundle.problems)


@pytest.mark.parametrize("name", ["container", *sorted(ENVELOPES)])
def test_a_log_that_is_all_in_an_envelope_is_read(name: str) -> None:
    """Lines, places, times and what stands in the log are those of the file."""
    lines = [
        other(1),
        planted("missing-eku"),
        "\tat a.B.c(D.java:1)",
        *map(other, range(30)),
        planted("invalid-csr-key"),
    ]
    text = "".join(f"{wrapped(name, line)}\n" for line in lines)
    bundle = bundle_of({"tomcat/application.log": text.encode()})
    assert [(finding.cause, finding.line) for finding in bundle.findings] == [
        ("missing-eku", 2),
        ("invalid-csr-key", 34),
    ]
    assert [problem.code for problem in bundle.problems] == ["envelope"] * len(bundle.problems)
    assert bundle.problems
    assert bundle.findings[1].raw.strip() in text
    assert bundle.logs[0].lines == len(lines)
    assert bundle.logs[0].records == len(lines) - 1


# Those that stand before each line of a record, whatever it begins with.
PREFIXES = sorted({"container", *ENVELOPES} - {"colour lost", "colour written", "quote"})


@pytest.mark.parametrize("name", PREFIXES)
def test_a_body_over_many_lines_is_read_behind_a_prefix(name: str) -> None:
    """Its lines are indented, and some may be blank."""
    pretty = json.dumps(json.loads(body(ARGUMENTS["missing-eku"])), indent=4).replace("{", "{\n", 1)
    record = f"{header('SSLController')}uploadNewCertificateChain(): failed: {pretty}"
    lines = [other(1), *record.split("\n"), other(2), planted("invalid-csr-key")]
    bundle = bundle_of({"tomcat/application.log": "".join(f"{wrapped(name, line)}\n" for line in lines).encode()})
    assert [finding.cause for finding in bundle.findings] == ["missing-eku", "invalid-csr-key"]
    assert bundle.status == "analyzed"


LISTS = {
    "a list": lambda lines: json.dumps([{"message": line} for line in lines]),
    "a list without blanks": lambda lines: json.dumps([{"message": line} for line in lines], separators=(",", ":")),
    "an answer of a search": lambda lines: json.dumps({"hits": {"hits": [{"_source": {"log": one}} for one in lines]}}),
    "objects behind one another": lambda lines: "".join(json.dumps({"log": line}) for line in lines),
    "each twice": lambda lines: json.dumps([{"message": one, "event": {"original": one}} for one in lines]),
}


@pytest.mark.parametrize("name", LISTS)
def test_lines_of_a_log_that_stand_in_one_line_are_each_read(name: str) -> None:
    lines = [other(1), planted("missing-eku"), other(2), planted("invalid-csr-key"), *map(other, range(3))]
    bundle = bundle_of({"tomcat/application.log": f"{LISTS[name](lines)}\n".encode()})
    assert [(finding.cause, finding.line) for finding in bundle.findings] == [
        ("missing-eku", 1),
        ("invalid-csr-key", 1),
    ]
    assert len({finding.id for finding in bundle.findings}) == 2
    assert bundle.logs[0].records == len(lines)
    assert bundle.logs[0].lines == 1
    assert {problem.code for problem in bundle.problems} == {"envelope"}


def test_an_error_that_an_envelope_would_leave_out_is_told() -> None:
    """Beside the text that was meant, under a name of which nobody knows that it holds lines of a log."""
    line = json.dumps({"message": other(1), "context": planted("missing-eku")})
    bundle = bundle_of({"tomcat/application.log": f"{line}\n{json.dumps({'message': other(2)})}\n".encode()})
    assert bundle.findings == []
    assert "certificate-error-elsewhere" in {problem.code for problem in bundle.problems}
