"""findings.csv and findings.parquet: read back by other hands than those that wrote them."""

import csv
import datetime as dt
import io
import json
import re
import time
from collections import Counter
from pathlib import Path

import duckdb
import make_samples as make
import msgspec
import pandas as pd
import pyarrow as pa
import pytest
import reports
from bundles import LOG, written, zipped
from hypothesis import given
from hypothesis import strategies as st
from inside import inside
from pyarrow import parquet

from omelog.model.report import Report
from omelog.report import render
from omelog.report.table import COLUMNS
from omelog.report.table.cell import MOST, cell

DANGEROUS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", "  =1", "\u00a0=1", "\u200b=1", "\ufeff=1",
    "\u202e=1", "\uff1d1", "\uff0b1+1", "\uff0d1-1", "\uff20x", "'=1", "\uff07=1", "-", "=", "\tx", "\nx", "\u3000=1",
    '=cmd|"/c calc"!A1', "-2+3+cmd|' /C calc'!A0", "x;=1+1", "x\n@y", "x\t-y", "x; =1",
]  # fmt: skip
HARMLESS = ["-5", "+5.25", "12", "a=b", "a-b", "2024-01-25T11:10:34.735", "", "[ERROR] x", "a, =b", 'say "x"']


def table(report: Report) -> list[dict[str, str]]:
    data = render(report, "csv")["findings.csv"]
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def arrow(report: Report) -> pa.Table:
    return parquet.read_table(pa.BufferReader(render(report, "parquet")["findings.parquet"]))


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_could_run_begins_with_an_apostrophe(text: str) -> None:
    made = cell(text)
    assert not re.search(r"(^|[;\t\n])[^\S\n]*[=+\-@\uff1d\uff0b\uff0d\uff20]", made)
    assert made != text
    assert not re.search("[\x00-\x08\x0b-\x1f\u200b\u202e\ufeff]", made)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays(text: str) -> None:
    assert cell(text) == text


@given(st.text(max_size=30))
def test_no_cell_begins_with_what_runs(text: str) -> None:
    made = cell(text)
    assert re.fullmatch(r"[+-]?\d+(\.\d+)?", made) or not re.match(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]", made)


def test_a_cell_holds_no_more_than_a_spreadsheet_does() -> None:
    for letter in ("x", "\N{GRINNING FACE}"):
        made = cell(letter * 40_000)
        assert MOST - 2 <= len(made.encode("utf-16-le")) / 2 <= MOST
        assert made.endswith("report.json has the rest]")
    assert cell("x" * MOST) == "x" * MOST
    assert len(cell("=" + "x" * MOST)) == MOST


def test_every_row_is_quoted_and_ends_as_a_spreadsheet_wants() -> None:
    hostile = reports.finding(1, message="a\rb\r\nc\x00", raw='"=x", y')
    data = render(reports.report(reports.bundle(findings=[hostile])), "csv")["findings.csv"].decode("utf-8-sig")
    assert data.endswith('"\r\n')
    assert "\r" not in data.replace("\r\n", "")
    assert "\x00" not in data
    [row] = table(reports.report(reports.bundle(findings=[hostile])))
    assert row["message"] == "a\\rb\nc\\x00"
    assert row["raw"] == '"=x", y'


def test_a_row_for_each_finding_each_empty_bundle_and_each_problem() -> None:
    report = reports.several()
    rows = table(report)
    counts = {kind: sum(row["row"] == kind for row in rows) for kind in ("finding", "problem", "no-finding")}
    assert counts == {
        "finding": sum(len(bundle.findings) for bundle in report.bundles),
        "problem": sum(len(bundle.problems) for bundle in report.bundles) + len(report.problems),
        "no-finding": 2,
    }
    assert rows[-1]["bundle"] == ""
    assert {row["bundle"] for row in rows[:-1]} == {bundle.name for bundle in report.bundles}
    damaged = next(row for row in rows if row["problem"] == "archive-cut")
    assert damaged["severity"] == "damage"
    assert damaged["line"] == "4711"
    assert damaged["advice"] == "Ask for the bundle again."
    assert [row["message"] for row in rows if row["row"] == "no-finding"] == [
        bundle.diagnosis.headline for bundle in report.bundles if not bundle.findings
    ]


def test_both_tables_say_the_same() -> None:
    report = reports.several()
    rows, typed = table(report), arrow(report).to_pylist()
    assert arrow(report).column_names == list(rows[0]) == [column.name for column in COLUMNS]
    for row, other in zip(rows, typed, strict=True):
        for column in COLUMNS:
            value = other[column.name]
            if isinstance(value, dt.datetime):
                in_utc = column.name == "generated"
                value = f"{value.isoformat()}Z" if in_utc else value.isoformat("T", "milliseconds")
            assert row[column.name] == cell(value), column.name


