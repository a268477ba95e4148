"""Runs over several bundles: nothing twice, whatever ended the one before."""

import contextlib
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import make_samples as make
import pytest
from bundles import EVENING, LOG, MORNING, NOON, written, zipped
from inside import inside
from msgspec import structs
from own_causes import OWN_CAUSE
from running import Run, environment, omelog, report

from omelog.analysis import Settings
from omelog.causes import load
from omelog.redact import Shared
from omelog.report import format_names
from omelog.run.done import Done, opened, pack, unpack
from omelog.run.job import Job
from omelog.run.plan import plan
from omelog.run.task import Question, answers

LOGS = (MORNING, NOON, EVENING, make.filler("2024-01-25 06:00:00", 12))
LONG_AGO = 1_700_000_000
LEFT = ("SELECT * FROM bundle", "SELECT * FROM content", "SELECT * FROM kept", "SELECT * FROM file")


def share(folder: Path, count: int) -> Path:
    """Make a folder of cases, with archives, an extracted bundle and a log in it, all old enough to be known."""
    for number in range(count):
        text = make.filler("2024-01-25 05:00:00", number + 1) + LOGS[number % len(LOGS)]
        written(folder / f"case-{number % 7}" / f"{number}.zip", zipped({LOG: text.encode()}))
    written(folder / "case-1" / "folder" / LOG, MORNING)
    written(folder / "plain.log", NOON)
    for path in folder.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    return folder


def triage(cwd: Path, *arguments: str | Path, out: str = "out") -> Run:
    """Run over the share."""
    return omelog("triage", "share", "-o", out, "--verbose", *arguments, cwd=cwd)


def reads(run: Run) -> list[str]:
    """Name the sources that a run has read."""
    return [line.removeprefix("omelog: reading ") for line in run.lines if line.startswith("omelog: reading ")]


_OF_CHANGES = re.compile(
    r'<section id="changes".*?</section>|<li><a href="#changes">.*?</li>|<strong[^>]*>new since the last run</strong>'
    r"|<li>(?:<bdi>)?(?:Compared with the last run|Not compared with an earlier run).*?</li>",
    re.DOTALL,
)


def everything(folder: Path) -> dict[str, str]:
    """Return all files of a report, without the time at which it was made, and what is different from the last."""
    data = report(folder)
    times = [data["generated"], data["generated"].replace("T", " ").replace("Z", " UTC")]
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            for shown in times:
                text = text.replace(shown, "MADE")
            text = re.sub(r'"changes": (null|\{.*?\n \})', '"changes"', text, flags=re.DOTALL)
            text = _OF_CHANGES.sub("", text)
            files[path.relative_to(folder).as_posix()] = re.sub(r"\n+", "\n", text)
    return files


def test_a_second_run_reads_nothing_and_says_the_same(tmp_path: Path) -> None:
    share(tmp_path / "share", 6)
    first, second = triage(tmp_path, out="one"), triage(tmp_path, out="two")
    assert (len(reads(first)), reads(second)) == (8, [])
    assert (first.code, second.code) == (0, 0)
    assert everything(tmp_path / "one") == everything(tmp_path / "two")
    assert report(tmp_path / "one")["changes"] is None
    changes = report(tmp_path / "two")["changes"]
    assert changes == {
        "since": report(tmp_path / "one")["generated"],
        "new": [],
        "gone": [],
        "changed": [],
        "not_read": [],
        "same": 7,
    }


def test_pages_that_are_as_they_should_be_are_left_and_all_others_written(tmp_path: Path) -> None:
    share(tmp_path / "share", 6)
    triage(tmp_path)
    first = everything(tmp_path / "out")
    below = sorted(path for path in (tmp_path / "out").glob("*/*.html"))
    edited, longer, shorter, gone, *left = below
    edited.write_bytes(edited.read_bytes().replace(b"Verdict", b"Veldict"))
    longer.write_bytes(longer.read_bytes() + b"\n")
    shorter.write_bytes(shorter.read_bytes()[:-1])
    gone.unlink()
    stamps = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in left}
    assert len(stamps) > 3
    triage(tmp_path)
    assert everything(tmp_path / "out") == first
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in left} == stamps
    assert not list((tmp_path / "out").rglob(".omelog*"))


