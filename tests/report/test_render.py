"""`omelog render`: what triage wrote, byte for byte, from the saved report alone."""

import json
import shutil
from pathlib import Path

import make_samples as make
import pytest
import reports
from bundles import EVENING, LOG, MORNING, written, zipped
from places import FIXTURES, ROOT, SAMPLES
from running import omelog

from omelog.model.report import SCHEMA, Report
from omelog.report import format_named, format_names, render, rendered
from omelog.run import OutputError, prepare, write
from omelog.saved import ReadError, read

ALL = [argument for name in format_names() for argument in ("-f", name)]


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "given",
    [
        ["history"],
        ["damaged.zip"],
        ["clean.zip"],
        [".", "--case", "4711", "--around", "2024-01-25 11:00"],
        ["ambiguous.zip", "--audience", "public-ca"],
    ],
    ids=lambda given: given[0],
)
def test_render_gives_what_triage_wrote(tmp_path: Path, given: list[str]) -> None:
    omelog("triage", SAMPLES / given[0], *given[1:], *ALL, "-o", tmp_path / "one", "-q", cwd=tmp_path)
    saved = tmp_path / "elsewhere" / "saved.json"
    saved.parent.mkdir()
    shutil.copy(tmp_path / "one" / "report.json", saved)
    run = omelog("render", saved, *ALL, "-o", tmp_path / "two", "-q", cwd=tmp_path)
    assert (run.code, run.stdout, run.stderr) == (0, "", "")
    assert files(tmp_path / "two") == files(tmp_path / "one")
    assert b"The record:" in files(tmp_path / "two")["handover.md"] or given[0] == "clean.zip"


def test_the_audience_of_a_saved_report_can_be_changed(tmp_path: Path) -> None:
    sample = SAMPLES / "one-blocker.zip"
    for name, audience in (("all", ()), ("public", ("--audience", "public-ca"))):
        omelog("triage", sample, *ALL, *audience, "-o", tmp_path / name, "-q", cwd=tmp_path)
    made = omelog(
        "render", tmp_path / "all" / "report.json", "-f", "text", "-o", "-", "--audience", "public-ca", cwd=tmp_path
    )
    wanted = (tmp_path / "public" / "report.txt").read_text()
    assert [line for line in made.stdout.splitlines() if "UTC" not in line] == [
        line for line in wanted.splitlines() if "UTC" not in line
    ]
    assert "With your own CA" not in wanted
    same = omelog(
        "render", tmp_path / "all" / "report.json", "-f", "text", "-o", "-", cwd=tmp_path, OMELOG_AUDIENCE="public-ca"
    )
    assert same.stdout == (tmp_path / "all" / "report.txt").read_text()


