"""A mail as a message: what it says, how it is built, that it fits, and that hostile text stays text."""

import io
import re
import zipfile
from collections.abc import Callable

import html5lib
import mails
import msgspec
import pages
import pytest
import reports
from mails import CAUSE, KIND, real
from poison import HOSTILE, poisoned

from omelog.mail.address import Mailbox
from omelog.model.cause import Cause
from omelog.model.report import Report
from omelog.report import render
from omelog.wording.words import UNMATCHED


@KIND
def test_the_parts_of_a_mail(kind: Callable[[], Report]) -> None:
    message = mails.read(kind(), attach="html")
    assert message.get_content_type() == "multipart/mixed"
    both, attached = message.iter_parts()
    assert [part.get_content_type() for part in both.iter_parts()] == ["text/plain", "text/html"]
    assert attached.get_content_disposition() == "attachment"
    assert message.defects == []


@KIND
def test_the_html_is_whole_and_has_nothing_but_text_and_tables(kind: Callable[[], Report]) -> None:
    made = mails.html(kind(), case="4711", note=mails.NOTE)
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(made)
    tags = {str(element.tag) for element in tree.iter() if isinstance(element.tag, str)}
    assert tags <= {
        "html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "thead", "tr", "td", "th", "p", "br",
        "h1", "h2", "h3", "strong", "b", "a", "bdi", "code", "pre", "span",
    }  # fmt: skip
    assert not re.search(r"url\(|@import|@font-face|var\(|rgb\(", made)
    for element in tree.iter():
        assert not any(name.startswith("on") or name in {"src", "background"} for name in element.attrib)
        assert element.get("href", "https://").startswith("https://")
    style = tree.find("head/style")
    assert style is not None
    assert len(style.text or "") < 16_000
    assert not re.search(r"@media[^}]*@", style.text or "")
    assert next(iter(tree.iter("body")))[0].get("class") == "preheader"


@KIND
def test_every_layout_table_says_so_and_every_other_has_headers(kind: Callable[[], Report]) -> None:
    tree = html5lib.parse(mails.html(kind()), namespaceHTMLElements=False)
    for table in tree.iter("table"):
        assert table.get("role") == "presentation" or table.find("thead/tr/th") is not None


@KIND
def test_styles_are_inlined_and_colours_stand_with_their_background(kind: Callable[[], Report]) -> None:
    tree = html5lib.parse(mails.html(kind()), namespaceHTMLElements=False)
    cells = [element.get("style") or "" for element in tree.iter("td") if element.get("class")]
    assert cells
    assert all(cells)
    backgrounds = [
        element.get("style") or "" for element in tree.iter() if "background-color" in element.get("style", "")
    ]
    assert all(re.search(r"(^|[ ;])color:", style) for style in backgrounds)


@CAUSE
def test_the_subject_begins_with_the_verdict(cause: Cause) -> None:
    title = f"{UNMATCHED}: CGEN1008" if cause.slug == "unknown" else cause.title
    message = mails.read(real(cause))
    assert message["Subject"] == f"{title}: ome-source.zip"
    assert mails.html(real(cause)).partition('class="preheader"')[2].partition(">")[2].startswith(title)


def test_with_a_case_the_subject_names_topic_and_verdict_and_the_preheader_too() -> None:
    subjects = {name: str(mails.read(kind(), case="SR 12345")["Subject"]) for name, kind in mails.KINDS.items()}
    assert all(subject.startswith("[SR 12345] OpenManage Enterprise certificate") for subject in subjects.values())
    upload = "[SR 12345] OpenManage Enterprise certificate upload"
    assert subjects["certain"] == f"{upload}: Client or server authentication is missing from the certificate"
    assert subjects["clean"] == f"{upload}: No certificate error is recorded"
    assert subjects["rejected"] == f"{upload}: The log bundle could not be read"
    shown = pages.text(html5lib.parse(mails.html(reports.report(reports.bundle()), case="1")).find(".//{*}div"))
    assert shown.startswith("Client or server authentication is missing from the certificate. The last")


def test_a_report_and_its_recipients_make_the_id() -> None:
    first, again = mails.read(mails.KINDS["full"]()), mails.read(mails.KINDS["full"]())
    assert first["Message-ID"] == again["Message-ID"]
    turned = mails.read(mails.KINDS["full"](), to=mails.TO[::-1])
    assert turned["Message-ID"] == first["Message-ID"]
    others = [
        mails.read(mails.KINDS["full"](), to=mails.TO[:1]),
        mails.read(mails.KINDS["certain"]()),
        mails.read(mails.KINDS["full"](), note="Another word."),
    ]
    assert len({str(one["Message-ID"]) for one in [first, *others]}) == 4
    assert re.fullmatch(r"<report\.[0-9a-f]{32}@example\.com>", str(first["Message-ID"]))


