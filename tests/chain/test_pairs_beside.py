"""Certificate files of source and target beside their logs: whose is whose, the article's tables, what they settle."""

import datetime as dt
import itertools
import json
import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from beside import AT, ATTEMPT, bundle, log, no_encipherment, omelog, rows, triage
from bundles import zipped
from issuing import ca_extensions, ec_key, good, inter, issue, leaf, name, pem, root, rsa_key
from make_samples import CHAIN, chain_error, peer_error, single_error
from running import Run, report

SOURCE = pem(leaf("ome-source.example.com"), inter(), root())
EXPIRED = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def target(*, intermediate: str = "Inter-CA1", end: dt.datetime | None = None) -> bytes:
    """Write the chain of the target, under the same root."""
    key = ec_key("inter" if intermediate == "Inter-CA1" else intermediate)
    above = issue(name(intermediate), name("Root-CA"), key, ec_key("root"), ca_extensions(0))
    dates = {"end": end} if end else {}
    own = leaf("ome-target.example.com", key=rsa_key("other"), issuer=name(intermediate), signer=key, **dates)
    return pem(own, above, root())


def two(folder: Path, theirs: bytes, *arguments: str, ours: bytes = SOURCE) -> Run:
    """Run triage over source and target, the second one with a failed connection check, each with its file."""
    (folder / "s.pem").write_bytes(ours)
    (folder / "t.pem").write_bytes(theirs)
    a = bundle(folder / "a.zip", chain_error(ATTEMPT, CHAIN))
    b = bundle(folder / "b.zip", peer_error(ATTEMPT))
    return triage(folder, a, "--cert", "s.pem", "--peer", b, "--peer-cert", "t.pem", *arguments)


def test_a_pair_shows_the_two_tables(tmp_path: Path) -> None:
    two(tmp_path, target(intermediate="Inter-CA2"))
    made = report(tmp_path / "out")
    (pair,) = made["pairs"]
    assert [level["same"] for level in pair["chain"]["levels"][1:]] == ["no", "key"]
    assert [one["chain"]["file"]["name"] for one in made["bundles"]] == ["s.pem", "t.pem"]
    (page,) = (tmp_path / "out" / "pairs").iterdir()
    for file in (page, *(tmp_path / "out" / one for one in ("report.md", "report.txt", "handover.md"))):
        shown = " ".join(file.read_text(encoding="utf-8").replace("\\", "").split())
        assert "The certificate files of source and target, level by level" in shown
        assert "ome-target.example.com" in shown
        assert "≠" in shown
        assert "Another intermediate under the same root: Inter-CA1, Inter-CA2" in shown


def test_the_overview_says_of_each_bundle_that_a_file_was_checked(tmp_path: Path) -> None:
    two(tmp_path, target(intermediate="Inter-CA2"))
    for file in ("report.md", "report.txt"):
        shown = " ".join((tmp_path / "out" / file).read_text(encoding="utf-8").replace("\\", "").split())
        assert "Certificate file s.pem: every requirement that was asked for passes." in shown
        assert "Certificate file t.pem: every requirement" in shown
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Another intermediate under the same root" in page


def test_a_mail_about_a_pair_shows_its_tables(tmp_path: Path) -> None:
    two(tmp_path, target(intermediate="Inter-CA2"))
    sent = ("--to", "a@example.com", "--from", "b@example.com", "--draft", "m.eml")
    done = omelog("mail", "out/report.json", *sent, "--redact", "none", cwd=tmp_path)
    assert done.code == 0, done.stderr
    mail = message_from_bytes((tmp_path / "m.eml").read_bytes(), policy=default)
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        shown = " ".join(body.get_content().split())
        assert "Another intermediate under the same root: Inter-CA1, Inter-CA2" in shown
        assert "≠" in shown


@pytest.mark.parametrize(
    ("theirs", "blocker", "says"),
    [
        (target(intermediate="Inter-CA2"), "authority-mismatch", "has exactly one of the documented faults"),
        (target(end=EXPIRED), "outside-validity", "has exactly one of the documented faults"),
        (target(intermediate="Inter-CA2", end=EXPIRED), "mutual-authentication", "has 2 of the documented faults"),
        (target(), "mutual-authentication", "has none of the documented faults"),
    ],
    ids=["other authorities", "out of date", "both", "neither"],
)
def test_a_failed_connection_check_is_settled_by_the_pair(
    tmp_path: Path, theirs: bytes, blocker: str, says: str
) -> None:
    two(tmp_path, theirs)
    made = report(tmp_path / "out")["bundles"][1]
    is_settled = blocker != "mutual-authentication"
    assert made["diagnosis"]["blocker"] == blocker
    assert made["diagnosis"]["certainty"] == ("certain" if is_settled else "documented")
    assert says in made["file_says"][0]
    assert ("if this is the file that was uploaded" in made["diagnosis"]["headline"]) == is_settled
    other_authorities = "2" in says or blocker == "authority-mismatch"
    assert (rows(made)["same-authorities"][0] == "fail") == other_authorities