def test_without_a_folder_the_files_lie_beside_the_report(tmp_path: Path) -> None:
    omelog("triage", SAMPLES / "clean.zip", "-o", "out", "-q", cwd=tmp_path)
    before = files(tmp_path / "out")
    run = omelog("render", "out/report.json", "-f", "markdown", "-f", "csv", cwd=tmp_path)
    assert (run.code, run.stderr) == (0, "")
    assert run.stdout.splitlines() == ["out/report.md", "out/findings.csv"]
    assert files(tmp_path / "out").keys() == before.keys() | {"report.md", "findings.csv"}
    piped = omelog("render", "-", "-f", "text", cwd=tmp_path, stdin=before["report.json"])
    assert piped.stdout.splitlines() == ["omelog-report/report.txt"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON that can be read"),
        ("not json", "not JSON that can be read"),
        ("\x00\xff", "not JSON that can be read"),
        ('{"schema": "omelog.report/1", "x": ' + "[" * 100_000, "not JSON that can be read"),
        ("[" * 100_000, "not a report of omelog"),
        ("[]", "not a report of omelog"),
        ("{}", "not a report of omelog"),
        ('{"schema": "omelog.chain/1"}', "not a report of omelog"),
        ('{"schema": 5}', "not a report of omelog"),
        ('{"schema": "omelog.report/2", "bundles": 7}', "is a report of version 2, and this omelog reads 1; install"),
        ('{"schema": "omelog.report/1"}', "not a whole report: Object missing required field"),
    ],
)
def test_what_is_no_report_is_told_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    saved = written(tmp_path / "saved.json", text.encode("latin-1"))
    run = omelog("render", saved, "-f", "text", "-o", "-", cwd=tmp_path)
    assert (run.code, run.stdout, len(run.lines)) == (1, "", 1)
    assert says in run.lines[0]
    assert "saved.json" in run.lines[0]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["gone.json", "-f", "text"], 1, "gone.json: cannot be read"),
        ([".", "-f", "text"], 1, "is a folder; give the report.json in it"),
        (["saved.json", "-f", "pdf"], 2, "unknown format 'pdf'"),
        (["saved.json", "-f", "parquet", "-o", "-"], 2, "one text format"),
        (["saved.json", "-f", "text", "-f", "csv", "-o", "-"], 2, "one text format"),
        (["saved.json", "-f", "text", "--audience", "me"], 2, "unknown audience 'me'; known: private-ca, public-ca"),
        (["saved.json", "-f", "text", "--redact", "some"], 2, "unknown profile 'some'; known: none, customer"),
        (["saved.json", "-f", "html", "-o", "-"], 2, "pages do not fit on standard output"),
        (["saved.json", "-f", "text", "-o", ""], 2, "-o is empty"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str], code: int, says: str) -> None:
    written(tmp_path / "saved.json", render(reports.several(), "json")["report.json"])
    run = omelog("render", *arguments, cwd=tmp_path)
    assert (run.code, run.stdout, len(run.lines)) == (code, "", 1)
    assert says in run.lines[0]


def test_fields_of_a_newer_version_are_passed_over() -> None:
    data = render(reports.several(), "json")["report.json"]

    def grown(value: object) -> object:
        if isinstance(value, dict):
            return {name: grown(one) for name, one in value.items()} | {"later": [{"x": 1}]}
        return [grown(one) for one in value] if isinstance(value, list) else value

    tree = json.loads(data)
    tables = [tree["totals"], tree["catalogue"]["causes"], tree["catalogue"]["requirements"]]
    newer = grown(tree)
    assert isinstance(newer, dict)
    for name in ("causes", "requirements"):
        del newer["catalogue"][name]["later"]  # a table by slug, no object
    del newer["totals"]["by_cause"]["later"]
    assert tables
    assert read(json.dumps(newer).encode()) == reports.several()
    newer["bundles"][0]["status"] = "new"
    with pytest.raises(ReadError, match="not a whole report"):
        read(json.dumps(newer).encode())


def test_a_report_of_the_first_version_is_read_and_rendered_for_ever() -> None:
    report = read((FIXTURES / "report-0.1.0.json").read_bytes())
    assert report.schema == SCHEMA
    for name in format_names():
        assert render(report, name)


def test_a_hostile_report_writes_nowhere_else(tmp_path: Path) -> None:
    tree = json.loads(render(reports.several(), "json")["report.json"])
    for bundle, page in zip(
        tree["bundles"], ["../../x.html", "/etc/x.html", "bundles/../../x", "\x00", "C:\\x"], strict=True
    ):
        bundle["page"], bundle["name"] = page, "\x1b[31m../../\u202e<script>"
    saved = written(tmp_path / "in" / "saved.json", json.dumps(tree))
    run = omelog("render", saved, *ALL, "-o", tmp_path / "deep" / "out", cwd=tmp_path)
    assert (run.code, run.stderr) == (0, "")
    files = [path for path in tmp_path.rglob("*.*") if path.is_file()]
    assert {path.parent for path in files} == {
        tmp_path / "in",
        tmp_path / "deep" / "out",
        tmp_path / "deep" / "out" / "bundles",
        tmp_path / "deep" / "out" / "pairs",
    }
    assert "\x1b" not in run.stdout


# --- the folder: what is ours, and what is not ---