def test_mails_of_a_case_answer_to_one_thread() -> None:
    one, other = (mails.read(mails.KINDS[kind](), case="4711") for kind in ("full", "clean"))
    assert one["In-Reply-To"] == other["In-Reply-To"] == one["References"]
    assert mails.read(mails.KINDS["full"](), case="4712")["In-Reply-To"] != one["In-Reply-To"]
    assert mails.read(mails.KINDS["full"]())["In-Reply-To"] is None
    assert one["Message-ID"] != other["Message-ID"]


def test_a_long_domain_does_not_make_the_ids_too_long() -> None:
    sender = Mailbox("", f"a@{'d' * 60}.example.com")
    message = mails.read(mails.KINDS["full"](), sender=sender, case="4711")
    raw = mails.made(mails.KINDS["full"](), sender=sender, case="4711").letter.data
    assert b"=?" not in b"".join(line for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n") if b"omelog.invalid" in line)
    assert all(len(str(message[name])) < 78 for name in ("Message-ID", "In-Reply-To", "References"))


def test_an_automatic_mail_says_so_and_others_do_not() -> None:
    names = ("Auto-Submitted", "X-Auto-Response-Suppress", "X-Unsent")
    report = mails.KINDS["certain"]()
    assert [mails.read(report)[name] for name in names] == [None, None, None]
    assert [mails.read(report, automatic=True)[name] for name in names] == ["auto-generated", "All", None]
    assert [mails.read(report, draft=True, sender=None)[name] for name in names] == [None, None, "1"]


def test_headers_take_no_line_and_nothing_that_hides() -> None:
    name = "a\r\nBcc: x@example.com\u202e\x00\x85\u2028"
    message = mails.read(reports.report(reports.bundle(name=name)), case=None)
    assert message["Bcc"] is None
    assert not re.search("[\x00-\x1f\u202e\x85\u2028]", str(message["Subject"]))
    assert mails.read(reports.report(reports.bundle()), case=name)["Bcc"] is None


def test_the_note_stands_on_top_in_both_texts() -> None:
    report = mails.KINDS["full"]()
    text, html = mails.text(report, note=mails.NOTE), mails.html(report, note=mails.NOTE)
    assert 0 < text.index("Hello Anna,") < text.index("as promised.\nCall me") < text.index("Client or server")
    assert 0 < html.index("Hello Anna,") < html.index("as promised.<br>Call me") < html.index("<h1")
    assert "&lt;b&gt;" in mails.html(report, note="<b>bold</b>")


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_makes_no_element(hostile: str) -> None:
    shapes = []
    for text in (hostile, "v" * len(hostile)):
        report = poisoned(text.replace("\ud800", ""))
        one = msgspec.structs.replace(report, bundles=report.bundles[:1])
        for each in (report, one):
            parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
            tree = parser.parse(mails.html(each, case=text, note=text))
            # Marks follow the line breaks of a record, isolation what is foreign; both have no attribute from outside.
            shapes.append([str(element.tag) for element in tree.iter() if element.tag not in ("b", "bdi", "br")])
    assert shapes[:2] == shapes[2:]


def test_no_control_or_direction_character_reaches_either_text() -> None:
    every = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x2030), *range(0x2060, 0x2070)]))
    report = poisoned(every)
    every += "\ud800"
    for made in (mails.html(report, note=every, case=every), mails.text(report, note=every, case=every)):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2060-\u206f]", made.replace("\r\n", "\n"))


def test_the_report_goes_along_byte_for_byte() -> None:
    report = mails.KINDS["full"]()
    attached = next(iter(mails.read(report, attach="html").iter_attachments()))
    assert attached.get_payload(decode=True) == render(report, "html")["report.html"]
    assert attached.get_filename() == "certificate-report-ome-source.html"


def test_several_pages_go_as_a_zip_that_opens() -> None:
    report = reports.several()
    attached = next(iter(mails.read(report, attach="html").iter_attachments()))
    assert attached.get_content_type() == "application/zip"
    data = attached.get_payload(decode=True)
    assert isinstance(data, bytes)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == render(report, "html")
    again = next(iter(mails.read(report, attach="zip").iter_attachments()))
    assert again.get_payload(decode=True) == data


def test_the_name_of_the_file_is_plain_whatever_the_case() -> None:
    attached = next(iter(mails.read(reports.several(), attach="zip", case="../../é\u202e x/..").iter_attachments()))
    assert attached.get_filename() == "certificate-report-é-u202e-x.zip"


def test_the_same_report_makes_the_same_bytes_but_for_boundaries() -> None:
    def plain(data: bytes) -> bytes:
        return re.sub(rb"={15}\d+==", b"", data)

    first, again = (mails.made(mails.KINDS["full"](), attach="zip").letter.data for _ in range(2))
    assert plain(first) == plain(again)


def test_lines_end_as_mail_wants_them() -> None:
    data = mails.made(mails.KINDS["full"](), attach="html", note=mails.NOTE).letter.data
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998


def test_the_id_does_not_depend_on_how_the_report_goes_along() -> None:
    report = mails.KINDS["full"]()
    assert mails.read(report, attach="zip")["Message-ID"] == mails.read(report, attach="none")["Message-ID"]
