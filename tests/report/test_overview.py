"""What the overview says of many bundles: causes by period, copies, the newest of each case, what is new; and pairs."""

from xml.etree.ElementTree import Element

import msgspec
import pages
import pytest
import reports

from omelog.model.report import Bundle, Change, Report, Status
from omelog.problems import damage
from omelog.report import render
from omelog.report.rows.row import row
from omelog.wording.together import together


def met(name: str, *times: str | None, cause: str = "missing-eku", **changes: object) -> Bundle:
    """Return a bundle with an error at each of these times."""
    base = reports.bundle(
        name=name,
        sha256=name,
        case=None,
        role=None,
        incidents=[reports.incident(cause=cause, last_seen=time) for time in times],
        findings=[reports.finding(cause=cause, time=time) for time in times],
        diagnosis=reports.diagnosis(blocker=cause),
    )
    return msgspec.structs.replace(base, **changes)


def overview(report: Report) -> Element:
    return pages.parse(render(report, "html")["report.html"])


def table(report: Report, section: str) -> list[list[str]]:
    """Return the texts of a section's first table, its head first."""
    found = pages.by_id(overview(report), section).find(".//table")
    assert found is not None
    return [[pages.text(cell) for cell in line] for line in found.iter("tr")]


MONTHS = [f"{2023 + number // 12}-{number % 12 + 1:02}-15T10:00:00" for number in range(20)]