def test_a_mark_that_an_editor_put_before_a_report_is_passed_over() -> None:
    saved = render(reports.several(), "json")["report.json"]
    assert read(b"\xef\xbb\xbf" + saved) == read(saved)


def _write(report: Report, names: list[str], folder: Path, *, beside: bool = False) -> None:
    write(folder, (file for name in names for file in rendered(report, name)), names if beside else None)


@pytest.mark.parametrize("name", format_names())
def test_a_folder_with_one_format_alone_is_known_again(tmp_path: Path, name: str) -> None:
    for report in (reports.report(reports.full()), reports.several(), reports.report()):
        folder = tmp_path / str(len(report.bundles))
        prepare(folder, [name])
        _write(report, [name], folder)
        prepare(folder, [name])
        prepare(folder, ["json"])
        _write(report, ["json"], folder)
        assert {path.name for path in folder.rglob("*")} == {"report.json"}


@pytest.mark.parametrize("name", format_names())
def test_a_file_of_somebody_else_is_never_replaced_or_removed(tmp_path: Path, name: str) -> None:
    [file] = [pattern for pattern in format_named(name).FILES if "*" not in pattern]
    other = "json" if name != "json" else "csv"
    ours = render(reports.report(reports.bundle()), name)[file]
    for number, theirs in enumerate(
        [b"", b"mine", b"bundle,cause\r\n1,2\r\n", b"my notes\n" + ours, b"PAR1 mine PAR1"]
    ):
        folder = tmp_path / str(number)
        written(folder / file, theirs)
        with pytest.raises(OutputError, match="holds things other than"):
            prepare(folder, [other])
        _write(reports.report(reports.bundle()), [other], folder)
        prepare(folder, [other])
        _write(reports.report(reports.bundle()), [other], folder)
        assert (folder / file).read_bytes() == theirs
        with pytest.raises(OutputError, match="was not written by omelog, and would be replaced"):
            prepare(folder, [name])


@pytest.mark.parametrize(
    "before", [b"one, two, three", b"one, two, ", b"one, two, three, four", b"One, two, three", b""]
)
def test_a_file_is_mended_wherever_it_differs(tmp_path: Path, before: bytes) -> None:
    path = tmp_path / "report.md"
    path.write_bytes(before)
    inode = path.stat().st_ino
    assert write(tmp_path, [("report.md", iter([b"one, ", b"two, ", b"three"]))], []) == [path]
    assert path.read_bytes() == b"one, two, three"
    assert (path.stat().st_ino == inode) == (before == b"one, two, three")
    assert list(tmp_path.iterdir()) == [path]


def test_rendering_beside_a_report_removes_stale_pages_alone(tmp_path: Path) -> None:
    _write(reports.several(), ["html", "json", "text"], tmp_path)
    written(tmp_path / "bundles" / "mine.html", "<p>mine</p>")
    _write(reports.report(reports.bundle()), ["html"], tmp_path, beside=True)
    assert files(tmp_path).keys() == {"report.html", "report.json", "report.txt", "bundles/mine.html"}


def test_a_missing_extra_is_told_before_any_work(tmp_path: Path) -> None:
    log = written(tmp_path / "case.zip", zipped({LOG: (MORNING + EVENING).encode()}))
    hidden = written(tmp_path / "hidden" / "sitecustomize.py", "import sys\nsys.modules['pyarrow'] = None\n")
    root = str(ROOT)
    path = f"{hidden.parent}:{root}"
    for command in (["triage", log], ["render", "gone.json"]):
        run = omelog(*command, "-f", "parquet", "-o", "out", cwd=tmp_path, PYTHONPATH=path)
        assert (run.code, run.stdout) == (2, "")
        assert run.lines == ["omelog: format parquet needs what is not installed: pip install 'omelog[parquet]'"]
        assert not (tmp_path / "out").exists()
    assert make.EKU in omelog("triage", log, "-f", "csv", "-o", "-", cwd=tmp_path, PYTHONPATH=path).stdout
