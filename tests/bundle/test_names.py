"""What bundles are called: by the input that they lie in, whatever else is given."""

import json
import sqlite3
from pathlib import Path

import pytest
from bundles import EVENING, LOG, MORNING, NOON, written, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import omelog, report

from omelog.bundle import discover
from omelog.records import holds_records
from omelog.saved import read

ZIP = zipped({LOG: NOON.encode()})


def names(*inputs: Path | str) -> list[str]:
    return [source.name for source in discover(map(str, inputs), holds_records).sources]


@pytest.mark.parametrize("inside", ["", "ome_logs", "case/17/ome_logs"])
def test_a_folder_with_one_root_bears_its_own_name(tmp_path: Path, inside: str) -> None:
    """Also beside what is neither archive nor log, and however the folder is written."""
    written(tmp_path / "alpha" / inside / LOG, MORNING)
    written(tmp_path / "alpha" / "readme.txt", "nothing")
    written(tmp_path / "beta" / inside / LOG, EVENING)
    assert names(tmp_path / "alpha", tmp_path / "beta") == ["alpha", "beta"]
    assert names(tmp_path / "alpha") == ["alpha"]
    for other in (f"{tmp_path}/alpha/", f"{tmp_path}/alpha/.", f"{tmp_path}/beta/../alpha"):
        assert names(other) == ["alpha"]


def test_a_point_is_named_by_the_folder_that_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "alpha" / LOG, MORNING)
    (tmp_path / "alpha" / "deeper").mkdir()
    (tmp_path / "latest").symlink_to("alpha")
    monkeypatch.chdir(tmp_path / "alpha")
    assert names(".") == ["alpha"]
    monkeypatch.chdir("deeper")
    assert names("..") == ["alpha"]
    assert names(tmp_path / "latest") == ["latest"]


def test_a_tomcat_folder_given_by_itself_is_one_bundle(tmp_path: Path) -> None:
    tomcat = tmp_path / "case" / "tomcat"
    written(tomcat / "2024-01" / "application-2024-01-24-1.log", MORNING)
    written(tomcat / "application.log", EVENING)
    written(tmp_path / "case" / "other.zip", "none of it")
    run = omelog("triage", "tomcat", "-o", tmp_path / "out", cwd=tmp_path / "case")
    (bundle,) = report(tmp_path / "out")["bundles"]
    assert (run.code, bundle["name"], bundle["problems"]) == (0, "tomcat", [])
    logs = ["tomcat/2024-01/application-2024-01-24-1.log", LOG]
    assert [log["path"] for log in bundle["logs"]] == logs
    assert [finding["cause"] for finding in bundle["findings"]] == ["missing-eku", "invalid-csr-key"]


def test_logs_in_a_folder_without_tomcat_are_read_and_named(tmp_path: Path) -> None:
    """As those of an archive are; a log that is given itself needs no word about it."""
    log = written(tmp_path / "case" / "tomcat9" / "application.log", EVENING)
    written(tmp_path / "case" / "other" / LOG, MORNING)
    written(tmp_path / "two" / "logs" / "application.log.1", MORNING)
    written(tmp_path / "two" / "logs" / "application.log", EVENING)
    for path, told in (("case", ["tomcat9/application.log"]), ("two", ["logs/application.log"]), (log, [])):
        omelog("triage", path, "-o", "out", "--store", "none", cwd=tmp_path)
        problems = [
            (one["code"], one["message"]) for two in report(tmp_path / "out")["bundles"] for one in two["problems"]
        ]
        assert problems == [("no-tomcat-folder", f"there is no folder tomcat/: {name}") for name in told]


def test_other_folders_name_what_they_hold_by_its_path(tmp_path: Path) -> None:
    written(tmp_path / "share" / "unpacked" / LOG, MORNING)
    written(tmp_path / "share" / "case1.zip", ZIP)
    assert names(tmp_path / "share") == ["case1.zip", "unpacked"]
    written(tmp_path / "single" / "case2.zip", ZIP)
    assert names(tmp_path / "single") == ["case2.zip"]


def test_what_lies_in_a_root_is_of_that_bundle(tmp_path: Path) -> None:
    written(tmp_path / "share" / LOG, MORNING)
    written(tmp_path / "share" / "inner.zip", ZIP)
    written(tmp_path / "share" / "usr" / "tomcat" / "readme.txt", "nothing")
    assert names(tmp_path / "share") == ["share"]


def test_a_root_in_a_root_is_a_bundle_too(tmp_path: Path) -> None:
    written(tmp_path / "share" / LOG, MORNING)
    written(tmp_path / "share" / "backup" / LOG, EVENING)
    assert names(tmp_path / "share") == ["backup", "share"]


