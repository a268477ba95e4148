"""`omelog history` in the terminal: the newest rows of each table, and how to see the others."""

import pytest
from rich.console import Console

from omelog import config
from omelog.cli.show.history import NEWEST, print_newest, tables
from omelog.store import History
from omelog.store.history import Week


def weeks(number: int) -> History:
    found = [Week(week=f"2024-01-{one + 1:02}", cause="missing-eku", bundles=1, errors=1) for one in range(number)]
    return History(
        redaction="none", runs=2, since="2024-01-01", bundles=number, again=0, weeks=found, repeated=[], failing=[]
    )


def shown(found: History, most: int | None, capsys: pytest.CaptureFixture[str]) -> list[str]:
    to = Console(width=100)
    for title, columns, rows in tables(found, {}):
        print_newest(to, title, columns, rows, most)
    return capsys.readouterr().out.splitlines()


def test_the_newest_twenty_stand_there_newest_first(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(weeks(25), NEWEST, capsys)
    assert [line[:10] for line in lines if line.startswith("2024-")] == [
        f"2024-01-{day:02}" for day in range(25, 5, -1)
    ]
    assert lines[-1] == "The newest 20 of 25; all: omelog history --all"


def test_all_are_all_and_few_say_nothing_of_more(capsys: pytest.CaptureFixture[str]) -> None:
    assert sum(line.startswith("2024-") for line in shown(weeks(25), None, capsys)) == 25
    assert not any("--all" in line for line in shown(weeks(20), NEWEST, capsys))


def test_settings_of_mails_are_those_of_every_command_that_mails() -> None:
    mail = config.MailSettings(brand="Example", footer="Call us", keep_subject=True)
    for command in ("mail", "triage", "watch"):
        defaults = config.option_defaults(config.Settings(mail=mail), command)
        assert {
            "--mail-brand": "Example",
            "--mail-footer": "Call us",
            "--keep-subject": True,
        }.items() <= defaults.items()
