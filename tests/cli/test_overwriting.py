"""Nothing is overwritten by mistake: where no bundle is found nothing is written, and who was replaced is said."""

from pathlib import Path

import pytest
from bundles import EVENING, LOG, MORNING, written, zipped
from running import Run, omelog, report

from omelog.analysis import Settings
from omelog.bundle import Discovered, Source
from omelog.causes import load
from omelog.problems import damage
from omelog.run import Job, plan

MISTYPED: dict[str, list[str]] = {
    "a mistyped name": ["typo.zip"],
    "an empty name": [""],
    "an empty folder": ["empty"],
    "a folder without archives and logs": ["other"],
    "a glob without a match": ["*.tgz"],
    "a glob that matches an empty folder": ["emp*"],
    "an address of nothing": ["{uri}/typo.zip"],
    "an address of an empty folder": ["{uri}/empty"],
    "all of these": ["typo.zip", "empty", "*.tgz", "other"],
}
WRITTEN: dict[str, list[str]] = {
    "no archive at all": ["noise.zip"],
    "an archive without a log": ["without.zip"],
    "an empty file": ["nothing.zip"],
    "an archive in a folder": ["damaged"],
    "an extracted bundle without a log": ["extracted"],
    "standard input": ["-"],
    "a missing input beside another": ["typo.zip", "without.zip"],
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with what a user may hit by mistake, and a report in it."""
    (tmp_path / "empty").mkdir()
    written(tmp_path / "other" / "notes.txt", "call back at eleven")
    written(tmp_path / "other" / "photo.jpg", b"\xff\xd8\xff\xe0")
    written(tmp_path / "noise.zip", bytes(range(256)) * 8)
    written(tmp_path / "without.zip", zipped({"a.txt": b"x"}))
    written(tmp_path / "nothing.zip", b"")
    written(tmp_path / "damaged" / "a.zip", zipped({LOG: MORNING.encode()})[:40])
    (tmp_path / "extracted" / "tomcat").mkdir(parents=True)
    written(tmp_path / "case-4711.zip", zipped({LOG: MORNING.encode()}))
    written(tmp_path / "case-4712.zip", zipped({LOG: EVENING.encode()}))
    assert omelog("triage", "case-4711.zip", cwd=tmp_path).code == 0
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    """Read all that lies in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def triage(place: Path, inputs: list[str], *options: str) -> Run:
    return omelog("triage", *(given.format(uri=place.as_uri()) for given in inputs), *options, cwd=place)


@pytest.mark.parametrize("kind", MISTYPED)
def test_where_no_bundle_is_found_nothing_is_written(place: Path, kind: str) -> None:
    before = files(place)
    run = triage(place, MISTYPED[kind])
    assert run.code == 1
    assert len(run.lines) == len(MISTYPED[kind])
    assert all(line.startswith("omelog: ") and ";" in line for line in run.lines)
    assert run.stdout == ""
    assert files(place) == before


@pytest.mark.parametrize("kind", MISTYPED)
def test_nor_is_anything_made_mailed_or_put_out(place: Path, kind: str) -> None:
    before = files(place)
    to = ["--mail-to", "a@example.com", "--smtp", "smtp://127.0.0.1:1", "--outbox", "outbox"]
    run = triage(place, MISTYPED[kind], "-o", "new/folder", "--fail-on-findings", *to, "--from", "b@example.com")
    assert run.code == 1, run.stderr
    assert not (place / "new").exists()
    assert not (place / "outbox").exists()
    run = triage(place, MISTYPED[kind], "-o", "-", "-f", "text")
    assert (run.code, run.stdout) == (1, "")
    assert files(place) == before


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_exists_and_cannot_be_read_is_a_rejected_bundle(place: Path, kind: str) -> None:
    run = triage(place, WRITTEN[kind])
    assert run.code == 1
    made = report(place / "omelog-report")
    assert made["totals"]["rejected"] == made["totals"]["bundles"] == len(WRITTEN[kind])
    assert "Report:  omelog-report/report.html" in run.stdout


def test_a_folder_that_cannot_be_searched_in_full_may_hold_bundles() -> None:
    empty = Source("share", "share", "logs")
    locked = damage("unreadable", "the folder cannot be read: Permission denied", "not searched", where="share/locked")
    job = Job(("share",), Settings(load()))
    assert plan(job, Discovered([empty])).is_empty
    assert not plan(job, Discovered([empty], [locked])).is_empty


def test_the_report_that_is_replaced_is_named(place: Path) -> None:
    run = triage(place, ["case-4712.zip"])
    assert run.code == 0
    assert "Replaced the report of case-4711.zip, generated 20" in run.stdout
    assert run.stderr == ""
    assert "Replaced" not in triage(place, ["case-4712.zip"], "-o", "new").stdout
    assert triage(place, ["case-4712.zip"], "--quiet").stdout == ""
    several = triage(place, ["case-4711.zip", "case-4712.zip"]).stdout
    assert "Replaced the report of case-4712.zip, generated 20" in several
    assert (
        "Replaced the report of case-4711.zip, case-4712.zip, generated 20" in triage(place, ["case-4711.zip"]).stdout
    )


def test_the_names_of_a_report_stay_out_of_a_redacted_run(place: Path) -> None:
    run = triage(place, ["case-4712.zip"], "--redact", "share")
    assert "Replaced the report of 1 bundle, generated 20" in run.stdout
    assert "4711" not in run.stdout


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"schema": 4}', b"\xff" * 9, b"[" * 100_000])
def test_a_report_without_readable_data_is_named_as_one(place: Path, data: bytes) -> None:
    (place / "omelog-report" / "report.json").unlink()
    assert "Replaced an earlier report." in triage(place, ["case-4712.zip"], "-f", "html").stdout
    written(place / "omelog-report" / "report.json", data)
    assert "Replaced an earlier report." in triage(place, ["case-4711.zip"], "-f", "html").stdout


def test_a_name_in_a_report_cannot_reach_the_terminal_raw(place: Path) -> None:
    name = "a\x1b[31m\n.zip"
    written(place / name, zipped({LOG: MORNING.encode()}))
    triage(place, [name])
    shown = triage(place, ["case-4711.zip"]).stdout
    assert "\x1b" not in shown
    assert "Replaced the report of a\\x1b[31m" in shown


def test_rendering_over_another_report_names_it(place: Path) -> None:
    assert triage(place, ["case-4712.zip"], "-o", "other-report").code == 0
    saved = "omelog-report/report.json"
    assert "Replaced" not in omelog("render", saved, "-f", "html", cwd=place).stdout
    over = omelog("render", saved, "-f", "html", "-o", "other-report", cwd=place)
    assert "Replaced the report of case-4712.zip, generated 20" in over.stdout
    assert "Replaced" not in omelog("render", saved, "-f", "text", "-o", "other-report", cwd=place).stdout


@pytest.mark.parametrize("output", ["loose", "loose/below", "good/loose"])
def test_a_link_to_nothing_is_no_folder(place: Path, output: str) -> None:
    (place / "loose").symlink_to("nowhere")
    (place / "good").mkdir()
    (place / "good" / "loose").symlink_to("nowhere")
    for command in (
        ["triage", "case-4711.zip"],
        ["render", "omelog-report/report.json", "-f", "text"],
        ["watch", "empty"],
    ):
        run = omelog(*command, "-o", output, cwd=place)
        assert (run.code, len(run.lines)) == (2, 1)
        assert "loose is a link to nothing" in run.stderr
    assert not (place / "nowhere").exists()
