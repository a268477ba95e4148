"""Keys and passwords reach no output: however they are written, and wherever in a record or a bundle they stand."""

import base64
import html
import json
import random
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import make_samples as make
import pytest
import reports
from bundles import LOG, written, zipped
from corpus import STAYS, Line, read
from hypothesis import given, settings
from hypothesis import strategies as st
from inside import omelog
from msgspec import structs
from running import report

from omelog.model.report import Finding
from omelog.redact import KEY_REMOVED, findings_without_secrets, without_secrets
from omelog.redact.detect import detectors

ALWAYS = {one.kind: one.note or "" for one in detectors() if one.goes == "none"}
SECRETS = [line for line in read() if line.kind in ALWAYS and not line.missed]
PLAIN = [line.text for line in read() if line.kind == STAYS]
CERTIFICATE = [
    "-----BEGIN CERTIFICATE-----",
    "MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ",
    "AbCd12==",
]


@pytest.fixture(params=[622, 625, 627, 630, 633], ids=lambda size: f"{size} bytes")
def key(request: pytest.FixtureRequest) -> list[str]:
    """Return the lines of a private key that is one by its beginning alone; their last lines are of all shapes."""
    size = request.param
    begin = bytes.fromhex(f"3082{size - 4:04x}020100300d06092a864886f70d01010105000482{size - 26:04x}")
    body = base64.b64encode(begin + random.Random(size).randbytes(size - len(begin))).decode()  # noqa: S311 - no key
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    return ["-----BEGIN PRIVATE KEY-----", *lines, "-----END PRIVATE KEY-----"]


def test_what_is_secret_goes_and_what_stands_around_it_stays() -> None:
    for line in SECRETS:
        shown = line.text
        for secret in line.goes:
            shown = shown.replace(secret, ALWAYS[line.kind], 1)
        assert without_secrets(line.text) == shown
        assert without_secrets(shown) == shown


ENCODINGS: dict[str, Callable[[str], str]] = {
    "a JSON string": json.dumps,
    "a JSON string in a JSON string": lambda text: json.dumps(json.dumps(text)),
    "a JSON string of escapes": lambda text: '"' + "".join(f"\\u{ord(sign):04x}" for sign in text) + '"',
    "markup": html.escape,
    "markup in markup": lambda text: html.escape(html.escape(text)),
    "a URL": lambda text: urllib.parse.quote(text, safe=""),
    "a JSON string in a URL": lambda text: urllib.parse.quote(json.dumps(text)),
    "JSON in markup": lambda text: html.escape(json.dumps({"x": text}, ensure_ascii=False)),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_secret_goes_however_the_text_is_encoded(encoding: str) -> None:
    encode = ENCODINGS[encoding]
    for line in SECRETS:
        shown = without_secrets(encode(line.text))
        assert not any(encode(secret).strip('"') in shown for secret in line.goes), (line.text, shown)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(SECRETS), st.sampled_from(PLAIN)), min_size=1, max_size=4))
def test_secrets_side_by_side_all_go(lines: list[tuple[Line, str]]) -> None:
    shown = without_secrets("\n".join(f"{line.text}\n{plain}" for line, plain in lines))
    assert not any(secret in shown for line, _ in lines for secret in line.goes if len(secret) > 5)


def of(raw: str, thread: str = "exec-1", **fields: object) -> Finding:
    return structs.replace(
        reports.finding(1), raw=raw, thread=thread, message="m", message_args=[], related_properties=[], **fields
    )


def shown(*findings: Finding) -> str:
    return "\n".join(
        part
        for finding in findings_without_secrets(findings)
        for part in (finding.raw, finding.message or "", *finding.message_args, *finding.related_properties)
    )


@pytest.mark.parametrize("field", ["message_args", "related_properties"])
def test_a_key_whose_lines_are_separate_strings_goes(key: list[str], field: str) -> None:
    for lines in (key, key[:-1], key[1:], key[1:-1], [*key, "x"]):
        raw = f"error: {json.dumps({'MessageArgs': lines})} at com.dell.Foo"
        text = shown(structs.replace(of(raw), **{field: lines}))
        assert not any(line in text for line in key[1:-1]), lines
        assert "at com.dell.Foo" in text or lines == key[:-1]


def test_a_key_that_begins_in_one_field_and_ends_in_another_goes(key: list[str]) -> None:
    message = "\n".join(key[:4])
    fields = {"Message": message, "RelatedProperties": key[4:7], "MessageArgs": key[7:]}
    finding = structs.replace(of(f"x {json.dumps(fields)}"), message=message)
    finding = structs.replace(finding, related_properties=key[4:7], message_args=key[7:])
    for raw in (finding.raw, ""):
        text = shown(structs.replace(finding, raw=raw, raw_cut=0 if raw else 9))
        assert not any(line in text for line in key[1:-1])


