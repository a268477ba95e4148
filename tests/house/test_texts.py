"""Every string that a person reads, against the list in `golden/`: a change of a text is seen as a text."""

import re
from pathlib import Path

import pytest
import texts

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "texts.txt"


def test_every_text_is_as_it_was_read(pytestconfig: pytest.Config) -> None:
    found = texts.texts()
    if pytestconfig.getoption("update_golden"):
        GOLDEN.write_text("\n".join(found) + "\n", encoding="utf-8")
    known = GOLDEN.read_text(encoding="utf-8").splitlines()
    added, gone = sorted({*found} - {*known}), sorted({*known} - {*found})
    assert (added, gone) == ([], []), "make golden, then read the difference"


@pytest.mark.parametrize(
    "place",
    ["templates/report.html.j2", "templates/mail/mail.txt.j2", "omelog/wording/words.py", "omelog/causes/shared.toml"],
)
def test_texts_of_every_kind_of_file_are_listed(place: str) -> None:
    assert sum(text.startswith(f"{place}: ") for text in texts.texts()) > 5


@pytest.mark.parametrize(
    "words",
    [
        r"\bcommonest\b",
        r"\bunreadable signs\b",
        r"\bfindings?\b.*\bnow OK\b",
        r"\bby inference\b",
        r"\bmade by omelog\b",
        r"(?<!there )\bis no (?!longer\b|such\b)",
        r"\b(?:which|that) (?:is|are) none\b",
        r"\bbehind (?:each|the|it)\b",
        r"\banew\b",
        r"\bmemory enough\b",
        r"\bthere are findings\b",
    ],
)
def test_words_that_read_as_translated_are_gone(words: str) -> None:
    assert [text for text in texts.texts() if re.search(words, text, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("cannot be read: {…}; give a file", True),
        ("Select the file, then update the index.", True),
        ("--case-from {…} is not a valid pattern: {…}; for example: --case-from 'SR-[0-9]+'", True),
        ("SELECT name, case_id FROM bundle", False),
        ("PRAGMA user_version = {…}", False),
        (r"\b(?:playbook|ansible collection)\b", False),
        (r"(?m)^CertUtil:|^Certificate:\s*\n\s+Data:", False),
        ("not_seen_since", False),
    ],
)
def test_what_no_person_reads_is_left_out_by_rule(text: str, read: bool) -> None:
    assert texts.is_read(text) is read