def test_source_and_target_of_one_archive_in_every_order_of_options(tmp_path: Path) -> None:
    (tmp_path / "s.pem").write_bytes(SOURCE)
    (tmp_path / "t.pem").write_bytes(target())
    both = {f"{one}/tomcat/application.log": log(single_error(ATTEMPT)).encode() for one in ("source", "target")}
    (tmp_path / "both.zip").write_bytes(zipped(both))
    seen = set()
    given = (("both.zip",), ("--cert", "s.pem"), ("--cert", "t.pem"))
    for order in itertools.permutations(given):
        arguments = [part for option in order for part in option]
        omelog("triage", *arguments, "--at", AT, "-o", "out", "-f", "json", "--store", "none", cwd=tmp_path)
        made = report(tmp_path / "out")
        files = {one["role"]: one["chain"]["file"]["name"] for one in made["bundles"]}
        assert files == {"source": "s.pem", "target": "t.pem"}, order
        assert made["pairs"][0]["chain"]["source"]["file"]["name"] == "s.pem"
        seen.add(json.dumps([one["checklist"] for one in made["bundles"]]))
    assert len(seen) == 1


@pytest.mark.parametrize(("file", "role"), [("s.pem", "source"), ("t.pem", "target")])
def test_one_file_for_source_and_target_of_one_archive(tmp_path: Path, file: str, role: str) -> None:
    (tmp_path / file).write_bytes(SOURCE if role == "source" else target())
    both = {f"{one}/tomcat/application.log": log(single_error(ATTEMPT)).encode() for one in ("source", "target")}
    (tmp_path / "both.zip").write_bytes(zipped(both))
    triage(tmp_path, "both.zip", "--cert", file)
    made = {one["role"]: one["chain"] for one in report(tmp_path / "out")["bundles"]}
    assert {one for one, chain in made.items() if chain} == {role}
    assert report(tmp_path / "out")["pairs"][0]["chain"] is None


def test_names_that_do_not_tell_whose_a_file_is_settle_nothing(tmp_path: Path) -> None:
    (tmp_path / "s.pem").write_bytes(no_encipherment())
    both = {f"{one}/tomcat/application.log": log(single_error(ATTEMPT)).encode() for one in ("source", "target")}
    (tmp_path / "both.zip").write_bytes(zipped(both))
    triage(tmp_path, "both.zip", "--cert", "s.pem", "--cert", "s.pem")
    for one in report(tmp_path / "out")["bundles"]:
        assert one["chain"] is None
        assert "nothing was settled" in one["file_says"][0]


def test_no_name_of_a_pair_survives_and_the_map_has_the_originals(tmp_path: Path) -> None:
    theirs = target(intermediate="Zebra Issuing")
    two(tmp_path, theirs, "--redact", "share", "--redact-map", "map.json", ours=pem(leaf("Okapi"), *good()[1:]))
    mapping = json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))["bundles"]
    assert "Zebra Issuing" in mapping[""].values()
    for file in (tmp_path / "out").rglob("*"):
        if file.is_file() and not file.name.startswith("."):
            shown = file.read_text(encoding="utf-8")
            assert not re.findall(r"Zebra|Okapi|Root-CA|ome-target|\b[st]\.pem", shown), file


def test_a_saved_report_of_a_pair_is_redacted_alike(tmp_path: Path) -> None:
    two(tmp_path, target(intermediate="Zebra Issuing"))
    omelog("render", "out/report.json", "-f", "json", "-o", "shared", "--redact", "share", cwd=tmp_path)
    shown = (tmp_path / "shared" / "report.json").read_text(encoding="utf-8")
    assert "Zebra" in (tmp_path / "out" / "report.json").read_text(encoding="utf-8")
    assert not re.findall(r"Zebra|Root-CA|ome-target|\b[st]\.pem", shown)
