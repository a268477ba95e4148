"""The size of a page: however many errors a bundle has, it opens; what is left out is said, with where it is."""

import re

import html5lib
import pages
import pytest
import reports

from omelog.model.report import Bundle, Finding, Incident
from omelog.report import render

MOST = 3_000_000
MANY = 50_000


def distinct() -> list[Finding]:
    """Return findings that have nothing in common but the cause."""
    return [
        reports.finding(number, message_args=[f"Reason {number}"], raw=reports.raw(f"Reason {number}"))
        for number in range(MANY)
    ]


def equal() -> list[Finding]:
    """Return findings that differ in time alone."""
    return [reports.finding(number) for number in range(MANY)]


def scattered() -> tuple[list[Incident], list[Finding]]:
    """Return findings of ten thousand groups."""
    incidents = [reports.incident(number) for number in range(10_000)]
    return incidents, [
        reports.finding(number, incident=f"i{number % 10_000}", raw=reports.raw(f"R{number}")) for number in range(MANY)
    ]


def worst() -> list[Finding]:
    """Return findings of which each letter takes five on the page."""
    return [
        reports.finding(number, raw=f"{number}" + '"' * 16_384, message_args=['"' * 16_384]) for number in range(100)
    ]


@pytest.mark.parametrize("findings", [distinct, equal, worst], ids=lambda made: made.__name__)
def test_one_group_of_very_many_errors(findings: object) -> None:
    assert callable(findings)
    made = page(reports.bundle(findings=findings()))
    assert len(made) < MOST
    assert re.search(rb"The last [\d,]+ records of [\d,]+. The others are in report.json", made)
    assert links_lead_somewhere(made)


def test_very_many_groups() -> None:
    incidents, findings = scattered()
    made = page(reports.bundle(incidents=incidents, findings=findings), around="2024-01-25T11:00:00")
    assert len(made) < MOST
    assert b"The last 500 of 10,000 groups of errors are shown. report.json has the others." in made
    assert links_lead_somewhere(made)


def test_very_many_problems_and_logs() -> None:
    base = reports.bundle()
    made = page(reports.bundle(problems=[reports.damage()] * 3_000, logs=base.logs * 2_000))
    assert len(made) < MOST
    assert b"2,500 more problems: see report.json." in made
    assert b"1,500 more logs: see report.json." in made


def test_errors_that_differ_in_time_alone_share_their_text_and_keep_their_links() -> None:
    made = page(reports.bundle(findings=[reports.finding(number) for number in range(5000)]))
    tree = html5lib.parse(made.decode(), namespaceHTMLElements=False)
    assert len(tree.findall(".//article[@id]")) == 1
    assert len(tree.findall(".//li[@id]")) == 4999
    assert "tomcat/application.log:4711" in pages.text(pages.by_id(tree, "finding-f4611"))


def page(bundle: Bundle, **changes: object) -> bytes:
    return render(reports.report(bundle, **changes), "html")["report.html"]


def links_lead_somewhere(made: bytes) -> bool:
    ids = set(re.findall(rb'\bid="([^"]+)"', made))
    return set(re.findall(rb'href="#([^"]+)"', made)) <= ids
