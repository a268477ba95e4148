"""What the terminal shows, as it stands there: three widths, and without a terminal, kept as golden files.

Rewrite them with `--update-golden`.
"""

import functools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import reports
from msgspec import structs

from omelog.api import triage
from omelog.cli.show.answer import answer
from omelog.cli.show.terminal import Terminal
from omelog.model.report import Report
from omelog.report import row
from omelog.run import Done

SAMPLES = Path(__file__).parents[2] / "samples"
GOLDEN = Path(__file__).parents[1] / "golden" / "terminal"
INPUTS = ["one-blocker.zip", "ambiguous.zip", "history", "clean.zip", "damaged.zip", "migration"]

Show = Callable[[Report], str]


@functools.cache
def report(name: str) -> Report:
    return triage(SAMPLES / name)


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Show:
    """Return what shows a report's answer in the terminal that the environment describes."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def shown(report: Report) -> str:
        head, bundles = structs.replace(report, bundles=[]), report.bundles
        answer(head, [row(one) for one in bundles], bundles[0] if len(bundles) == 1 else None, Path("out/report.html"))
        return capsys.readouterr().out

    return shown


@pytest.mark.parametrize("columns", ["60", "80", "120", ""])
@pytest.mark.parametrize("name", INPUTS)
def test_answers_at_several_widths(
    name: str, columns: str, show: Show, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    if columns:
        monkeypatch.setenv("COLUMNS", columns)
    text = re.sub(r"-[0-9a-f]{16}\.html", "-ID.html", show(report(name)))
    assert "\x1b" not in text
    if columns:
        wide = [line for line in text.splitlines() if len(line) > int(columns)]
        assert [line for line in wide if not line.lstrip().startswith(("$ ", "out/"))] == []
    path = GOLDEN / f"{name}.{columns or 'piped'}.txt"
    if pytestconfig.getoption("update_golden"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", INPUTS)
def test_every_question_stands_there_at_any_width(name: str, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    if len(report(name).bundles) > 1:
        return
    text = " ".join(show(report(name)).split())
    assert [asked for asked in report(name).bundles[0].diagnosis.ask_for if asked not in text] == []


def test_a_pair_says_so_and_names_its_page(show: Show) -> None:
    text = " ".join(show(report("migration")).split())
    assert "Pair: source.zip and target.zip: Mend the source's chain first" in text
    assert "out/pairs/" in text


def test_the_report_is_a_link_where_the_terminal_can(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b]8;" not in show(report("clean.zip"))
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = show(report("clean.zip"))
    assert re.search(r"\x1b\]8;[^;]*;file:///\S*out/report\.html\x1b\\", text)
    assert "\x1b[1;31m" in show(report("one-blocker.zip"))


def test_very_many_damaged_bundles_are_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(quiet=False, verbose=False)
    terminal._several = True  # noqa: SLF001 - as after `begins` with several sources
    for number in range(1000):
        bundle = structs.replace(reports.rejected(), name=f"{number}.zip", source=f"{number}.zip")
        terminal.tells(Done(row(bundle), {}, bundle.problems, 0, (), {}))
    terminal.summed()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 11
    assert lines[-1].startswith("omelog: 990 more bundles: ")
