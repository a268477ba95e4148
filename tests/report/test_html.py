"""The HTML report: structure read back by a strict parser, hostile text, and the rules for templates."""

import base64
import functools
import hashlib
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import jinja2
import msgspec
import pages
import pytest
import reports
from mails import real
from pages import TEMPLATES
from places import SAMPLES
from poison import HOSTILE, poisoned
from reports import KINDS

from omelog import resources
from omelog.api import triage
from omelog.model.cause import Step
from omelog.model.report import Bundle, Report
from omelog.report import render
from omelog.report.html.environment import environment
from omelog.wording.text import headline

SECTIONS = [
    "verdict",
    "fix",
    "chain",
    "pass-on",
    "proof",
    "happened",
    "considered",
    "checklist",
    "problems",
    "evidence",
    "method",
]


def page(bundle: Bundle, **changes: object) -> bytes:
    return render(reports.report(bundle, **changes), "html")["report.html"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_sections_stand_in_order_under_headings_in_order(kind: Callable[[], Bundle]) -> None:
    tree = pages.parse(page(kind()))
    found = pages.sections(tree)
    assert found == [name for name in SECTIONS if name in found]
    assert {"verdict", "fix", "problems", "method"} <= set(found)
    for name in found:
        heading = pages.by_id(tree, pages.by_id(tree, name).get("aria-labelledby", ""))
        assert heading.tag in {"h1", "h2"}
        assert pages.text(heading)
    levels = pages.headings(tree)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_page_with_errors_has_every_section() -> None:
    assert pages.sections(pages.parse(page(reports.full()))) == SECTIONS


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_id_is_unique_and_every_link_inside_the_page_leads_somewhere(kind: Callable[[], Bundle]) -> None:
    tree = pages.parse(page(kind(), around="2024-01-25T11:00:00"))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    links = [element.get("href", "") for element in tree.iter("a")]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert all(link.startswith(("#", "https://")) for link in links)


def test_every_table_has_a_caption_and_row_headers() -> None:
    for made in render(reports.several(), "html").values():
        for table in pages.parse(made).iter("table"):
            assert pages.text(table.find("caption"))
            assert all(row.find("th[@scope='row']") is not None for row in table.iterfind("tbody/tr"))


def test_every_error_is_there_with_its_fields_and_its_record() -> None:
    bundle = reports.full()
    tree = pages.parse(page(bundle))
    for finding in bundle.findings:
        article = pages.by_id(tree, f"finding-{finding.id}")
        shown = pages.text(article)
        wanted = [finding.message_id, finding.message, finding.thread, finding.logger, finding.severity]
        for value in [*wanted, *finding.message_args, f"{finding.log}:{finding.line}"]:
            assert value is None or value in shown
        record = article.find("details/pre")
        assert record is not None
        assert "".join(record.itertext()) == finding.raw
    folded = pages.text(pages.by_id(tree, "finding-f3"))
    assert "2 records that differ only in time and thread; the last at 2024-01-25 11:05:00.000." in folded
    assert "4.9 KiB more of this record are left out here." in pages.text(pages.by_id(tree, "finding-f6"))


def test_errors_of_no_known_group_are_not_lost() -> None:
    stray = reports.finding(7, incident="gone")
    tree = pages.parse(page(reports.bundle(findings=[reports.finding(), stray])))
    assert pages.by_id(tree, "finding-f7") in list(pages.by_id(tree, "group-others").iter())


def test_every_problem_is_there_and_missing_content_comes_first() -> None:
    tree = pages.parse(page(reports.full(), problems=[reports.notice()]))
    rows = [pages.text(item) for item in pages.by_id(tree, "problems").iterfind("ul/li")]
    assert len(rows) == 3
    assert rows[0].startswith("Content is missing The archive ends in the middle")
    for word in ("tomcat/application.log:4711", "Read up to the end", "Ask for the bundle again.", "log-bytes"):
        assert word in rows[0]
    assert all(row.startswith("Notice A symbolic link") for row in rows[1:])


@pytest.mark.parametrize(("kind", "words"), [(reports.full, "read in part"), (reports.rejected, "was not read")])
def test_incomplete_input_is_said_in_the_verdict(kind: Callable[[], Bundle], words: str) -> None:
    assert words in pages.text(pages.by_id(pages.parse(page(kind())), "verdict"))


def test_what_missing_content_may_hide_is_said_where_content_is_missing() -> None:
    words = "What that may hide: Errors in the missing part would not show on this page"
    assert words in pages.text(pages.by_id(pages.parse(page(reports.full())), "problems"))
    assert words not in pages.text(
        pages.by_id(pages.parse(page(reports.bundle(problems=[reports.notice()]))), "problems")
    )


def test_a_redacted_page_says_so_before_all_else() -> None:
    for made in render(msgspec.structs.replace(reports.several(), redaction="share"), "html").values():
        main = pages.parse(made).find(".//main")
        assert main is not None
        assert pages.text(main[0]).startswith("Redacted: Private keys, passwords")
    assert b"Redacted:" not in page(reports.full())


def test_attempts_are_told_apart_and_an_earlier_cause_is_not_called_mended() -> None:
    shown = pages.text(pages.by_id(pages.parse(page(reports.full())), "verdict"))
    assert "Certificate chain upload" in shown
    assert "Single certificate upload (inferred: the log names no operation)" in shown
    assert "Connection verification between source and target" in shown
    assert "Recorded earlier, not seen since: The chain in the file is incomplete" in shown
    assert "Then 1 later error that no documented cause matches" in shown
    assert "fixed" not in shown.lower()


def steps(bundle: Bundle, **changes: object) -> list[list[str]]:
    """Return the lines of each numbered step; with the names of its branches, and what those begin with."""
    ordered = pages.by_id(pages.parse(page(bundle, **changes)), "fix").find("ol")
    assert ordered is not None
    return [[_line(part) for part in item.iter() if part.tag in ("summary", "p")] for item in ordered]


def _line(part: Element) -> str:
    return pages.text(part).removesuffix(" with a warning")


def test_without_an_audience_one_question_parts_the_ways() -> None:
    shown = steps(reports.bundle())
    assert len(shown) == 3
    assert [texts[0][:30] for texts in shown] == [
        "Keep the signing request (CSR)",
        "Who signs your certificates?",
        "Join leaf, intermediates and r",
    ]
    wanted = [
        "Our own certificate authority, for example Microsoft AD CS",
        "Duplicate the *Web Server* template and add client authentication.",
        "A public certificate authority",
        "Ask the authority for a profile with client authentication.",
        "Only if you upload with Ansible",
        "Upload the chain with the module's chain option.",
    ]
    assert [text for text in shown[1] if text in wanted] == wanted
    assert any(text.startswith("Warning: Whoever may enrol") for text in shown[1])


@pytest.mark.parametrize("audience", ["private-ca", "public-ca", "ansible"])
def test_an_audience_gets_its_own_steps_alone(audience: str) -> None:
    own = [step.do for step in reports.causes()["missing-eku"].steps if step.audience in (None, audience)]
    assert [texts[0] for texts in steps(reports.bundle(), audience=audience)] == own
    shown = page(reports.bundle(), audience=audience).decode()
    assert "Who signs your certificates?" not in shown
    assert ("What public authorities do" in shown) == (audience == "public-ca")
    assert "Steps that are for others alone are left out." in shown


@pytest.mark.parametrize("cause", ["missing-eku", "invalid-chain"])
def test_what_public_authorities_withdraw_stands_where_it_matters(cause: str) -> None:
    shown = render(real(reports.causes()[cause]), "html")["report.html"].decode()
    assert ("What public authorities do" in shown) == (cause == "missing-eku")


def test_who_uploads_with_ansible_is_asked_for_the_authority_where_nothing_else_differs() -> None:
    causes = reports.causes()
    kept = tuple(step for step in causes["missing-eku"].steps if step.audience != "ansible")
    cause = msgspec.structs.replace(causes["missing-eku"], steps=kept)
    catalogue = msgspec.structs.replace(reports.report().catalogue, causes=causes | {"missing-eku": cause})
    shown = steps(reports.bundle(), catalogue=catalogue, audience="ansible")
    assert shown[1][0] == "Who signs your certificates?"


def test_an_audience_that_nobody_knows_is_none() -> None:
    assert steps(reports.bundle(), audience="everyone") == steps(reports.bundle())


def test_an_ambiguous_verdict_shows_both_candidates_and_what_settles_it() -> None:
    tree = pages.parse(page(reports.ambiguous()))
    verdict = pages.text(pages.by_id(tree, "verdict"))
    assert "Not settled: two documented causes, one log line" in verdict
    fix = pages.by_id(tree, "fix")
    titles = [pages.text(one.find("h3")) for one in fix.iterfind("section")]
    assert titles == [
        "Possible cause 1 of 2 Key encipherment is missing from the certificate",
        "Possible cause 2 of 2 The file is not Base 64",
    ]
    assert "What would settle it: The certificate file that was uploaded" in pages.text(fix)
    considered = pages.text(pages.by_id(tree, "considered"))
    assert "The file is not Base 64" in considered


@pytest.mark.parametrize("name", ["ambiguous.zip", "migration/target.zip"])
def test_candidates_show_what_sets_them_apart_and_their_common_end_once(name: str) -> None:
    fix = pages.by_id(pages.parse(render(triage(SAMPLES / name), "html")["report.html"]), "fix")
    lines = [pages.text(one) for one in fix.iter("summary")]
    assert sum("Upload chain.pem as a certificate chain" in line for line in lines) == 1
    assert sum("Join the certificates into one text file" in line for line in lines) == 1
    told = [pages.text(one) for one in fix.iterfind("section")]
    assert all("Then go on as" in one for one in told)


@pytest.mark.parametrize(
    ("clock", "said"), [("+00:05", "00:05 h ahead"), ("-26:00:30", "26:00:30 h behind"), ("x", "")]
)
def test_a_clock_that_was_stated_to_be_wrong_is_named(clock: str, said: str) -> None:
    verdict = pages.text(pages.by_id(pages.parse(page(reports.bundle(), clock=clock)), "verdict"))
    assert f"The appliance's clock was stated to be {said}" in verdict
    assert "was stated" not in pages.text(pages.by_id(pages.parse(page(reports.bundle())), "verdict"))


def test_a_bundle_that_was_not_read_has_no_checklist(tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.zip"
    garbage.write_bytes(bytes(range(256)))
    report = triage(garbage)
    assert report.bundles[0].status == "rejected"
    made = [data.decode() for name in ("html", "markdown", "text") for data in render(report, name).values()]
    assert [text for text in made if "requirements of a certificate chain" in text.lower()] == []


def test_the_link_past_the_contents_hides_no_status_of_the_same_name() -> None:
    sheet = (resources.folder("templates") / "parts" / "style.css").read_text(encoding="utf-8")
    assert set(re.findall(r"(\S*)\.skip\b", sheet)) == {"a"}


def test_an_unknown_error_shows_what_is_known_about_it() -> None:
    fix = pages.text(pages.by_id(pages.parse(page(reports.unknown())), "fix"))
    assert "CGEN6002: SAN" in fix
    assert "What is known about it: At most four subject alternative names are taken." in fix
    ask = pages.text(pages.by_id(pages.parse(page(reports.unknown())), "ask"))
    assert "A bundle collected right after the next attempt." in ask


def test_an_unknown_error_beside_a_known_one_is_told_too() -> None:
    fix = pages.by_id(pages.parse(page(reports.full())), "fix")
    assert "Errors that are not known" in [pages.text(one) for one in fix.iter("h3")]
    assert "CGEN6002: SAN" in [pages.text(one) for one in fix.iter("h4")]


def test_a_page_without_errors_says_what_that_does_not_exclude_and_never_that_all_is_well() -> None:
    tree = pages.parse(page(reports.clean()))
    fix = pages.text(pages.by_id(tree, "fix"))
    assert "An attempt on the other appliance. An attempt older than this log." in fix
    assert "A bundle collected right after the next attempt." in pages.text(pages.by_id(tree, "ask"))
    assert not re.search(r"\b(ok|okay|success|healthy|passed|all good)\b", pages.text(tree.find("body")), re.IGNORECASE)


def test_the_decisive_words_are_marked() -> None:
    proof = pages.by_id(pages.parse(page(reports.full())), "proof")
    marks = [[pages.text(mark) for mark in one.iter("mark")] for one in proof.iter("article")]
    assert marks == [[reports.EKU] * 2, ["CSEC9002"] * 2, ["Unable to mutually authenticate"]]
    evidence = pages.by_id(pages.parse(page(reports.full())), "finding-f1")
    assert [pages.text(mark) for mark in evidence.iter("mark")] == ["Invalid certificate chain provided."] * 2


def test_the_argument_that_decided_is_marked_among_others() -> None:
    finding = reports.finding(message_args=["first", reports.EKU], raw=f"first {reports.EKU}")
    proof = pages.by_id(pages.parse(page(reports.bundle(findings=[finding]))), "proof")
    assert {pages.text(mark) for mark in proof.iter("mark")} == {reports.EKU}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("2024-01-25T11:05:00", "1 error is recorded within 10 minutes of 2024-01-25 11:05:00"),
        (
            "2024-01-26T11:05:00",
            "The log does not cover 2024-01-26 11:05:00, so it says nothing about that time; the nearest",
        ),
        ("yesterday", "The time asked about (yesterday) could not be read as a time"),
    ],
)
def test_errors_near_a_time(asked: str, words: str) -> None:
    assert words in pages.text(pages.by_id(pages.parse(page(reports.bundle(), around=asked)), "verdict"))