def test_only_what_is_new_or_changed_is_read(tmp_path: Path) -> None:
    folder = share(tmp_path / "share", 6)
    triage(tmp_path)
    written(folder / "case-9" / "new.zip", zipped({LOG: NOON.encode()}))
    written(folder / "case-0" / "0.zip", zipped({LOG: EVENING.encode()}))
    written(folder / "case-1" / "folder" / f"{LOG}.1", NOON)
    (folder / "case-2" / "2.zip").unlink()
    second = triage(tmp_path)
    assert set(reads(second)) == {"case-0/0.zip", "case-1/folder", "case-9/new.zip"}
    changes = report(tmp_path / "out")["changes"]
    shown = {
        kind: {(one["case"], one["bundle"], one["cause"], one["whole_bundle"]) for one in changes[kind]}
        for kind in ("new", "gone")
    }
    assert shown["new"] == {
        ("case-0", "case-0/0.zip", "invalid-csr-key", False),
        ("case-1", "case-1/folder", "missing-key-encipherment", False),
        ("case-9", "case-9/new.zip", "missing-key-encipherment", True),
    }
    assert shown["gone"] == {
        ("case-0", "case-0/0.zip", "missing-eku", False),
        ("case-2", "case-2/2.zip", "invalid-csr-key", True),
    }
    assert "Since the last run" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_path_size_and_time_stand_for_the_content_until_asked_to_verify(tmp_path: Path) -> None:
    folder = share(tmp_path / "share", 3)
    triage(tmp_path)
    before = everything(tmp_path / "out")
    for path in folder.rglob("*.zip"):
        path.write_bytes(bytes(path.stat().st_size))
        os.utime(path, (LONG_AGO, LONG_AGO))
    assert reads(triage(tmp_path)) == []
    assert everything(tmp_path / "out") == before
    assert set(reads(triage(tmp_path, "--verify"))) == {
        "case-0/0.zip",
        "case-1/1.zip",
        "case-2/2.zip",
        "case-1/folder",
    }
    assert report(tmp_path / "out")["totals"]["rejected"] == 3


def test_verified_files_that_are_the_same_are_not_judged_again(tmp_path: Path) -> None:
    share(tmp_path / "share", 3)
    triage(tmp_path)
    assert reads(triage(tmp_path, "--verify")) == ["case-1/folder"]


def test_a_file_that_has_just_changed_is_not_trusted_by_its_time(tmp_path: Path) -> None:
    folder = share(tmp_path / "share", 2)
    for path in (folder / "case-0" / "0.zip", folder / "case-1" / "folder" / LOG):
        soon = time.time() + 3600
        os.utime(path, (soon, soon))
    triage(tmp_path)
    assert reads(triage(tmp_path)) == ["case-1/folder"]  # the other is known by its content
    (folder / "case-0" / "0.zip").write_bytes(zipped({LOG: NOON.encode()}))
    os.utime(folder / "case-0" / "0.zip", (soon, soon))
    assert reads(triage(tmp_path)) == ["case-0/0.zip", "case-1/folder"]


def test_touched_files_are_known_by_their_content(tmp_path: Path) -> None:
    folder = share(tmp_path / "share", 3)
    triage(tmp_path)
    for path in folder.rglob("*.zip"):
        os.utime(path, (LONG_AGO + 5, LONG_AGO + 5))
    assert reads(triage(tmp_path)) == []


def own_causes(folder: Path, match: str, record: str) -> Path:
    miss = make.chain_error("2024-01-25 10:00:00.000", "something else")
    written(folder / "own.toml", OWN_CAUSE.format(slug="our-own", match=match, record=record, miss=miss))
    return folder