def test_columns_have_types_and_texts_are_as_they_are() -> None:
    hostile = reports.finding(1, message="=1\x00\u202e", message_args=["=1", "'"], time="no time", count=10**30, line=5)
    made = arrow(reports.report(reports.bundle(findings=[hostile])))
    assert made.schema.field("time").type == pa.timestamp("us")
    assert made.schema.field("line").type == pa.int64()
    assert made.schema.field("message_args").type == pa.list_(made.schema.field("message_args").type.value_field)
    [row] = made.to_pylist()
    assert row["message"] == "=1\x00\u202e"
    assert row["message_args"] == ["=1", "'"]
    assert (row["time"], row["count"], row["line"]) == (None, None, 5)
    assert row["raw"] == hostile.raw


def test_many_bundles_share_row_groups_and_nothing_is_lost() -> None:
    findings = [reports.finding(number) for number in range(600)]
    bundles = [msgspec.structs.replace(reports.bundle(findings=findings), name=f"{number}.zip") for number in range(40)]
    data = render(reports.report(*bundles), "parquet")["findings.parquet"]
    read = parquet.ParquetFile(pa.BufferReader(data))
    assert read.metadata.num_rows == 24_000
    assert 2 <= read.metadata.num_row_groups <= 3
    names = read.read(["bundle"]).column("bundle").to_pylist()
    assert names == [f"{number}.zip" for number in range(40) for _ in range(600)]
    assert data == render(reports.report(*bundles), "parquet")["findings.parquet"]


def test_a_run_without_bundles_gives_an_empty_table() -> None:
    assert table(reports.report()) == []
    assert arrow(reports.report()).num_rows == 0


def test_a_row_carries_the_run_and_the_verdict_and_id_of_its_bundle() -> None:
    report = reports.several()
    bundles = {bundle.name: bundle for bundle in report.bundles}
    for row in table(report):
        assert row["generated"] == report.generated
        if row["bundle"]:
            bundle = bundles[row["bundle"]]
            assert (row["bundle_id"], row["verdict"]) == (bundle.id, bundle.diagnosis.blocker or "")


def test_whole_numbers_stay_whole_in_pandas() -> None:
    frame = pd.read_parquet(io.BytesIO(render(reports.several(), "parquet")["findings.parquet"]))
    assert {name: str(frame[name].dtype) for name in ("count", "line", "raw_cut")} == dict.fromkeys(
        ("count", "line", "raw_cut"), "Int64"
    )
    assert frame["line"].isna().any()
    assert str(frame["generated"].dtype).startswith("datetime64")


def test_a_bundle_that_did_not_change_has_the_date_of_the_new_run(tmp_path: Path) -> None:
    log = make.chain_error("2024-01-25 12:00:00.000", make.EKU)
    for name in "ab":
        written(tmp_path / "in" / f"{name}.zip", zipped({LOG: log.encode()}))
    arguments = ("triage", "in", "-f", "csv", "-f", "parquet", "-f", "json", "-o", "out", "--store", "store.db")
    for _ in range(2):
        assert inside(*arguments, cwd=tmp_path).code == 0
        made = json.loads((tmp_path / "out" / "report.json").read_bytes())["generated"]
        with (tmp_path / "out" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
            assert [row["generated"] for row in csv.DictReader(file)] == [made] * 2
        frame = pd.read_parquet(tmp_path / "out" / "findings.parquet")
        assert [f"{one.isoformat()}Z" for one in frame["generated"]] == [made] * 2
        time.sleep(1.1 - time.time() % 1)


def test_the_joins_of_the_document_give_the_numbers_of_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = (Path(__file__).parents[2] / "docs" / "findings.md").read_text(encoding="utf-8")
    [query] = re.findall(r"```sql\n(.*?)```", document, re.DOTALL)
    [program] = re.findall(r"```python\n(.*?)```", document, re.DOTALL)
    report = reports.several()
    written(tmp_path / "findings.parquet", render(report, "parquet")["findings.parquet"])
    cases = sorted({bundle.case for bundle in report.bundles if bundle.case})
    written(tmp_path / "cases.csv", "case,owner\n" + "".join(f"{case},Kim\n" for case in cases))
    truth: Counter[tuple[str, str]] = Counter()
    for bundle in report.bundles:
        for finding in bundle.findings if bundle.case else ():
            truth["Kim", finding.cause] += finding.count
    monkeypatch.chdir(tmp_path)
    assert {row[:2]: row[2] for row in duckdb.connect().execute(query).fetchall()} == truth
    names: dict[str, object] = {}
    exec(program, names)  # noqa: S102 - of our own document
    found = names["by_owner"]
    assert isinstance(found, pd.Series)
    assert found.to_dict() == truth