def test_a_key_of_which_each_line_is_a_record_goes(key: list[str]) -> None:
    for lines in (key, key[:-1], key[1:]):
        text = shown(of("before", "exec-2"), *map(of, lines), of("after"))
        assert not any(line in text for line in key[1:-1])
        assert "before" in text
        assert "after" in text


def test_a_key_of_which_each_line_is_an_argument_of_its_own_error_goes(key: list[str]) -> None:
    errors = [structs.replace(of(f"x {json.dumps({'MessageArgs': [line]})}"), message_args=[line]) for line in key]
    text = shown(*errors)
    assert not any(line in text for line in key[1:-1] if len(line) >= 16)


def test_a_key_goes_that_another_record_interrupts(key: list[str]) -> None:
    first, second = "\n".join(key[:6]), "\n".join(key[6:])
    for tail in (second, "\n".join(key[6:-1])):
        text = shown(of(f"cannot read {first}"), of(f"something else\n{tail}", "exec-9"))
        assert not any(line in text for line in key[1:-1])
        assert "something else" in text


def test_a_certificate_and_other_base64_stay_beside_a_key(key: list[str]) -> None:
    other = [of(f"cert {json.dumps(CERTIFICATE)}", "exec-5"), of("x", "exec-5")]
    text = shown(of("\n".join(key)), of("y", "exec-3"), *other)
    assert all(line in text for line in CERTIFICATE)
    assert CERTIFICATE[1] in shown(of("\n".join(key[:-1])), of("\n".join(CERTIFICATE)))


def test_what_the_record_tells_goes_from_its_fields() -> None:
    arguments = ["password", "hunter2x", "the hunter2x was refused", "hunter"]
    finding = structs.replace(of(f"x {json.dumps({'MessageArgs': arguments})}"), message_args=arguments)
    made = findings_without_secrets([finding])[0]
    assert made.message_args == ["password", "[password removed]", "the [password removed] was refused", "hunter"]


@pytest.mark.parametrize("name", ["password=hunter2.zip", "pass=hunter2", "racadm -p hunter2.log"])
def test_a_password_in_the_name_of_a_file_reaches_no_stream(tmp_path: Path, name: str) -> None:
    log = make.chain_error("2024-01-25 12:00:00.000", make.EKU).encode()
    written(tmp_path / "in" / name, zipped({LOG: log}))
    written(tmp_path / "in" / "other.zip", zipped({f"{name}/{LOG}": log, f"b/{LOG}": b"\0", f"../{name}": b"x"}))
    runs = [
        omelog("triage", "in", "-v", "-o", "out", "--store", "none", cwd=tmp_path),
        omelog("triage", f"in/{name}", "-v", "-o", "one", "--store", "none", cwd=tmp_path),
        omelog("triage", f"in/{name}", "missing password=hunter2", "-v", "--store", "none", cwd=tmp_path),
        omelog("grep", "-v", "Error", "in", cwd=tmp_path),
        omelog("history", cwd=tmp_path),
    ]
    seen = [text for run in runs for text in (run.stdout, run.stderr)]
    for folder in ("out", "one"):
        files = [file for file in (tmp_path / folder).rglob("*") if file.is_file()]
        seen += [text for file in files for text in (file.name, file.read_text(encoding="utf-8"))]
    assert not [text for text in seen if "hunter2" in text]


def test_no_line_of_a_key_reaches_any_output(tmp_path: Path, key: list[str]) -> None:
    header = make.header("2024-01-25 12:00:00.000")
    rest = "".join(f"{make.header(f'2024-01-25 12:00:{number:02}.000')}{line}\n" for number, line in enumerate(key))
    body = make.chain_error("2024-01-25 12:10:00.000", "KEY").replace('"KEY"', ", ".join(map(json.dumps, key)))
    log = (
        f"{header}{key[0]}\n{key[1]}\n{header.replace('exec-3', 'exec-4')}else\n"
        + "\n".join(key[2:])
        + f"\n{rest}{body}"
    )
    path = written(tmp_path / "case.zip", zipped({LOG: log.encode()}))
    formats = ["-f", "json", "-f", "html", "-f", "text", "-f", "csv", "-f", "handover", "-f", "markdown"]
    runs = [
        omelog("triage", path, "-o", "out", "--around", "2024-01-25 12:00:03", *formats, cwd=tmp_path),
        omelog("explain", cwd=tmp_path, stdin=log.encode()),
        omelog("grep", "-C2", "else|KEY|error", path, cwd=tmp_path),
    ]
    seen = [text for run in runs for text in (run.stdout, run.stderr)]
    seen += [file.read_text(encoding="utf-8") for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert not [(line, text) for text in seen for line in key[1:-1] if line in text]
    assert KEY_REMOVED in json.dumps(report(tmp_path / "out"))