TREES = st.lists(
    st.lists(st.sampled_from(["a", "b", "tomcat", "case.zip", "application.log", "x.txt"]), min_size=1, max_size=4).map(
        "/".join
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TREES, TREES)
def test_a_name_depends_on_its_own_input_alone(
    tmp_path_factory: pytest.TempPathFactory, one: list[str], other: list[str]
) -> None:
    top = tmp_path_factory.mktemp("names")
    for folder, paths in (("one", one), ("other", other)):
        (top / folder).mkdir()
        for path in paths:
            _put(top / folder / path)
    together = names(top / "one", top / "other")
    assert together == [*names(top / "one"), *names(top / "other")]
    (top / "other").rename(top / "third")
    assert names(top / "one", top / "third")[: len(names(top / "one"))] == names(top / "one")


def _put(path: Path) -> None:
    """Write what the name says, unless a file or folder of the tree is in the way."""
    try:
        written(path, ZIP if path.suffix == ".zip" else MORNING if path.suffix == ".log" else "nothing")
    except OSError:
        return


def test_equal_names_are_told_apart(tmp_path: Path) -> None:
    """Pages, rows and lines of each are its own; the tables have the source."""
    for folder, log in (("a", NOON), ("b", EVENING)):
        written(tmp_path / folder / "bundle.zip", zipped({LOG: log.encode()}))
    run = omelog("triage", "a/bundle.zip", "b/bundle.zip", "a/bundle.zip", "-o", "out", cwd=tmp_path)
    assert run.code == 0
    made = report(tmp_path / "out")
    assert [bundle["name"] for bundle in made["bundles"]] == ["bundle.zip"] * 3
    assert len({bundle["id"] for bundle in made["bundles"]}) == 3
    assert len({bundle["page"] for bundle in made["bundles"]}) == 3
    assert all((tmp_path / "out" / bundle["page"]).is_file() for bundle in made["bundles"])
    assert "bundle.zip (a/bundle.zip)" in " ".join(run.stdout.split())
    overview = (tmp_path / "out" / "report.html").read_text()
    assert "bundle.zip (a/bundle.zip)" in overview
    assert "bundle.zip (b/bundle.zip)" in overview
    alone = omelog("triage", "b/bundle.zip", "c.zip", "-o", "other", cwd=tmp_path)
    assert alone.code == 1  # c.zip is not there
    assert report(tmp_path / "other")["bundles"][0]["id"] == made["bundles"][1]["id"]


def test_redacted_names_stay_different(tmp_path: Path) -> None:
    """Where the source is hidden, too, a number tells them apart; the map has the originals of each."""
    for folder in ("initech", "globex"):
        written(tmp_path / folder / "bundle.zip", zipped({LOG: NOON.encode()}))
    run = omelog("triage", "initech/bundle.zip", "globex/bundle.zip", "--redact", "share", "-o", "out", cwd=tmp_path)
    made = report(tmp_path / "out")
    assert [bundle["name"] for bundle in made["bundles"]] == ["bundle.zip", "bundle.zip (2)"]
    assert len({bundle["id"] for bundle in made["bundles"]}) == 2
    assert "globex" not in run.stdout + (tmp_path / "out" / "report.json").read_text()


def test_a_folder_that_moved_is_no_news(tmp_path: Path) -> None:
    for name, log in (("one", MORNING), ("two", EVENING)):
        written(tmp_path / "share" / name / LOG, log)
    first = omelog("triage", "share", "-o", "out", "--store", "store.sqlite", cwd=tmp_path)
    (tmp_path / "share" / "two").rename(tmp_path / "share" / "three")
    second = omelog("triage", "share", "-o", "out", "--store", "store.sqlite", cwd=tmp_path)
    assert (first.code, second.code) == (0, 0)
    changes = report(tmp_path / "out")["changes"]
    assert (changes["new"], changes["gone"]) == ([], [])
    assert changes["same"] > 0


def test_an_older_report_still_opens(tmp_path: Path) -> None:
    """Its bundles have no ids: they get some, and its pairs and changes too."""
    for name in ("source.zip", "target.zip"):
        written(tmp_path / "case" / name, zipped({LOG: NOON.encode()}))
    omelog("triage", "case", "-o", "out", cwd=tmp_path)
    made = report(tmp_path / "out")
    for bundle in made["bundles"]:
        del bundle["id"]
    for pair in made["pairs"]:
        del pair["source_id"], pair["target_id"]
    read_in = read(json.dumps(made).encode())
    assert all(bundle.id for bundle in read_in.bundles)
    assert [(pair.source_id, pair.target_id) for pair in read_in.pairs] == [tuple(b.id for b in read_in.bundles)]


def test_an_older_store_still_opens(tmp_path: Path) -> None:
    """Of the bundles in it nobody knows where they lay: names tell which they are."""
    for name in ("a.zip", "b.zip"):
        written(tmp_path / "share" / name, zipped({LOG: NOON.encode()}))
    omelog("triage", "share", "-o", "out", "--store", "store.sqlite", cwd=tmp_path)
    store = sqlite3.connect(tmp_path / "store.sqlite")
    store.executescript(
        """
        CREATE TABLE was (
            id INTEGER PRIMARY KEY, scope TEXT NOT NULL, name TEXT NOT NULL, case_id TEXT NOT NULL,
            content TEXT NOT NULL, status TEXT NOT NULL, log_ends TEXT, first_run INTEGER NOT NULL,
            last_run INTEGER NOT NULL, runs INTEGER NOT NULL, UNIQUE (scope, name, case_id, content)
        );
        INSERT INTO was SELECT id, scope, name, case_id, content, status, log_ends, first_run, last_run, runs
            FROM bundle;
        DROP TABLE bundle;
        ALTER TABLE was RENAME TO bundle;
        DROP TABLE stay;
        DROP TABLE closed;
        PRAGMA user_version = 1;
        """
    )
    store.close()
    run = omelog("triage", "share", "-o", "out", "--store", "store.sqlite", cwd=tmp_path)
    assert (run.code, run.lines) == (0, [])
    changes = report(tmp_path / "out")["changes"]
    assert (changes["new"], changes["gone"]) == ([], [])