def test_facts_about_public_authorities_are_called_dated_when_they_are() -> None:
    words = "was last checked more than 180 days before it was made"
    assert words not in pages.text(pages.parse(page(reports.bundle())))
    assert words in pages.text(pages.parse(page(reports.bundle(), generated="2027-11-01T00:00:00Z")))


def test_where_ansible_alone_differs_no_question_is_asked() -> None:
    cause = msgspec.structs.replace(
        reports.causes()["missing-eku"], steps=(Step(do="Fix it."), Step(do="Upload it.", audience="ansible"))
    )
    catalogue = msgspec.structs.replace(reports.report().catalogue, causes={"missing-eku": cause})
    asked = {one: steps(reports.bundle(), catalogue=catalogue, audience=one) for one in (None, "private-ca", "ansible")}
    assert asked == {
        None: [["Fix it."], ["Only if you upload with Ansible", "Upload it."]],
        "private-ca": [["Fix it."]],
        "ansible": [["Fix it."], ["Upload it."]],
    }


def test_ids_that_are_no_plain_words_are_replaced() -> None:
    findings = [reports.finding(1, id='a b"><i>'), reports.finding(2, id="c d", raw="another")]
    tree = pages.parse(page(reports.bundle(findings=findings)))
    ids = [article.get("id", "") for article in tree.iterfind(".//article[@id]")]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"finding-x[0-9a-f]{16}", name) for name in ids)
    links = {element.get("href") for element in pages.by_id(tree, "proof").iter("a")}
    assert links == {f"#{name}" for name in ids}


