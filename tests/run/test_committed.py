"""A history that is built again from saved reports: as the store of one who made them all would answer."""

import json
from pathlib import Path
from typing import Any

import pytest
from bundles import EVENING, LOG, MORNING, NOON, zipped
from typer.testing import CliRunner, Result

from omelog.cli import app


def invoked(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def triage(folder: Path, name: str, *options: str, **bundles: str | bytes) -> Path:
    """Report on bundles, by name with the text of their log, or what else they are; return the report.json."""
    inputs = folder / f"in-{name}"
    inputs.mkdir()
    for bundle, text in bundles.items():
        data = text if isinstance(text, bytes) else zipped({LOG: text.encode()})
        (inputs / f"{bundle}.zip").write_bytes(data)
    out = folder / name
    arguments = ("triage", inputs, "-o", out, "-f", "json", "--store", folder / "store", "--case", "4711", "-q")
    made = invoked(*arguments, *options)
    assert made.exit_code in (0, 1), made.output
    return out / "report.json"


def asked(*reports: object) -> dict[str, Any]:
    made = invoked("history", *reports, "-f", "json")
    assert made.exit_code == 0, made.output
    found: dict[str, Any] = json.loads(made.stdout)
    return found


def test_reports_answer_as_the_store_of_who_made_them(tmp_path: Path) -> None:
    reports = [triage(tmp_path, "one", a=MORNING, b=NOON), triage(tmp_path, "two", c=EVENING, d=MORNING)]
    of_reports, of_store = asked(*reversed(reports)), asked("--store", tmp_path / "store")
    assert of_store["runs"] == 2
    assert of_store["failing"]
    assert of_reports == of_store
    table, stored = invoked("history", *reports), invoked("history", "--store", tmp_path / "store")
    assert table.stdout == stored.stdout


def test_a_report_counts_once_however_often_it_is_given(tmp_path: Path) -> None:
    report = triage(tmp_path, "one", a=MORNING, b=NOON)
    (tmp_path / "copy.json").write_bytes(report.read_bytes())
    assert asked(report, tmp_path / "copy.json") == asked(report)


def test_the_newest_report_of_a_name_in_a_case_counts(tmp_path: Path) -> None:
    reports = [triage(tmp_path, "one", a=MORNING[:-40].encode(), b=NOON), triage(tmp_path, "two", a=MORNING, b=b"PK")]
    [case] = asked(*reports)["failing"]
    assert case["unread"] == ["b.zip"]
    assert case["bundles"] == ["a.zip", "b.zip"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "is not JSON that can be read"),
        (b'{"schema": "other/1"}', "is JSON, but not a report of omelog"),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_an_unreadable_report_is_one_line_and_the_others_are_told(
    tmp_path: Path, text: bytes | None, says: str
) -> None:
    report, other = triage(tmp_path, "one", a=MORNING, b=NOON), tmp_path / "other.json"
    if text is not None:
        other.write_bytes(text)
    made = invoked("history", other, report)
    assert made.exit_code == 1
    [line] = made.stderr.splitlines()
    assert line.startswith(f"omelog: {other}: {says}")
    assert made.stdout == invoked("history", report).stdout
    alone = invoked("history", other)
    assert (alone.exit_code, alone.stdout, len(alone.stderr.splitlines())) == (1, "", 1)


def test_names_are_redacted_unless_the_reports_are(tmp_path: Path) -> None:
    report = triage(tmp_path, "one", secretname=MORNING, b=NOON)
    made = invoked("history", report, "--redact", "share", "-f", "json")
    assert made.exit_code == 0
    assert "secretname" not in made.stdout
    assert "4711" not in made.stdout
    hidden = triage(tmp_path, "two", "--redact", "share", secretname=MORNING, b=NOON)
    found = asked(hidden)
    assert found["redaction"] == "share"
    assert json.loads(invoked("history", hidden, "--redact", "customer", "-f", "json").stdout) == found


def test_reports_whose_names_do_not_match_are_not_mixed(tmp_path: Path) -> None:
    plain = triage(tmp_path, "one", a=MORNING, b=NOON)
    hidden = triage(tmp_path, "two", "--redact", "share", a=MORNING, b=NOON)
    numbered = triage(tmp_path, "three", "--redact", "share", a=EVENING, b=NOON)
    for reports, says in (((plain, hidden), "give reports of one profile"), ((hidden, numbered), "one --redact-key")):
        made = invoked("history", *reports)
        assert (made.exit_code, made.stdout) == (1, "")
        [line] = made.stderr.splitlines()
        assert says in line


def test_reports_of_one_key_go_together(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("0123456789abcdef0123456789abcdef")
    hidden = ("--redact", "share", "--redact-key", str(key))
    reports = [triage(tmp_path, "one", *hidden, a=MORNING, b=NOON), triage(tmp_path, "two", *hidden, c=EVENING, d=NOON)]
    assert len(asked(*reports)["failing"]) == 1


def test_nothing_is_deleted_from_reports(tmp_path: Path) -> None:
    made = invoked("history", tmp_path / "report.json", "--forget", "a.zip")
    assert made.exit_code == 2
    assert "give no REPORT.json with it" in made.stderr
