"""Paths that the system cannot even look at: one line, whatever the command and the option, never a traceback."""

from pathlib import Path

import pytest
from bundles import LOG, MORNING, zipped
from typer.testing import CliRunner

from omelog.cli import app

LONG = "x" * 300
PLACES = (LONG, f"{LONG}/x", "loop", "loop/x", "one.zip/x", "a/" * 2500)
COMMANDS = (
    "triage PLACE -o out",
    "triage one.zip -o PLACE",
    "triage one.zip -o out --causes PLACE",
    "triage one.zip -o out --cert PLACE",
    "triage one.zip -o out --csr PLACE",
    "triage one.zip -o out --peer PLACE",
    "triage one.zip -o out --config PLACE",
    "triage one.zip -o out --redact share --redact-map PLACE",
    "triage one.zip -o out --redact share --redact-key PLACE",
    "triage one.zip -o out --outbox PLACE --mail-to a@example.com --from a@example.com --smtp smtp://localhost:1",
    "watch PLACE -o out",
    "watch in -o one.zip/PLACE",
    "history --store PLACE",
    "history --store PLACE --forget x",
    "explain PLACE",
    "grep SSL PLACE",
    "render PLACE -f html -o out",
    "render report/report.json -f html -o PLACE",
    "diff PLACE PLACE",
    "mail PLACE --to a@example.com --draft mail.eml",
    "mail report/report.json --to a@example.com --from a@example.com --draft PLACE",
    "mail report/report.json --to a@example.com --from a@example.com --note PLACE --draft mail.eml",
    "mail report/report.json --to a@example.com --from a@example.com --ca-file PLACE --smtp smtps://localhost:1",
    "chain check PLACE",
    "chain check cert.pem --csr PLACE",
    "chain check cert.pem -o PLACE",
    "chain build PLACE -o chain.pem",
    "chain build cert.pem -o PLACE",
    "chain compare PLACE PLACE",
    "causes lint --causes PLACE",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("places")
    (made / "in").mkdir()
    (made / "loop").symlink_to("loop")
    (made / "one.zip").write_bytes(zipped({LOG: MORNING.encode()}))
    (made / "cert.pem").write_text("no certificate", encoding="ascii")
    return made


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for kind in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(folder / "own"))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_path_that_cannot_be_looked_at_is_one_line(command: str) -> None:
    for place in PLACES:
        made = CliRunner().invoke(app, command.replace("PLACE", place).split())
        assert made.exception is None or isinstance(made.exception, SystemExit), (place[:20], made.exc_info)
        if made.exit_code:
            assert made.output.strip(), place[:20]
