"""Where a bundle belongs: its case and its side of a migration, by where it lies."""

import os
from pathlib import Path

import msgspec
import pytest
import reports
from bundles import EVENING, LOG, MORNING, NOON, written, zipped
from inside import inside
from places import SAMPLES
from running import omelog, report

from omelog.api import triage
from omelog.model.report import Pair, Row
from omelog.pages import pair_path
from omelog.report import row
from omelog.run.pairs import pairs


def places(folder: Path) -> dict[str, tuple[str | None, str | None]]:
    """Return case and role of each bundle of a report."""
    return {bundle["name"]: (bundle["case"], bundle["role"]) for bundle in report(folder)["bundles"]}


@pytest.fixture
def share(tmp_path: Path) -> Path:
    top = tmp_path / "share"
    written(top / "SR-1" / "bundle.zip", zipped({LOG: MORNING.encode()}))
    written(top / "SR-2" / "old" / "Source-2" / "bundle.zip", zipped({LOG: NOON.encode()}))
    written(top / "SR-2" / "TARGET" / "tomcat" / "application.log", EVENING)
    written(top / "SR-3" / "all.zip", zipped({f"source/{LOG}": NOON.encode(), f"x/{LOG}": EVENING.encode()}))
    written(top / "flat.zip", zipped({LOG: MORNING.encode()}))
    return top


def test_the_first_folder_below_the_input_is_the_case(tmp_path: Path, share: Path) -> None:
    assert omelog("triage", share, cwd=tmp_path).code == 0
    assert places(tmp_path / "omelog-report") == {
        "SR-1/bundle.zip": ("SR-1", None),
        "SR-2/TARGET": ("SR-2", "target"),
        "SR-2/old/Source-2/bundle.zip": ("SR-2", "source"),
        "SR-3/all.zip/source": ("SR-3", "source"),
        "SR-3/all.zip/x": ("SR-3", None),
        "flat.zip": (None, None),
    }


@pytest.mark.skipif(os.name != "posix", reason="names of other systems are always text")
def test_a_path_that_is_no_text_has_a_case_too(tmp_path: Path) -> None:
    for number in (1, 2):
        written(tmp_path / "share" / os.fsdecode(b"SR\xff") / f"{number}.zip", zipped({LOG: MORNING.encode()}))
    for options in ([], ["--case-from", "SR."], ["--case-from", os.fsdecode(b"S(R\xff)")], ["--case", "\udcff"]):
        run = omelog("triage", tmp_path / "share", *options, cwd=tmp_path)
        assert run.code == (2 if "S(R" in str(options) else 0)


def test_a_pattern_finds_the_case_by_its_group_or_all_that_matches(tmp_path: Path, share: Path) -> None:
    for pattern, one, flat in (
        ("SR-([0-9]+)", "1", None),
        ("^SR-1", "SR-1", None),
        ("[^/]*zip$", "bundle.zip", "flat.zip"),
    ):
        assert omelog("triage", share, "--case-from", pattern, cwd=tmp_path).code == 0
        found = places(tmp_path / "omelog-report")
        assert (found["SR-1/bundle.zip"][0], found["flat.zip"][0]) == (one, flat)
    given = share / "SR-1" / "bundle.zip"
    assert omelog("triage", given, "--case-from", "SR-.", cwd=tmp_path).code == 0
    assert places(tmp_path / "omelog-report") == {"bundle.zip": ("SR-1", None)}
    assert omelog("triage", given, "--case", "mine", "--case-from", "SR-.", cwd=tmp_path).code == 0
    assert places(tmp_path / "omelog-report") == {"bundle.zip": ("mine", None)}


def test_a_pattern_that_is_none_is_wrong_usage(tmp_path: Path, share: Path) -> None:
    run = omelog("triage", share, "--case-from", "SR-(", cwd=tmp_path)
    assert run.code == 2
    assert len(run.lines) == 1
    assert run.lines[0].startswith("omelog: --case-from 'SR-(' is not a valid pattern: missing )")


def test_a_pattern_takes_no_longer_than_the_path(tmp_path: Path) -> None:
    written(tmp_path / ("a" * 200) / "x.log", MORNING)
    assert omelog("triage", "a" * 200, "--case-from", "(a+)+$", cwd=tmp_path).code == 0
    written(tmp_path / "caf\udce9" / "b" / "x.log", MORNING)
    assert omelog("triage", "caf\udce9", "--case-from", "(.+)/x", cwd=tmp_path).code == 0
    assert places(tmp_path / "omelog-report") == {"b/x.log": ("b", None)}


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("source.log", "source"),
        ("OME_Target-2.log", "target"),
        ("source/target.log", "target"),
        ("source/bundle.log", "source"),
        ("resources.log", None),
        ("opensource/x.log", None),
        ("source-to-target.log", None),
        ("target/source-and-target.log", None),
        ("source2/x.log", "source"),
    ],
)
def test_the_nearest_part_of_the_path_that_says_it_tells_the_role(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, role: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / path, MORNING)
    assert [bundle.role for bundle in triage(path).bundles] == [role]


def side(name: str, role: str | None, ends: str | None, case: str | None = "SR-1") -> Row:
    """Return the row of a bundle."""
    log = msgspec.structs.replace(reports.bundle().logs[0], last_time=ends)
    return row(msgspec.structs.replace(reports.bundle(), id=f"id-{name}", name=name, role=role, case=case, logs=[log]))


def test_the_newest_bundle_of_each_side_makes_the_pair() -> None:
    rows = [
        side("s1", "source", "2024-01-02T00:00:00"),
        side("s2", "source", "2024-01-01T00:00:00"),
        side("t1", "target", None),
        side("t2", "target", None),
        side("x", None, "2024-01-09T00:00:00"),
        side("other", "source", None, case="SR-2"),
    ]
    page = pair_path(("s1", "id-s1"), ("t2", "id-t2"))
    pair = Pair(case="SR-1", source="s1", target="t2", source_id="id-s1", target_id="id-t2", page=page)
    assert pairs(rows) == [pair]


def test_bundles_without_a_case_are_a_pair_only_where_they_are_all_there_is() -> None:
    rows = [side("s", "source", None, case=None), side("t", "target", None, case=None)]
    assert [(pair.case, pair.source, pair.target) for pair in pairs(rows)] == [(None, "s", "t")]
    assert pairs([*rows, side("x", None, None, case=None)]) == []


def test_both_sides_of_the_sample_are_one_migration() -> None:
    made = triage(SAMPLES / "migration")
    assert [(pair.source, pair.target) for pair in made.pairs] == [("source.zip", "target.zip")]


def test_a_pattern_for_cases_that_matches_nothing_says_so(share: Path) -> None:
    said = {}
    for pattern in ("SR-[0-9]", "CASE-[0-9]"):
        run = inside("triage", "share", "--case-from", pattern, "-f", "json", "-o", "out", cwd=share.parent)
        assert run.code == 0
        told = [one["code"] for one in report(share.parent / "out")["problems"]]
        said[pattern] = (told.count("case-pattern"), run.stderr.decode().count("matches the path of no bundle"))
    assert said == {"SR-[0-9]": (0, 0), "CASE-[0-9]": (1, 1)}