def test_the_overview_links_every_bundle_and_groups_what_was_not_read() -> None:
    made = render(reports.several(), "html")
    assert sorted(made) == [*(f"bundles/{number}.html" for number in range(5)), "pairs/one.html", "report.html"]
    tree = pages.parse(made["report.html"])
    assert pages.sections(tree) == [
        "counts",
        "causes",
        "unread",
        "periods",
        "changes",
        "bundles",
        "pairs",
        "problems",
        "method",
    ]
    links = [row.find(".//a") for row in pages.by_id(tree, "bundles").iterfind(".//tbody/tr")]
    assert [link.get("href") for link in links if link is not None] == [f"bundles/{number}.html" for number in range(5)]
    unread = [pages.text(one) for one in pages.by_id(tree, "unread").iter("li")]
    assert [one.partition(" Not read")[0].partition(" Read in part")[0] for one in unread] == [
        "broken.zip",
        "ome-source.zip",
    ]
    back = pages.parse(made["bundles/0.html"]).find(".//nav//a")
    assert back is not None
    assert back.get("href") == "../report.html"


@pytest.mark.parametrize(
    "given", ["../x.html", "/etc/x.html", "javascript:x.html", "a//b.html", ".x.html", "x.js", None]
)
def test_a_page_path_that_is_not_plain_is_replaced(given: str | None) -> None:
    one = msgspec.structs.replace(reports.bundle(), page=given)
    made = render(reports.report(one, one), "html")
    assert sorted(made) == ["bundles/bundle-1.html", "bundles/bundle-2.html", "report.html"]


