"""The samples: made by their script, and read to what stands in `golden/` (rewrite it with `--update-golden`)."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import jsonschema
import msgspec
import pytest
from make_samples import samples
from places import GOLDEN, ROOT
from running import omelog

from omelog.api import render, triage
from omelog.model.report import Report
from omelog.report import format_names
from omelog.saved import read

SAMPLES = ROOT / "samples"


@pytest.fixture(scope="module")
def report() -> Report:
    return triage(SAMPLES)


def contents(data: bytes) -> object:
    """Return what a file holds: compressed bytes differ between versions of the compressor."""
    if not data.startswith(b"PK"):
        return data
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile:
        return "cut off"


def test_samples_are_those_of_the_script() -> None:
    made = samples()
    kept = {
        path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file() and path.suffix != ".py"
    }
    assert {name for name in kept if "__pycache__" not in name} == set(made)
    for name, data in made.items():
        assert contents((SAMPLES / name).read_bytes()) == contents(data), name


def compare(name: str, text: str, *, update: bool) -> None:
    path = GOLDEN / name
    if update:
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_bundles_of_the_samples(report: Report, pytestconfig: pytest.Config) -> None:
    update = bool(pytestconfig.getoption("update_golden"))
    for bundle in report.bundles:
        # The source is where the samples lie here; the id, and with it the page, is made of it.
        data = msgspec.to_builtins(bundle) | dict.fromkeys(("source", "id", "page", "bytes", "sha256"))
        compare(bundle.name.replace("/", "-") + ".json", json.dumps(data, indent=1) + "\n", update=update)
    assert {path.stem for path in GOLDEN.glob("*.json")} == {bundle.name.replace("/", "-") for bundle in report.bundles}


@pytest.mark.parametrize("name", ["one-blocker.zip", "history", "ambiguous.zip", "clean.zip", "damaged.zip"])
def test_answers_in_the_terminal(name: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    run = omelog("triage", SAMPLES / name, cwd=tmp_path)
    assert len(run.stdout.splitlines()) <= 25
    compare(f"{name}.txt", run.stdout + run.stderr, update=bool(pytestconfig.getoption("update_golden")))


def test_report_fits_the_committed_schema(report: Report) -> None:
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(render(report, "json")["report.json"]), schema)


def test_report_reads_back_and_renders_the_same(report: Report) -> None:
    for name in format_names():
        written = render(report, name)
        assert render(read(render(report, "json")["report.json"]), name) == written


def test_by_cause_is_the_sum_of_the_findings(report: Report) -> None:
    counted: dict[str, int] = {}
    for bundle in report.bundles:
        for finding in bundle.findings:
            counted[finding.cause] = counted.get(finding.cause, 0) + finding.count
    assert report.totals.by_cause == counted
    assert report.totals.findings == sum(counted.values())