def test_a_changed_catalogue_judges_what_was_read_before(tmp_path: Path) -> None:
    folder = share(tmp_path / "share", 3)
    new = make.chain_error("2024-01-25 12:00:00.000", "Invalid moon phase.")
    path = written(folder / "moon.zip", zipped({LOG: new.encode()}))
    os.utime(path, (LONG_AGO, LONG_AGO))
    triage(tmp_path)
    assert report(tmp_path / "out")["totals"]["by_cause"]["unknown"] == 1
    for zip_file in folder.rglob("*.zip"):  # whatever it does, it cannot read them
        zip_file.write_bytes(bytes(zip_file.stat().st_size))
        os.utime(zip_file, (LONG_AGO, LONG_AGO))
    # A pattern: a cause that names an argument has other records looked for, so all is read again.
    match = '[match]\nloggers = ["SSLController"]\nmessage_id = "CGEN1008"\nargument_pattern = "moon phase"'
    run = triage(tmp_path, "--causes", own_causes(tmp_path / "causes", match, new))
    assert run.code == 0, run.stderr
    assert reads(run) == []
    data = report(tmp_path / "out")
    assert data["totals"]["by_cause"] == {
        "invalid-csr-key": 1,
        "missing-eku": 2,
        "missing-key-encipherment": 2,
        "our-own": 1,
    }
    assert {(one["bundle"], one["cause"]) for one in data["changes"]["new"]} == {("moon.zip", "our-own")}
    assert {(one["bundle"], one["cause"]) for one in data["changes"]["gone"]} == {("moon.zip", "unknown")}


def test_a_catalogue_that_looks_for_other_records_reads_again(tmp_path: Path) -> None:
    share(tmp_path / "share", 3)
    triage(tmp_path)
    record = make.header("2024-01-25 12:00:00.000", logger="OtherController") + "the moon is full\n"
    run = triage(tmp_path, "--causes", own_causes(tmp_path / "causes", '[match]\ntext = "the moon is full"', record))
    assert run.code == 0, run.stderr
    assert len(reads(run)) == 5


@pytest.mark.parametrize(
    ("option", "value"),
    [("--limit", "raw_bytes=100"), ("--case", "4711"), ("--around", "2024-01-25 10:00"), ("-f", "json")],
)
def test_what_a_report_depends_on_is_not_taken_from_another(tmp_path: Path, option: str, value: str) -> None:
    share(tmp_path / "share", 3)
    triage(tmp_path)
    again = triage(tmp_path, option, value)
    assert (len(reads(again)) > 0) == (option == "--limit")
    omelog("triage", "share", "-o", "fresh", option, value, "--store", "none", cwd=tmp_path)
    assert everything(tmp_path / "out") == everything(tmp_path / "fresh")


def test_what_cannot_be_read_is_tried_again(tmp_path: Path) -> None:
    folder = share(tmp_path / "share", 3)
    assert reads(triage(tmp_path, folder / "gone.zip"))[-1] == "gone.zip"
    assert reads(triage(tmp_path, folder / "gone.zip")) == ["gone.zip"]


def test_records_with_a_password_are_kept_out_of_the_store(tmp_path: Path) -> None:
    folder = share(tmp_path / "share", 1)
    secret = make.chain_error("2024-01-25 12:00:00.000", "password=hunter2-hunter2")
    path = written(folder / "secret.zip", zipped({LOG: secret.encode()}))
    os.utime(path, (LONG_AGO, LONG_AGO))
    triage(tmp_path)
    assert reads(triage(tmp_path)) == []
    (store,) = (tmp_path / "state").rglob("store.sqlite")
    connection = sqlite3.connect(store)
    kinds = [row[0] for row in connection.execute("SELECT kind FROM kept ORDER BY kind")]
    blobs = [row[0] for row in connection.execute("SELECT data FROM kept WHERE kind = 'done'")]
    connection.close()
    assert kinds == ["causes", *["done"] * 4, "how", *["reading"] * 3]
    found = [unpack(blob) for blob in blobs]
    assert all(found)
    parts = [opened(part) for made in found for one in made or () for part in one.parts]
    assert len(parts) == 4 * len(("html", "json", "itself"))
    assert not [one for one in [*parts, str(found).encode()] if b"hunter2" in one]


def test_without_a_store_and_of_one_bundle_nothing_is_kept(tmp_path: Path) -> None:
    share(tmp_path / "share", 3)
    triage(tmp_path, "--store", "none")
    omelog("triage", "share/plain.log", cwd=tmp_path)
    assert not (tmp_path / "state").exists()


def test_a_damaged_store_is_told_and_costs_nothing_but_time(tmp_path: Path) -> None:
    share(tmp_path / "share", 3)
    triage(tmp_path, "--store", "kept.sqlite")
    before = everything(tmp_path / "out")
    (tmp_path / "kept.sqlite").write_bytes(b"junk" * 999)
    damaged = triage(tmp_path, "--store", "kept.sqlite")
    assert damaged.code == 0
    assert [line for line in damaged.lines if "set aside" in line]
    assert len(reads(damaged)) == 5
    assert everything(tmp_path / "out") == before
    assert reads(triage(tmp_path, "--store", "kept.sqlite")) == []


