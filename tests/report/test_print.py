"""Pages on paper: the answer is open, the rest as on the screen, no column is lost, links name their address."""

import re
import subprocess
from pathlib import Path

import pytest
import reports
from browsing import opened, started
from programs import needed

from omelog.api import triage
from omelog.model.report import Bundle
from omelog.report import render

SAMPLES = Path(__file__).parents[2] / "samples"
pytestmark = pytest.mark.browser


def printed(folder: Path, made: bytes, *, opens: bool = False) -> str:
    """Print a page and give the text of the paper, without white space: words break where lines end."""
    page_file, paper = folder / "page.html", folder / "paper.pdf"
    page_file.write_bytes(made)
    with started() as browser:
        page = opened(browser, page_file)
        if opens:
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.pdf(path=paper, format="A4", tagged=True)
    return squeezed(
        subprocess.run([needed("pdftotext"), paper, "-"], check=True, capture_output=True, text=True).stdout
    )


def squeezed(text: str) -> str:
    return "".join(text.split())


def many() -> Bundle:
    """Return a bundle with forty different errors, and forty equal ones."""
    different = [
        reports.finding(number, message_args=[f"Reason-{number}"], raw=reports.raw(f"Reason-{number}", number))
        for number in range(40)
    ]
    equal = [reports.finding(number, incident="i2", line=5000 + number) for number in range(40, 80)]
    return reports.bundle(incidents=[reports.incident(1), reports.incident(2)], findings=different + equal)


def test_every_error_is_on_the_paper_once_it_is_opened(tmp_path: Path) -> None:
    bundle = many()
    made = render(reports.report(bundle), "html")["report.html"]
    text = printed(tmp_path, made, opens=True)
    for finding in bundle.findings:
        assert f'id="finding-{finding.id}"'.encode() in made
        assert squeezed(f"{finding.log}:{finding.line}") in text
    for number in range(40):
        assert text.replace("-", "").count(f'"MessageArgs":["Reason{number}"]') >= 1  # a line may end at the hyphen


def test_the_answer_is_on_the_paper_and_what_needs_a_screen_is_not(tmp_path: Path) -> None:
    made = render(reports.report(reports.stormy()), "html")["report.html"]
    answer = (
        "Ask the authority for a profile with client authentication.",  # a branch
        "can impersonate anyone in the domain",  # the warning of a step in a branch
        reports.EKU,  # the record that proves it
        "https://www.dell.com/support/kbdoc/en-us/000221202",  # the address of a link
    )
    cut = "4.9 KiB more of this record are left out here."
    opened_too = ("Errors by stretch of time and cause", "[INFO] before", cut)
    for opens in (False, True):
        text = printed(tmp_path, made, opens=opens)
        for words in (*answer, *(opened_too if opens else ())):
            assert squeezed(words) in text
        for words in ("Filter records", "Open all", "All fields", "Skip to the content"):
            assert squeezed(words) not in text


def test_one_certain_error_is_three_pages_on_paper(tmp_path: Path) -> None:
    text = printed(tmp_path, render(triage(SAMPLES / "one-blocker.zip"), "html")["report.html"])
    assert "lets whoever may enrol impersonate anyone".replace(" ", "") in text
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "paper.pdf").read_bytes())) <= 3


def test_no_column_and_no_row_of_the_overview_is_lost(tmp_path: Path) -> None:
    bundles = [reports.bundle(name=f"bundle-{number}.zip", page=f"bundles/{number}.html") for number in range(120)]
    text = printed(tmp_path, render(reports.report(*bundles), "html")["report.html"])
    for number in range(120):
        assert f"bundle-{number}.zip" in text
    for column in ("Bundle", "Case", "Verdict", "Certainty", "Errors", "Lastseen", "Reading"):
        assert column in text
    assert text.count("11:01:34") == 120


def test_each_sheet_has_its_number_and_a_running_title(tmp_path: Path) -> None:
    text = printed(tmp_path, render(triage(SAMPLES / "history"), "html")["report.html"])
    sheets = [int(number) for number in re.findall(r"Certificateuploadreport(\d)/5", text)]
    assert sheets == [1, 2, 3, 4, 5]
