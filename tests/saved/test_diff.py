"""Two runs side by side: in types, in the terminal, on the overview."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from bundles import EVENING, LOG, MORNING, NOON, written, zipped
from html5lib import parse
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from running import omelog

from omelog.api import render, triage
from omelog.judge.changes import Difference, Side, difference
from omelog.model.report import Certainty, Change, Changes, Report, Status

EKU: dict[str, Certainty] = {"missing-eku": "certain"}
BOTH: dict[str, Certainty] = EKU | {"invalid-certificate-file": "ambiguous"}
OLD = Side("4711", "a.zip", "digest-a", "analyzed", EKU)


def shown(changes: Sequence[Change]) -> list[tuple[str, str, Certainty | None, Certainty | None, bool]]:
    return [(one.bundle, one.cause, one.before, one.now, one.whole_bundle) for one in changes]


def test_new_gone_changed_and_as_it_was() -> None:
    settled: dict[str, Certainty] = {"invalid-certificate-file": "certain", "unknown": "unknown"}
    found = difference([OLD._replace(causes=BOTH)], [OLD._replace(causes=settled)])
    assert shown(found.new) == [("a.zip", "unknown", None, "unknown", False)]
    assert shown(found.gone) == [("a.zip", "missing-eku", "certain", None, False)]
    assert shown(found.changed) == [("a.zip", "invalid-certificate-file", "ambiguous", "certain", False)]
    assert shown(difference([OLD], [OLD]).same) == [("a.zip", "missing-eku", "certain", "certain", False)]


def test_a_bundle_that_came_or_went_takes_its_causes_with_it() -> None:
    other = OLD._replace(name="b.zip", content="digest-b", case="4712")
    found = difference([OLD], [other])
    assert shown(found.new) == [("b.zip", "missing-eku", None, "certain", True)]
    assert shown(found.gone) == [("a.zip", "missing-eku", "certain", None, True)]


@pytest.mark.parametrize("status", ["partial", "rejected"])
def test_what_was_not_read_in_full_is_not_gone(status: Status) -> None:
    found = difference([OLD], [OLD._replace(status=status, causes={})])
    assert shown(found.not_read) == [("a.zip", "missing-eku", "certain", None, False)]
    assert found.gone == []


def test_a_bundle_is_known_by_its_bytes_under_another_name_or_case() -> None:
    assert len(difference([OLD], [OLD._replace(name="new.zip", case="4712")]).same) == 1
    again = OLD._replace(content="digest-new")
    assert len(difference([OLD], [again]).same) == 1
    folders = [OLD._replace(content=None, case=None), OLD._replace(content=None, case=None, name="new")]
    assert len(difference(folders[:1], folders[1:]).same) == 0


def test_a_bundle_that_was_archived_and_grew_is_known_by_its_case_if_it_is_the_only_one() -> None:
    grown = OLD._replace(name="archive/b.zip", content="digest-b")
    assert len(difference([OLD], [grown]).same) == 1
    assert len(difference([OLD], [grown, grown._replace(name="c.zip", content="digest-c")]).same) == 0
    assert len(difference([OLD], [grown._replace(role="target")]).same) == 0


def test_bundles_of_one_name_are_told_apart_by_where_they_lie() -> None:
    one, two = (OLD._replace(case=None, content=None, place=place) for place in ("p1", "p2"))
    now = [two._replace(causes={}), one]
    found = difference([one, two], now)
    assert [len(changes) for changes in found] == [0, 1, 0, 0, 1]
    assert len(difference([one, two], [two, one]).same) == 2


def test_the_bundles_of_one_archive_stay_apart_when_it_is_renamed() -> None:
    sides = [OLD._replace(name=f"{archive}.zip/{root}") for archive in "ab" for root in ("source", "target")]
    sides[1] = sides[1]._replace(causes={})
    sides[3] = sides[3]._replace(causes={})
    found = difference(sides[:2], sides[2:])
    assert [len(changes) for changes in found] == [0, 0, 0, 0, 1]


SIDES = st.lists(
    st.builds(
        Side,
        st.sampled_from([None, "1", "2"]),
        st.sampled_from("abc"),
        st.sampled_from([None, "x", "y"]),
        st.sampled_from(["analyzed", "partial", "rejected"]),
        st.dictionaries(st.sampled_from(["one", "two"]), st.sampled_from(["certain", "unknown"])),
    ),
    max_size=5,
    unique_by=lambda side: (side.case, side.name),
)


@settings(deadline=None)  # a busy machine is no fault
@given(SIDES, SIDES)
def test_no_cause_is_lost_and_none_is_told_twice(before: list[Side], now: list[Side]) -> None:
    found: Difference = difference(before, now)
    changes = [change for kind in found for change in kind]
    assert sum(change.before is not None for change in changes) == sum(len(side.causes) for side in before)
    assert sum(change.now is not None for change in changes) == sum(len(side.causes) for side in now)
    assert len(difference(before, before).same) == sum(len(side.causes) for side in before)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Return a folder with two reports, of a share before and after."""
    share = tmp_path / "share"
    for name, text in (("a.zip", MORNING), ("b.zip", NOON), ("c.zip", EVENING)):
        written(share / "4711" / name, zipped({LOG: text.encode()}))
    omelog("triage", "share", "-o", "before", "--store", "none", cwd=tmp_path)
    written(share / "4711" / "a.zip", zipped({LOG: NOON.encode()}))
    (share / "4711" / "b.zip").rename(share / "4711" / "renamed\x1b[0m.zip")
    written(share / "4711" / "c.zip", b"junk")
    omelog("triage", "share", "-o", "after", "--store", "none", cwd=tmp_path)
    return tmp_path