def test_no_two_bundles_share_a_page() -> None:
    given = ["bundles/bundle-2.html", "bundles/Bundle-2.html", "bundles/bundle-2_.html", "report.html"]
    made = render(reports.report(*(msgspec.structs.replace(reports.bundle(), page=one) for one in given)), "html")
    assert len({path.casefold() for path in made}) == len(given) + 1


def test_a_pair_shows_both_verdicts_and_leads_to_both_pages() -> None:
    made = render(reports.several(), "html")
    link = pages.by_id(pages.parse(made["report.html"]), "pairs").find(".//tbody/tr/th/a")
    assert link is not None
    assert (link.get("href"), pages.text(link)) == ("pairs/one.html", "SR 12345")
    tree = pages.parse(made["pairs/one.html"])
    assert pages.sections(tree) == ["sides", "fix", "together", "pass-on", "problems"]
    rows = {pages.text(row.find("th")): row.findall("td") for row in tree.iterfind(".//tbody/tr")}
    links = [cell.find("a") for cell in rows["Bundle"]]
    assert [link.get("href") for link in links if link is not None] == ["../bundles/0.html", "../bundles/3.html"]
    assert [pages.text(cell) for cell in rows["Verdict"]] == [
        "Client or server authentication is missing from the certificate",
        "No certificate error is recorded",
    ]
    assert [pages.text(cell) for cell in rows["Reading"]] == ["Read in part", "Read in full"]
    assert "The archive ends in the middle" in pages.text(pages.by_id(tree, "problems"))