def test_damage_within_the_store_is_met_at_work(tmp_path: Path) -> None:
    share(tmp_path / "share", 12)
    triage(tmp_path, "--store", "kept.sqlite")
    before = everything(tmp_path / "out")
    path = tmp_path / "kept.sqlite"
    chance = random.Random(7)  # noqa: S311 - the same moments in every run of the test, no secret
    for _ in range(8):
        data = bytearray(path.read_bytes())
        for _ in range(30):
            place = chance.randrange(100, len(data) - 64)
            data[place : place + 64] = chance.randbytes(64)
        path.write_bytes(data)
        run = triage(tmp_path, "--store", "kept.sqlite")
        assert run.code == 0, run.stderr
        assert everything(tmp_path / "out") == before


@pytest.mark.parametrize("place", ["a-folder", "file/store.sqlite"])
def test_a_store_that_cannot_be_opened_is_done_without(tmp_path: Path, place: str) -> None:
    share(tmp_path / "share", 3)
    (tmp_path / "a-folder").mkdir()
    (tmp_path / "file").touch()
    run = triage(tmp_path, "--store", place)
    assert run.code == 0
    assert [line for line in run.lines if "went on without it" in line]
    assert report(tmp_path / "out")["totals"]["bundles"] == 5


def started(cwd: Path, out: str) -> "subprocess.Popen[bytes]":
    """Start a run, in a group of its own with the processes that it starts."""
    command = [sys.executable, "-m", "omelog", "triage", "share", "-o", out, "-q"]
    return subprocess.Popen(command, cwd=cwd, env=environment(cwd), stderr=subprocess.PIPE, start_new_session=True)


def test_killed_at_any_moment_the_next_run_completes_to_the_same_report(tmp_path: Path) -> None:
    share(tmp_path / "share", 40)
    omelog("triage", "share", "-o", "undisturbed", "--store", "none", cwd=tmp_path)
    expected = everything(tmp_path / "undisturbed")
    chance = random.Random(1)  # noqa: S311 - the same moments in every run of the test, no secret
    began = time.monotonic()
    with started(tmp_path, "first") as whole:
        whole.communicate()
    lasts = time.monotonic() - began
    kept = []
    for number in range(20):
        if number % 5 == 0:
            for file in (tmp_path / "state" / "omelog").iterdir():
                file.unlink()
        with started(tmp_path, "out") as running:
            time.sleep(chance.uniform(0.1, lasts))
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
        with sqlite3.connect(tmp_path / "state" / "omelog" / "store.sqlite") as connection:
            kept.append(_count(connection))
        connection.close()
    assert any(0 < count < 42 for count in kept), kept  # some were killed in the middle
    run = triage(tmp_path)
    assert run.code == 0, run.stderr
    assert len(reads(run)) <= 42 - kept[-1]
    assert everything(tmp_path / "out") == expected
    assert reads(triage(tmp_path)) == []


def _count(connection: sqlite3.Connection) -> int:
    try:
        return int(connection.execute("SELECT count(*) FROM kept WHERE kind = 'done'").fetchone()[0])
    except sqlite3.OperationalError:  # killed before the tables were made
        return 0


def test_two_runs_at_once_do_not_harm_each_other(tmp_path: Path) -> None:
    share(tmp_path / "share", 20)
    omelog("triage", "share", "-o", "alone", "--store", "none", cwd=tmp_path)
    running = [started(tmp_path, out) for out in ("one", "two", "one")]
    ends = [(process.communicate()[1], process.returncode) for process in running]
    assert ends == [(b"", 0)] * 3
    assert everything(tmp_path / "one") == everything(tmp_path / "two") == everything(tmp_path / "alone")
    assert reads(triage(tmp_path)) == []


@pytest.mark.parametrize("option", [("--forget", "x.zip"), ("--older-than", "30")])
def test_nothing_is_deleted_from_a_store_that_is_not_there(tmp_path: Path, option: tuple[str, str]) -> None:
    run = omelog("history", *option, "--store", "none.sqlite", cwd=tmp_path)
    assert (run.code, run.stdout) == (1, "")
    assert "none.sqlite: there is no such store" in run.stderr