def test_the_table(reports: Path) -> None:
    run = omelog("diff", "before/report.json", "after/report.json", cwd=reports)
    assert run.code == 0
    lines = [line.split()[:4] for line in run.stdout.splitlines()[1:-1]]
    assert [line[:3] for line in lines[:3]] == [
        ["new", "4711", "4711/a.zip"],
        ["gone", "4711", "4711/a.zip"],
        ["not", "read", "4711"],
    ]
    assert "4711/renamed\\x1b[0m.zip" in run.stdout
    assert "\x1b" not in run.stdout
    assert run.stdout.endswith(
        "1 new, 1 gone, 0 with another certainty, 1 not known (not read in full), 1 still there.\n"
    )


def test_the_data(reports: Path) -> None:
    run = omelog("diff", "before/report.json", "after/report.json", "-f", "json", "--fail-on-findings", cwd=reports)
    assert run.code == 3
    data = json.loads(run.stdout)
    assert data["schema"] == "omelog.diff/1"
    assert [(one["bundle"], one["cause"]) for one in data["new"]] == [("4711/a.zip", "missing-key-encipherment")]
    assert data["titles"]["missing-key-encipherment"] == "Key encipherment is missing"
    assert data["before"]["bundles"] == data["now"]["bundles"] == 3
    same = omelog("diff", "after/report.json", "after/report.json", "--fail-on-findings", cwd=reports)
    assert same.code == 0


def test_two_inputs_of_one_name_are_each_compared_with_themselves(tmp_path: Path) -> None:
    for folder, text in (("one", MORNING), ("two", NOON)):
        written(tmp_path / folder / "a.zip", zipped({LOG: text.encode()}))
    omelog("triage", "one/a.zip", "two/a.zip", "-o", "before", "--store", "none", cwd=tmp_path)
    written(tmp_path / "one" / "a.zip", zipped({LOG: EVENING.encode()}))
    omelog("triage", "two/a.zip", "one/a.zip", "-o", "after", "--store", "none", cwd=tmp_path)
    data = json.loads(omelog("diff", "before/report.json", "after/report.json", "-f", "json", cwd=tmp_path).stdout)
    after = json.loads((tmp_path / "after" / "report.json").read_bytes())
    [id_of_one] = [bundle["id"] for bundle in after["bundles"] if bundle["source"] == "one/a.zip"]
    assert [(one["cause"], one["id"]) for one in data["new"]] == [("invalid-csr-key", id_of_one)]
    assert [one["cause"] for one in data["gone"]] == ["missing-eku"]
    assert [one["cause"] for one in data["same"]] == ["missing-key-encipherment"]


def test_what_else_may_make_the_difference_is_told(reports: Path) -> None:
    data = json.loads((reports / "before" / "report.json").read_bytes())
    data["redaction"], data["catalogue"]["digest"] = "share", "other"
    data["generated"] = "2999-01-01T00:00:00Z"
    (reports / "other.json").write_text(json.dumps(data))
    notes = [
        line
        for line in omelog("diff", "other.json", "after/report.json", cwd=reports).stdout.splitlines()
        if line.startswith("Note: ")
    ]
    assert len(notes) == 3