@pytest.mark.parametrize("given", ["../x.html", "bundles/0.html", "pairs/../x.html", "javascript:x.html"])
def test_a_path_of_a_pair_that_is_not_plain_is_replaced(given: str) -> None:
    several = reports.several()
    pair = msgspec.structs.replace(several.pairs[0], page=given)
    made = render(msgspec.structs.replace(several, pairs=[pair, pair]), "html")
    assert sorted(path for path in made if path.startswith("pairs/")) == ["pairs/pair-1.html", "pairs/pair-2.html"]
    assert len(made) == 8


@pytest.mark.parametrize("change", [{"source": "gone.zip", "source_id": "gone"}, {"page": None}])
def test_a_pair_of_which_a_side_or_the_page_is_missing_is_listed_alone(change: dict[str, str | None]) -> None:
    several = reports.several()
    pair = msgspec.structs.replace(several.pairs[0], **change)
    made = render(msgspec.structs.replace(several, pairs=[pair]), "html")
    assert not [path for path in made if path.startswith("pairs/")]
    section = pages.by_id(pages.parse(made["report.html"]), "pairs")
    assert pair.source in pages.text(section)
    assert section.find(".//a") is None


def test_the_overview_groups_by_case_with_the_newest_bundle_first() -> None:
    def dated(name: str, case: str | None, ends: str | None) -> Bundle:
        log = msgspec.structs.replace(reports.bundle().logs[0], last_time=ends)
        return msgspec.structs.replace(reports.bundle(), name=name, case=case, logs=[log])

    made = render(
        reports.report(
            dated("a", "old", "2024-01-01T00:00:00"),
            dated("b", None, "2024-09-01T00:00:00"),
            dated("c", "new", "2024-03-01T00:00:00"),
            dated("d", "new", "2024-05-01T00:00:00"),
            dated("e", "new", None),
        ),
        "html",
    )
    tree = pages.parse(made["report.html"])
    rows = list(pages.by_id(tree, "bundles").iterfind(".//tbody/tr"))
    names = [pages.text(row.find("th")) for row in rows]
    assert names == ["d source newest of its case", *(f"{name} source" for name in "ceab")]
    assert [row.get("class") for row in rows] == ["first", None, None, "first", "first"]
    counts = pages.text(pages.by_id(tree, "counts"))
    assert "Cases 2" in counts
    assert "Bundles given 5" in counts