def test_history_and_forgetting_of_real_runs(tmp_path: Path) -> None:
    folder = share(tmp_path / "share", 6)
    copy = written(folder / "case-5" / "copy.zip", (folder / "case-0" / "0.zip").read_bytes())
    os.utime(copy, (LONG_AGO, LONG_AGO))
    assert "Nothing to show yet" in omelog("history", cwd=tmp_path).stdout
    assert not (tmp_path / "state").exists()
    triage(tmp_path)
    text = omelog("history", cwd=tmp_path).stdout
    assert "2024-W04" in text
    assert "case-0/0.zip, case-5/copy.zip" in text
    data: dict[str, Any] = json.loads(omelog("history", "-f", "json", cwd=tmp_path).stdout)
    assert {one["case"] for one in data["failing"]} == {"case-0", "case-1", "case-2", "case-4", "case-5"}
    hidden = omelog("history", "-f", "json", "--redact", "share", "--redact-map", "map.json", cwd=tmp_path)
    shown: dict[str, Any] = json.loads(hidden.stdout)
    assert (shown["redaction"], data["redaction"], shown["weeks"]) == ("share", "none", data["weeks"])
    originals = json.loads((tmp_path / "map.json").read_bytes())["bundles"][""]
    assert [originals[one["case"]] for one in shown["failing"]] == [one["case"] for one in data["failing"]]
    text = omelog("history", "--redact", "share", cwd=tmp_path).stdout
    assert "copy.zip" not in text
    assert text.splitlines()[-1].startswith("Redaction: Private keys")
    assert "Deleted 3 bundles" in omelog("history", "--forget", "case-5", cwd=tmp_path).stdout
    assert set(reads(triage(tmp_path))) == {"case-0/0.zip", "case-5/5.zip", "case-5/copy.zip"}
    assert omelog("history", "--forget", "x", "--older-than", "3", cwd=tmp_path).code == 2


def test_all_is_forgotten_of_all_that_was_seen_by_now(tmp_path: Path) -> None:
    share(tmp_path / "share", 3)
    triage(tmp_path, "--store", "own.db")
    assert "Deleted 5 bundles" in omelog("history", "--store", "own.db", "--older-than", "0", cwd=tmp_path).stdout
    with contextlib.closing(sqlite3.connect(tmp_path / "own.db")) as store:
        found = [store.execute(query).fetchall() for query in LEFT]
    assert found == [[], [], [], []]


def test_what_a_format_says_of_one_of_several_does_not_change_with_the_time_of_a_run(tmp_path: Path) -> None:
    written(tmp_path / "a.zip", zipped({LOG: (MORNING + NOON + EVENING).encode()}))
    job = Job((str(tmp_path),), Settings(load()), tuple(format_names()))
    planned = plan(job)
    made: list[list[Done]] = []
    for generated in ("2026-11-23T10:20:30Z", "2026-12-24T11:21:31Z"):
        head = structs.replace(planned.head, generated=generated)
        [answer] = answers(planned._replace(head=head), [Question(0, planned.sources[0], Shared({}, {}, {}))])
        made.append(answer.done)
        assert unpack(pack(answer.done) or b"") == answer.done
    assert made[0] == made[1]


def test_a_comparison_says_that_other_causes_were_looked_for(tmp_path: Path) -> None:
    share(tmp_path / "share", 2)
    match = '[match]\nloggers = ["JobController"]\nmessage_id = "CJOB1"\nargument = "Full moon."'
    record = '[ERROR] 2024-01-25 11:10:34.735 [main] JobController - {"MessageId":"CJOB1","MessageArgs":["Full moon."]}'
    miss = record.replace("Full", "New")
    written(tmp_path / "causes" / "ours.toml", OWN_CAUSE.format(slug="ours", match=match, record=record, miss=miss))
    said = []
    for more in ((), (), ("--causes", "causes"), ("--causes", "causes")):
        run = inside("triage", "share", "-f", "json", "-f", "html", "-o", "out", "--store", "s", *more, cwd=tmp_path)
        assert run.code == 0
        changes = report(tmp_path / "out")["changes"]
        page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
        assert ("other causes were looked for then" in page) == bool(changes and changes.get("causes_changed"))
        said.append(changes and changes.get("causes_changed", False))
    assert said == [None, False, True, False]
