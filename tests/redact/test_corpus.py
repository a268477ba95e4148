"""What redaction finds in the corpus, what it leaves alone, and that a kind is one file."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from corpus import HOSTILE, STAYS, Line, first_profile, read, view
from hypothesis import given, settings
from hypothesis import strategies as st

from omelog.redact import PROFILES, Profile
from omelog.redact.detect import detectors
from omelog.redact.profiles import covers, goes, table

LINES = read()
FOUND = [line for line in LINES if line.kind != STAYS and not line.missed]
PLAIN = [line.text for line in LINES if line.kind == STAYS and not line.missed]
SHOWN: tuple[Profile, ...] = ("customer", "share")


@pytest.mark.parametrize("profile", PROFILES[:-1])
def test_each_text_becomes_what_the_corpus_says(profile: Profile) -> None:
    wrong = []
    for line in LINES:
        shown = view(profile, line.text)
        first = first_profile(line.kind)
        gone = not any(part in shown for part in line.goes)
        right = line.shown().fullmatch(shown) is not None if profile == first else gone
        if view(profile, shown) != shown:
            wrong.append((line.text, shown, "is redacted once more"))
        elif covers(profile, first) and (right and gone) == line.missed and not (line.missed and profile != first):
            wrong.append((line.text, shown, "is marked otherwise"))
    assert wrong == []


def test_what_stays_does_so_under_every_profile_but_strict() -> None:
    assert [text for text in PLAIN for profile in PROFILES[:-1] if view(profile, text) != text] == []


def test_a_hostile_text_is_redacted_to_its_end() -> None:
    """How the time grows with the length is measured by bench/redaction.py."""
    for piece in HOSTILE:
        text = f"{piece * (1_200 // len(piece))} password=hunter2z"
        assert "hunter2z" not in view("share", f"password token user host {text}"), piece


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(FOUND), st.sampled_from(PLAIN)), min_size=1, max_size=4))
def test_what_stands_side_by_side_goes_and_stays(pairs: list[tuple[Line, str]]) -> None:
    text = "\n".join(part for line, plain in pairs for part in (line.text, plain, ""))
    for profile in SHOWN:
        shown = view(profile, text)
        for line, _ in pairs:
            if covers(profile, first_profile(line.kind)):
                assert not any(part in shown for part in line.goes if len(part) > 6), (profile, line.text)


def test_every_kind_has_texts_in_the_corpus_and_a_row_in_the_table() -> None:
    kinds = {one.kind for one in detectors()}
    assert kinds <= {line.kind for line in LINES}
    assert kinds <= {row.kind for row in table()}


def test_what_goes_under_a_profile_goes_under_each_that_shows_less() -> None:
    for before, after in itertools.pairwise(PROFILES):
        assert goes(before) <= goes(after)
        for row in table():
            assert row.becomes[before] == "stays" or row.becomes[after] != "stays"


KIND = '''
"""Badges: Badge 4711."""
import re
from omelog.redact.detect import Detector, Found

def find(text):
    return (Found(*match.span("value")) for match in re.finditer(r"Badge (?P<value>[0-9]+)", text))

DETECTOR = Detector(kind="badge", title="Badges", goes="customer", example="Badge 4711", find=find, rank=90)
'''
RUN = """
import omelog.redact.detect, sys
omelog.redact.detect.__path__.append(sys.argv[1])
from omelog.redact import redaction, text_view
from omelog.redact.profiles import table
from omelog.causes import load
for profile in ("none", "customer", "share", "strict"):
    print(text_view(["see Badge 4711"], redaction(profile, load())).shown("see Badge 4711"))
print([row.title for row in table() if row.kind == "badge"])
"""


def test_a_kind_is_added_by_one_file(tmp_path: Path) -> None:
    (tmp_path / "badge.py").write_text(KIND, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.splitlines() == ["see Badge 4711", *["see Badge badge-1"] * 3, "['Badges']"]