def test_a_run_without_bundles_has_an_overview() -> None:
    made = render(reports.report(problems=[reports.damage()]), "html")
    tree = pages.parse(made["report.html"])
    assert pages.text(tree.find(".//h1")) == "0 bundles of 0 with certificate errors"
    assert "The archive ends in the middle" in pages.text(pages.by_id(tree, "problems"))


def test_rendering_is_a_pure_function_of_the_report() -> None:
    assert render(reports.several(), "html") == render(reports.several(), "html")


@functools.cache
def harmless(length: int) -> dict[str, bytes]:
    """Return pages of harmless text: as long as the hostile one where what is long is folded."""
    return render(poisoned("Harmless" if length < LONG else "v" * length), "html")


LONG = 600  # letters of a value that stand open


def _shape(made: bytes) -> list[str]:
    return [f"{element.tag} {sorted(element.keys())}" for element in pages.parse(made).iter()]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_makes_no_element_and_no_attribute(hostile: str) -> None:
    made, as_plain = render(poisoned(hostile), "html"), harmless(len(hostile))
    assert made.keys() == as_plain.keys()
    for path, one in made.items():
        assert _shape(one) == _shape(as_plain[path])
        tree, plain = pages.parse(one), pages.parse(as_plain[path])
        for page_of in (tree, plain):
            _without_ticket(page_of)
        text = pages.text(tree).casefold()
        for whole in (_escaped(hostile), *(f"{hostile[:length]}…" for length in (300, 160))):  # what is shortened
            text = text.replace(whole.casefold(), "harmless")
        text = text.replace("harmless (harmless)", "harmless")  # a source that was shortened is no other
        if len(hostile) < LONG:
            assert text == pages.text(plain).casefold()
        for element in tree.iter():
            assert all(not name.startswith("on") and name != "style" for name in element.attrib)
            assert "<bdi>" not in "".join(element.attrib.values())
            assert element.get("href", "#").startswith(
                ("#", "https://", "bundles/", "pairs/", "../report.html", "../bundles/")
            )


def _without_ticket(tree: Element) -> None:
    """Empty the summary in Markdown, which is escaped for Markdown beside: `test_plain` holds that.

    And the drawing of a chain, in which what is long is cut off: what it shows stands in words beside it.
    """
    for box in [one for one in tree.iter() if one.get("id") == "ticket" or one.get("class") == "ladder"]:
        for child in list(box):
            child.clear()


def _escaped(hostile: str) -> str:
    hidden = re.compile("[\u202e\u2066\u200f\x00\x1b\x85\x7f\ufffe\U000e0041\ud800]")
    return hidden.sub(lambda m: repr(m[0]).strip("'"), hostile)


def test_no_control_or_direction_character_reaches_a_page() -> None:
    every = "".join(
        map(chr, [*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x2030), *range(0x2060, 0x2070), 0xD800])
    )
    for made in render(poisoned(every), "html").values():
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2060-\u206f]", made.decode())


def test_text_of_a_bundle_stands_in_isolation() -> None:
    report = poisoned("MARKER")
    catalogue = reports.report(reports.full()).catalogue
    once = msgspec.structs.replace(report, catalogue=catalogue, generated="2026-11-23T12:00:00Z")
    once = msgspec.structs.replace(once, omelog="1", redaction="none", around=None, audience=None)
    for name, made in render(_timed(once), "html").items():
        assert list(pages.loose(pages.parse(made), "MARKER")) == [], name


