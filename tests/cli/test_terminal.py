"""What the terminal shows, as it stands there: three widths, and without a terminal, kept as golden files.

Rewrite them with `--update-golden`.
"""

import functools
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
import reports
from msgspec import structs
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from omelog.api import triage
from omelog.cli import app, usage
from omelog.cli.show.answer import answer
from omelog.cli.show.terminal import Terminal
from omelog.model.report import Report
from omelog.report import row
from omelog.run import Done

SAMPLES = Path(__file__).parents[2] / "samples"
GOLDEN = Path(__file__).parents[1] / "golden" / "terminal"
INPUTS = ["one-blocker.zip", "ambiguous.zip", "history", "clean.zip", "damaged.zip", "migration"]

HELP = [(), ("triage",), ("explain",), ("grep",), ("mail",), ("history",), ("watch",), ("chain",), ("chain", "check")]

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
    assert "Pair: source.zip and target.zip: Fix the source's chain first" in text
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


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["triage", "--nope"], "no such option: --nope"),
        (["triage", "--clock"], "option '--clock' requires an argument"),
        (["triage"], "missing argument 'INPUT...'"),
        (["trage"], "no such command 'trage'"),
        (["mail", "report.json", "--to"], "option '--to' requires an argument"),
        (["chain", "check"], "missing argument 'FILE...'"),
    ],
)
def test_wrong_usage_is_a_line_with_an_example(
    arguments: list[str], what: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["omelog", *arguments])
    with pytest.raises(usage.UsageError) as caught:
        app(arguments, standalone_mode=False, prog_name="omelog")
    assert usage.told(caught.value) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"omelog: {what}")
    assert ", for example: omelog " in line


@pytest.mark.parametrize("name", [name for name in usage.EXAMPLES if name])
def test_examples_of_help_are_command_lines_that_are_taken(name: str) -> None:
    for example in usage.EXAMPLES[name]:
        words = shlex.split(example.partition(" < ")[0])[1:]
        command = get_command(app)
        while isinstance(command, TyperGroup):
            command = command.commands[words.pop(0)]
        with command.make_context(name, words, resilient_parsing=True) as context:
            assert context.args == [], example
            given = [context.params[str(one.name)] for one in command.params if one.required]
            assert all(given), example


def test_summaries_of_commands_fit_a_line() -> None:
    text = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"}, prog_name="omelog").stdout
    commands = text.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert len(commands) > 8
    assert [line for line in commands if line.endswith("...") or len(line) > 80] == []


@pytest.mark.parametrize("columns", ["60", "80", "120"])
@pytest.mark.parametrize("words", HELP, ids=lambda words: "-".join(words) or "omelog")
def test_help_at_three_widths(
    words: tuple[str, ...],
    columns: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    app([*words, "--help"], standalone_mode=False, prog_name="omelog")
    text = capsys.readouterr().out
    examples = {f"    {example}" for examples in usage.EXAMPLES.values() for example in examples}
    assert [line for line in text.splitlines() if len(line) > int(columns) and line not in examples] == []
    path = GOLDEN / f"help-{'-'.join(words) or 'omelog'}.{columns}.txt"
    if pytestconfig.getoption("update_golden"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