@pytest.mark.parametrize(
    ("times", "heads"),
    [
        (["2024-01-29T10:00:00", "2024-02-02T10:00:00"], ["2024 Jan 29", "2024 Feb 2"]),
        (["2024-01-28T10:00:00", "2024-02-07T10:00:00"], ["2024 Jan 22", "2024 Feb 5"]),  # Mondays
        (["2024-01-31T23:59:59", "2024-06-01T00:00:00"], ["2024 Jan", "2024 Jun"]),
        (MONTHS, ["Earlier", *(f"2024 {name}" for name in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"))]),
        (["0001-01-01T00:00:00", "9999-12-31T00:00:00"], ["0001 Jan", "9999 Dec"]),
        (["0001-01-02T00:00:00", "0001-01-12T00:00:00"], ["0001 Jan 1", "0001 Jan 8"]),
        ([None, "2024-01-01T00:00:00"], ["2024 Jan 1", "No readable time"]),
        (["yesterday", "2024-02-30T00:00:00", ""], ["No readable time"]),
    ],
)
def test_causes_stand_by_the_day_week_or_month_of_their_last_error(times: list[str | None], heads: list[str]) -> None:
    bundles = [met(f"{number}.zip", time) for number, time in enumerate(times)]
    head, *lines = table(reports.report(*bundles), "periods")
    assert head == ["Cause", *heads]
    [line] = lines
    assert sum(map(int, filter(None, line[1:]))) == len(times)


def test_a_bundle_counts_once_for_each_cause_where_its_last_error_is() -> None:
    early, late = "2024-01-15T10:00:00", "2024-06-15T10:00:00"
    report = reports.report(met("a", early, late), met("b", early), met("c", late, cause="invalid-chain"))
    assert table(report, "periods") == [
        ["Cause", "2024 Jan", "2024 Jun"],
        ["Client or server authentication is missing from the certificate", "1", "1"],
        ["The chain in the file is incomplete", "", "1"],
    ]


def test_equal_files_name_each_other() -> None:
    equal = {"sha256": "ab" * 32}
    bundles = [
        met("a.zip", page="bundles/a.html", source="x/a.zip", **equal),
        met("b.zip", page="bundles/b.html", source="x/b.zip", **equal),
        met("c.zip", page="bundles/c.html", source="x/c.zip", **equal),
        met("d.zip", page="bundles/d.html"),
        met("e.zip", page="bundles/e.html", sha256=None),
        met("f.zip", page="bundles/f.html", sha256=None),
    ]
    report = reports.report(*bundles)
    names = [line[0] for line in table(report, "bundles")[1:]]
    assert names == [
        "a.zip same file as b.zip and 1 more",
        "b.zip same file as a.zip and 1 more",
        "c.zip same file as a.zip and 1 more",
        "d.zip",
        "e.zip",
        "f.zip",
    ]
    links = [link.get("href") for link in pages.by_id(overview(report), "bundles").iterfind(".//span/a")]
    assert links == ["bundles/b.html", "bundles/a.html", "bundles/a.html"]
    assert "2 bundles are the same file as another one" in pages.text(pages.by_id(overview(report), "counts"))


def test_bundles_of_one_archive_are_no_copies_of_each_other_but_of_those_of_another() -> None:
    bundles = [
        met(f"{archive}/{inner}", source=archive, sha256="ab" * 32) for archive in ("a", "b") for inner in ("x", "y")
    ]
    names = [line[0] for line in table(reports.report(*bundles), "bundles")[1:]]
    assert names == [
        "a/x same file as b/x",
        "a/y same file as b/y",
        "b/x same file as a/x",
        "b/y same file as a/y",
    ]


def dated(name: str, ends: str, *, clean: bool = False, **changes: object) -> Bundle:
    base = reports.clean() if clean else reports.bundle()
    log = msgspec.structs.replace(base.logs[0], last_time=ends)
    return msgspec.structs.replace(base, **{"name": name, "sha256": name, "logs": [log], "role": None, **changes})


def test_a_case_is_as_its_newest_bundle_of_each_side() -> None:
    report = reports.report(
        dated("mended/a", "2024-01-01T00:00:00", case="mended"),
        dated("mended/b", "2024-02-01T00:00:00", case="mended", clean=True),
        dated("failing/a", "2024-01-01T00:00:00", case="failing", clean=True),
        dated("failing/b", "2024-02-01T00:00:00", case="failing"),
        dated("pair/s", "2024-01-01T00:00:00", case="pair", role="source"),
        dated("pair/t", "2024-02-01T00:00:00", case="pair", role="target", clean=True),
    )
    head = pages.text(pages.by_id(overview(report), "counts"))
    assert "3 bundles of 6 with certificate errors, in 3 of 3 cases" in head
    assert "The newest bundles of 2 of 3 cases have certificate errors." in head
    newest = [line[0] for line in table(report, "bundles")[1:] if "newest" in line[0]]
    assert newest == ["mended/b newest of its case", "failing/b newest of its case"]


def test_a_run_that_was_compared_with_nothing_says_so() -> None:
    report = reports.report(reports.bundle(), reports.clean())
    assert "Not compared with an earlier run." in pages.text(pages.by_id(overview(report), "counts"))
    for kind, name in (("markdown", "report.md"), ("text", "report.txt")):
        assert b"Not compared with an earlier run." in render(report, kind)[name]


def test_changes_lead_to_bundles_that_are_there_and_are_not_without_end() -> None:
    changes = reports.changes()
    many = [Change(case=None, bundle=f"{number}", cause="x", before=None, now="certain") for number in range(250)]
    report = reports.report(
        *reports.several().bundles, changes=msgspec.structs.replace(changes, new=[*changes.new, *many])
    )
    section = pages.by_id(overview(report), "changes")
    links = {pages.text(link): link.get("href") for link in section.iter("a")}
    assert links == {"ome-source.zip": "bundles/0.html", "single.zip": "bundles/1.html", "broken.zip": "bundles/4.html"}
    rows = [line[0] for line in table(report, "bundles")[1:]]
    assert [name.split()[0] for name in rows if "new since the last run" in name] == ["ome-source.zip"]
    assert "51 more: see report.json." in pages.text(section)
    assert len(list(section.iter("tr"))) == 200 + 3 + 4  # lines, and heads


@pytest.mark.parametrize(("kind", "name"), [("markdown", "report.md"), ("text", "report.txt")])
def test_the_plain_overviews_say_the_same(kind: str, name: str) -> None:
    twice = [
        met("a.zip", "2024-01-15T10:00:00", sha256="ab" * 32, source="x"),
        met("b.zip", "2024-06-15T10:00:00", sha256="ab" * 32, source="y"),
    ]
    text = " ".join(render(reports.report(*twice, changes=reports.changes()), kind)[name].decode().split())
    for said in (
        "Causes by period",
        "2024 Jan",
        "Since the last run",
        "1 new, 1 not found any more, 3 causes of bundles still there",
        "ame file as b.zip",
        "1 bundle is the same file as another one",
        "gone.zip",
    ):
        assert said in text.replace("\\", "")


def both(source: Bundle, target: Bundle) -> str:
    said = together(row(source), row(target), reports.report(source, target))
    return " ".join([*said.says, *said.candidates, said.settled_by])


MUTUAL = {"cause": "mutual-authentication"}
UPLOAD = "does not show whether an upload worked"


def test_what_two_logs_say_together_is_never_more_than_either() -> None:
    clean, upload, refused = reports.clean(), met("a", None), met("b", None, **MUTUAL)
    assert both(clean, clean).startswith("No certificate error is recorded in what was read.")
    assert "in the log of the source alone: Client or server" in both(upload, clean)
    assert UPLOAD in both(upload, clean)
    assert "The log of the target records: the appliances did not accept each other." in both(upload, refused)
    assert "Another error is recorded in the log of the source alone" in both(upload, refused)
    assert "Whether it is the reason does not show in these logs" in both(upload, refused)
    assert "Both logs record: the appliances did not accept each other." in both(refused, refused)
    assert "See to that first" not in both(refused, refused)
    assert "Both logs have the same verdict: client or server" in both(upload, upload)
    other = met("c", None, cause="invalid-chain")
    assert "neither says that one led to the other" in both(upload, other)


@pytest.mark.parametrize(
    ("status", "said"),
    [("rejected", "The bundle of the target was not read"), ("partial", "The bundle of the target was read in part")],
)
def test_a_side_that_was_not_read_is_said_before_all_else(status: Status, said: str) -> None:
    assert both(met("a", None), msgspec.structs.replace(reports.rejected(), status=status)).startswith(said)


def test_the_candidates_of_a_pair_are_named_with_what_settles_them() -> None:
    causes = reports.causes()
    causes["mutual-authentication"] = msgspec.structs.replace(
        causes["mutual-authentication"], candidates=("wrong-encoding",), settled_by="The files of both settle it."
    )
    refused = met("b", None, **MUTUAL)
    report = reports.report(refused, refused)
    report = msgspec.structs.replace(report, catalogue=msgspec.structs.replace(report.catalogue, causes=causes))
    said = together(row(refused), row(refused), report)
    assert said.candidates == ("The file is not Base 64",)
    assert said.settled_by == "The files of both settle it."


def test_what_could_not_be_read_is_grouped_by_its_problem_the_largest_group_first() -> None:
    cut = damage("truncated-zip", "is cut off", "not read", advice="transfer it again")
    locked = damage("encrypted", "is encrypted", "not read", advice="ask for it without a password")
    cuts = [
        msgspec.structs.replace(reports.rejected(), name=f"cut-{number}.zip", problems=[cut]) for number in range(3)
    ]
    other = msgspec.structs.replace(reports.rejected(), name="locked.zip", problems=[locked, cut])
    report = reports.report(other, *cuts, reports.clean())
    section = pages.by_id(overview(report), "unread")
    assert [pages.text(one) for one in section.iter("summary")] == [
        "3 bundles: Is cut off Transfer it again",
        "1 bundle: Is encrypted Ask for it without a password",
    ]
    groups = [[pages.text(one) for one in group.iterfind("ul/li/a")] for group in section.iterfind("details")]
    assert groups == [["cut-0.zip", "cut-1.zip", "cut-2.zip"], ["locked.zip"]]
