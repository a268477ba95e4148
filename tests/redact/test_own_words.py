"""What the engineer wrote: the note and the case of a mail, by profile."""

import email
import email.policy
from pathlib import Path

import make_samples as make
import pytest
from bundles import LOG, written, zipped
from inside import omelog


@pytest.mark.parametrize(
    ("profile", "is_shown"), [("none", True), ("customer", True), ("share", False), ("strict", False)]
)
def test_a_note_and_a_case_go_where_names_go(tmp_path: Path, profile: str, *, is_shown: bool) -> None:
    log = make.chain_error("2024-01-25 12:00:00.000", make.EKU).encode()
    written(tmp_path / "case.zip", zipped({LOG: log}))
    written(tmp_path / "note.txt", "Dear zebrafish, password=hunter2 was in it.\n")
    omelog("triage", "case.zip", "-f", "json", "-o", "out", cwd=tmp_path)
    words = ["--note", "note.txt", "--case", "SR 4711", "--draft", "a.eml", "--redact", profile]
    run = omelog(
        *("mail", "out/report.json", "--to", "a@example.com", "--audience", "private-ca"), *words, cwd=tmp_path
    )
    assert run.code == 0
    message = email.message_from_bytes((tmp_path / "a.eml").read_bytes(), policy=email.policy.default)
    texts = [str(message["subject"])] + [str(part.get_content()) for part in message.walk() if not part.is_multipart()]
    assert ("zebrafish" in "".join(texts), "4711" in "".join(texts)) == (is_shown, is_shown)
    assert not any("hunter2" in text for text in texts)
    assert [line.partition(" is left out")[0] for line in run.lines] == (
        [] if is_shown else ["omelog: --note", "omelog: --case"]
    )