TIMES = frozenset({"time", "first_time", "last_time", "first_seen", "last_seen", "since"})


def _timed(report: Report) -> Report:
    """Take the times out of a poisoned report: a time stands within our own sentences."""
    tree = msgspec.to_builtins(report, enc_hook=str)
    for bundle in tree["bundles"]:
        for row in [*bundle["findings"], *bundle["logs"], *bundle["incidents"], *bundle["diagnosis"]["paths"]]:
            row.update(dict.fromkeys(row.keys() & TIMES))
    return msgspec.convert(tree, Report)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_way_around_escaping(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"\|\s*safe\b|\bautoescape\b|\bMarkup\b|\|\s*(tojson|xmlattr|urlize)\b", source)
    assert not re.search(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function)\b", source)
    assert not re.search(r"<(link|img|iframe|object|embed|form|base)\b", source, re.IGNORECASE)
    scripts = re.findall(r"<script\b[^\n]*", source, re.IGNORECASE)
    assert scripts == (['<script>{% include "parts/script.js" %}</script>'] if path.name == "page.html.j2" else [])


@pytest.mark.parametrize("path", [one for one in TEMPLATES if one.suffix == ".j2"], ids=lambda path: path.name)
def test_a_template_has_no_event_style_or_unquoted_attribute(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"\son[a-z]+\s*=", source, re.IGNORECASE)
    assert not re.search(r"\sstyle\s*=", source, re.IGNORECASE)
    bare = re.sub(r'"[^"]*"', '""', source)
    assert not re.search(r"<[a-z][^<>]*\s[a-z-]+=[^\"\s]", bare)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_what_it_shows(path: Path) -> None:
    assert path.read_text().startswith(("{#", "/*"))


def test_the_environment_is_strict_and_escapes_every_template() -> None:
    made = environment()
    assert made.undefined is jinja2.StrictUndefined
    for path in [path for path in TEMPLATES if ".html" in path.suffixes]:
        name = path.relative_to(resources.folder("templates")).as_posix()
        assert made.autoescape is True, name
        made.get_template(name)
    assert made.from_string("{{ x }}").render(x="<&\"'\x1b") == "&lt;&amp;&#34;&#39;\\x1b"
    with pytest.raises(jinja2.UndefinedError):
        made.from_string("{{ nothing }}").render()
    with pytest.raises(TypeError, match="None reached a page"):
        made.from_string("{{ x }}").render(x=None)


def test_a_policy_forbids_everything_but_the_one_style_and_the_one_script() -> None:
    for made in render(reports.several(), "html").values():
        tree = pages.parse(made)
        head = tree.find("head")
        assert head is not None
        assert head[0].get("charset") == "utf-8"
        assert head[1].get("http-equiv") == "Content-Security-Policy"
        style, script = (_digest(tree, tag) for tag in ("style", "script"))
        allowed = f"style-src '{style}'; script-src '{script}'"
        assert head[1].get("content") == f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
        assert tree.get("lang") == "en"


def _digest(tree: Element, tag: str) -> str:
    found = list(tree.iter(tag))
    assert len(found) == 1
    return "sha256-" + base64.b64encode(hashlib.sha256((found[0].text or "").encode()).digest()).decode()


def test_data_folders_are_never_looked_for_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "templates").mkdir()
    monkeypatch.chdir(tmp_path)
    assert resources.folder("templates") != tmp_path / "templates"
    assert (resources.folder("templates") / "report.html.j2").is_file()


def test_a_missing_data_folder_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="'nothing' is missing"):
        resources.folder("nothing")


def test_times_and_dates_of_a_headline_stay_whole() -> None:
    text = "It failed at 11:00:00 on 2024-04-20, between 2024-04-20 10:00:00 and 2024-04-21 10:00."
    whole = re.findall(r'<span class="when">([^<]*)</span>', headline(text))
    assert whole == ["2024-04-20", "2024-04-20 10:00:00", "2024-04-21 10:00"]
