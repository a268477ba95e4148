"""The page of report.json names every field that its types have."""

import json
import typing

from places import ROOT

from omelog.model import report

WORDS = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
DESCRIBED_ELSEWHERE = {"Cause", "Source", "Match", "Answers", "Step", "Command", "Verify", "Hint", "Sample", "NearMiss"}
DESCRIBED_ELSEWHERE |= {
    "Advice",
    "Requirement",
    "Reference",
    "Code",
    "PublicAuthorities",
    "DatedFact",
    "Authority",
}  # causes.md
DESCRIBED_ELSEWHERE |= {
    "omelog.model.chain.Pair",
    "Chain",
    "File",
    "Certificate",
    "Check",
    "Break",
    "Level",
}  # chain.md


def test_every_field_is_named() -> None:
    types = json.loads((ROOT / "docs" / "report.schema.json").read_bytes())["$defs"]
    missing = [
        f"{name}.{field}"
        for name, one in types.items()
        if name not in DESCRIBED_ELSEWHERE
        for field in one["properties"]
        if f"`{field}`" not in WORDS
    ]
    assert missing == []


def test_every_word_of_status_and_certainty_is_explained() -> None:
    for words in (report.Certainty, report.Status, report.CheckStatus):
        assert [word for word in typing.get_args(words) if f"`{word}`" not in WORDS and f"*{word}*" not in WORDS] == []
