"""Users without a home, as services have: the work is done all the same, and nothing is kept in the current folder."""

import subprocess
import sys
from pathlib import Path

import pytest
from bundles import MORNING, written
from running import Run, environment, omelog

# A user without an entry: what `pwd` says of an id that nobody has.
NO_ENTRY = """\
import pwd, sys
def nobody(_asked):
    raise KeyError("no entry")
pwd.getpwuid = pwd.getpwnam = nobody
from omelog.__main__ import main
main()
"""
HOMES: dict[str, tuple[dict[str, str], list[str]]] = {
    "no entry, no HOME": ({}, ["-c", NO_ENTRY]),
    "a device": ({"HOME": "/dev/null"}, ["-m", "omelog"]),
    "a folder that is not there": ({"HOME": "/nonexistent/home"}, ["-m", "omelog"]),
    "an empty HOME": ({"HOME": ""}, ["-c", NO_ENTRY]),
    "a relative HOME": ({"HOME": "in"}, ["-c", NO_ENTRY]),
}


class User:
    """Somebody with a home of some kind."""

    def __init__(self, kind: str, folder: Path) -> None:
        self._own, self._python = HOMES[kind]
        self.folder = folder

    def runs(self, *arguments: str) -> Run:
        """Run omelog, without any place in the environment in which a user's own things lie."""
        others = {name: value for name, value in environment(self.folder).items() if not name.startswith("XDG_")}
        others.pop("HOME", None)
        done = subprocess.run(
            [sys.executable, *self._python, *arguments],
            cwd=self.folder, env=others | self._own, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return Run(done.returncode, done.stdout, done.stderr)


@pytest.fixture(params=HOMES)
def user(request: pytest.FixtureRequest, tmp_path: Path) -> User:
    for name in ("a", "b"):
        written(tmp_path / "in" / f"{name}.log", MORNING)
    # What would be used if the current folder were taken for a home.
    for folder in ("~/.config/omelog", ".config/omelog"):
        written(tmp_path / folder / "config.toml", "no settings at all")
    return User(str(request.param), tmp_path)


def test_bundles_are_reported_and_nothing_else_is_written(user: User) -> None:
    before = {path for path in user.folder.rglob("*") if path.is_file()}
    run = user.runs("triage", "in", "-o", "report", "-j", "2")
    assert (run.code, run.stderr) == (0, "")
    new = {path.relative_to(user.folder).parts[0] for path in user.folder.rglob("*") if path.is_file()} - {
        path.relative_to(user.folder).parts[0] for path in before
    }
    assert new == {"report"}
    for command in (["diff", "report/report.json", "report/report.json"], ["causes", "list"]):
        assert user.runs(*command).code == 0
    draft = ["--to", "a@example.com", "--from", "b@example.com", "--draft", "mail.eml"]
    assert user.runs("mail", "report/report.json", *draft).code == 0


def test_what_wants_a_place_says_so(user: User) -> None:
    kept = user.runs("history")
    assert (kept.code, len(kept.lines)) == (1, 1)
    assert "--store" in kept.stderr
    mail = ["--mail-to", "a@example.com", "--from", "b@example.com", "--smtp", "smtp://127.0.0.1:1"]
    sent = user.runs("triage", "in", *mail)
    assert (sent.code, len(sent.lines)) == (2, 1)
    assert "--outbox" in sent.stderr
    assert user.runs("triage", "in", "--store", "kept.sqlite", "-j", "1").code == 0
    assert user.runs("history", "--store", "kept.sqlite").code == 0


def test_a_home_that_the_environment_does_not_know_may_have_places(user: User) -> None:
    given = {"XDG_STATE_HOME": str(user.folder / "state")}
    user._own.update(given)  # noqa: SLF001 - of this test
    assert user.runs("triage", "in", "-j", "1").code == 0
    for name in given:
        del user._own[name]  # noqa: SLF001 - the same
    assert (user.folder / "state" / "omelog").is_dir()


def settings(folder: Path, text: str | bytes) -> None:
    written(folder / "no-config" / "omelog" / "config.toml", text)


def test_settings_with_a_byte_order_mark(tmp_path: Path) -> None:
    written(tmp_path / "a.log", MORNING)
    settings(tmp_path, b"\xef\xbb\xbf" + b'[triage]\r\noutput = "here"\r\n')
    assert omelog("triage", "a.log", cwd=tmp_path).code == 0
    assert (tmp_path / "here" / "report.html").is_file()


def test_a_setting_with_an_unknown_home_is_left_out_and_named(tmp_path: Path) -> None:
    written(tmp_path / "a.log", MORNING)
    written(tmp_path / "b.log", MORNING)
    settings(
        tmp_path,
        'causes = "~nosuchuser/causes"\nstore = "~nosuchuser/store"\n[triage]\noutput = "~nosuchuser/report"\n',
    )
    run = omelog("triage", "a.log", "b.log", cwd=tmp_path)
    assert run.code == 0
    assert sorted(line.split()[3] for line in run.lines) == ["causes", "output", "store"]
    assert all("~nosuchuser/" in line for line in run.lines)
    assert not (tmp_path / "~nosuchuser").exists()
    assert (tmp_path / "omelog-report" / "report.html").is_file()


@pytest.mark.parametrize("option", ["-o", "--store"])
def test_an_option_with_an_unknown_home_is_wrong_usage(tmp_path: Path, option: str) -> None:
    written(tmp_path / "a.log", MORNING)
    run = omelog("triage", "a.log", option, "~nosuchuser/x", cwd=tmp_path)
    assert (run.code, len(run.lines)) == (2, 1)
    assert "~nosuchuser/x" in run.stderr
    assert not (tmp_path / "~nosuchuser").exists()


def test_settings_that_may_not_be_read(tmp_path: Path) -> None:
    written(tmp_path / "a.log", MORNING)
    (tmp_path / "no-config" / "omelog" / "config.toml").mkdir(parents=True)  # which root may not read either
    run = omelog("triage", "a.log", cwd=tmp_path)
    assert (run.code, len(run.lines)) == (0, 1)
    assert "config.toml: cannot be read as settings" in run.stderr
    asked = omelog("triage", "a.log", "--config", "no-config/omelog/config.toml", cwd=tmp_path)
    assert (asked.code, len(asked.lines)) == (2, 1)
