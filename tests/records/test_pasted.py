"""Pasted text: whatever pasting did to a record, its cause, time and certainty are those of the record."""

import html
import json
import quopri
from urllib.parse import quote

import pytest
from logs import ENVELOPES, header, planted, wrapped

from omelog.analysis import Settings
from omelog.analysis.explain import explain
from omelog.causes import load

SETTINGS = Settings(load())


def pasted(record: str) -> dict[str, str]:
    """Return a record as it may be pasted, by name."""
    return {
        "plain": record,
        "html entities": html.escape(record),
        "html numbers": record.replace('"', "&#34;").replace("[", "&#91;"),
        "html twice": html.escape(html.escape(record)),
        "html page": f"<html><body><pre>{html.escape(record)}</pre></body></html>",
        "html breaks": f"<p>Hello,</p>{html.escape(record)}<br>\n<br>",
        "curly quotes": record.replace('"', "\u201d"),
        "opening and closing": record.replace('{"', "{\u201c").replace('["', "[\u201c").replace('"', "\u201d"),
        "guillemets": record.replace('"', "\u00bb"),
        "long dash": record.replace(" - ", " \u2013 ", 1),
        "no-break spaces": record.replace(" ", "\u00a0"),
        "string": json.dumps(record),
        "string in JSON": json.dumps({"line": record}),
        "string with breaks": json.dumps(f"{record}\n\tat a.B.c(D.java:1)\n{header('JobController', 'INFO')}done"),
        "syslog escapes": f"Jan 25 09:10:05 ome tomcat[812]: {record}#012#011at a.B.c(D.java:1)",
        "quoted-printable": quopri.encodestring(record.encode()).decode(),
        "quoted-printable quotes": quopri.encodestring(record.encode()).decode().replace('"', "=22"),
        "percent": quote(record),
        "fence": f"```\n{record}\n```",
        "fence with a language": f"Look:\n\n```text\n{record}\n```\nWhat now?",
        "fence on one line": f"```{record}```",
        "backtick": f"`{record}`",
        "ticket": f"{{noformat}}\n{record}\n{{noformat}}",
        "table": '"' + record.replace('"', '""') + '"',
        "mail": "> " + record,
        "mail, wrapped": "\n".join(f"> {record[start : start + 72]}" for start in range(0, len(record), 72)),
        "behind prose": f"Hello,\nit says: {record}\nWhat now?",
        "in quotes behind prose": f'The log says "{record}".',
        "indented": f"    {record}",
        "page number": f"  12 {record}",
        "two files": f"application.log:{record}\n--\nother.log.1:{header('JobController', 'INFO')}done",
        **{name: wrapped(name, record) for name in ["container", *ENVELOPES]},
    }


NAMES = sorted(pasted(""))


@pytest.mark.parametrize("name", NAMES)
def test_a_pasted_record_has_its_time_and_certainty(name: str) -> None:
    text = pasted(planted("missing-eku"))[name]
    bundle = explain(f"{text}\n".encode(), SETTINGS).bundle
    assert bundle is not None
    found = [(finding.cause, finding.certainty, finding.time) for finding in bundle.findings]
    assert found == [("missing-eku", "certain", "2024-01-25T09:10:05.100")]
    assert [problem.code for problem in bundle.problems if problem.severity == "damage"] == []


@pytest.mark.parametrize("name", NAMES)
def test_of_two_pasted_records_the_later_leads(name: str) -> None:
    """Each in the same wrapping, one after the other."""
    first, second = (pasted(planted(cause))[name] for cause in ("missing-eku", "invalid-csr-key"))
    bundle = explain(f"{first}\n{second}\n".encode(), SETTINGS).bundle
    assert bundle is not None
    assert [finding.cause for finding in bundle.findings] == ["missing-eku", "invalid-csr-key"]
    assert bundle.diagnosis.blocker == "invalid-csr-key"
    assert "recorded in the pasted lines failed" in bundle.diagnosis.headline
    assert "before the" not in bundle.diagnosis.headline