def test_a_redacted_comparison_names_the_same_bundle_alike_in_both(reports: Path) -> None:
    hidden = ["--redact", "share", "--redact-map", "map.json"]
    run = omelog("diff", "before/report.json", "after/report.json", "-v", *hidden, cwd=reports)
    assert run.code == 0
    assert not any(word in run.stdout for word in ("4711", "renamed"))
    assert run.stdout.splitlines()[-1].startswith("Redaction: Private keys")
    plain = omelog("diff", "before/report.json", "after/report.json", "-f", "json", cwd=reports)
    run = omelog("diff", "before/report.json", "after/report.json", "-f", "json", *hidden, cwd=reports)
    shown, known = json.loads(run.stdout), json.loads(plain.stdout)
    assert (shown["before"]["redaction"], shown["now"]["redaction"]) == ("share", "share")
    assert json.loads((reports / "map.json").read_bytes())["redaction"] == "share"
    kinds = ("new", "gone", "changed", "not_read", "same")
    pairs = {
        (one["bundle"], two["bundle"]) for kind in kinds for one, two in zip(known[kind], shown[kind], strict=True)
    }
    assert len({name for name, _ in pairs}) == len({name for _, name in pairs}) == len(pairs)


def test_reports_that_are_redacted_already_stay_so(reports: Path) -> None:
    for name in ("before", "after"):
        rendered = ["-f", "json", "-o", f"{name}-share", "--redact", "share"]
        omelog("render", f"{name}/report.json", *rendered, cwd=reports)
    saved = ["before-share/report.json", "after-share/report.json"]
    asked = [omelog("diff", *saved, "-f", "json", *more, cwd=reports) for more in ([], ["--redact", "customer"])]
    assert asked[0].stdout == asked[1].stdout
    assert "bundle-1" in asked[0].stdout


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, "cannot be read: No such file"),
        (b"", "cannot be read as a report"),
        (b"\xff\xfe", "cannot be read as a report"),
        (b"[" * 100_000, "cannot be read as a report"),
        (b'{"a": 1}', "is not a report of omelog"),
        (b'{"schema": "omelog.report/2"}', "of another form"),
        (b'{"schema": "omelog.report/1"}', "cannot be read as a report"),
        (b'{"schema": "omelog.report/1", "generated": "", "bundles": [{"name": 1}]}', "cannot be read as a report"),
    ],
)
def test_what_is_no_report_is_told_in_one_line(tmp_path: Path, data: bytes | None, why: str) -> None:
    if data is not None:
        (tmp_path / "old.json").write_bytes(data)
    run = omelog("diff", "old.json", "old.json", cwd=tmp_path)
    assert run.code == 1
    (line,) = run.lines
    assert line.startswith("omelog: old.json: ")
    assert why in line


def overview(report: Report, changes: Changes | None) -> str:
    """Return the text of the overview."""
    page = render(structs.replace(report, changes=changes), "html")["report.html"]
    return " ".join("".join(parse(page.decode(), namespaceHTMLElements=False).itertext()).split())


def test_the_overview_tells_what_is_different(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        written(tmp_path / name, zipped({LOG: MORNING.encode()}))
    report = triage(tmp_path)
    new = Change(
        case=None, bundle="\u202e<script>.zip", cause="missing-eku", before=None, now="certain", whole_bundle=True
    )
    gone = Change(case="4711", bundle="a.zip", cause="forgotten-cause", before="certain", now=None)
    changes = Changes(since="2024-01-01T00:00:00Z", new=[new], gone=[gone], changed=[], not_read=[], same=2)
    text = overview(report, changes)
    assert "2024-01-01 00:00:00 UTC: 1 new, 1 not found any more, 2 causes of bundles still there." in text
    assert "\\u202e<script>.zip" in text
    assert "the bundle is new" in text
    assert "forgotten-cause" in text
    assert "Since the last run" not in overview(report, None)
    nothing = structs.replace(changes, new=[], gone=[], same=1)
    assert "no change; 1 cause of a bundle still there." in overview(report, nothing)
