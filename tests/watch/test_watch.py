"""`omelog watch` as a process, on real files: written slowly, renamed into place, replaced, deleted; restarted."""

import contextlib
import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import running
from bundles import EVENING, LOG, MORNING, NOON, zipped
from mailservers import Script, free_port, scripted, silent_after, talking

import omelog.watch.inbox
from omelog.analysis import Settings
from omelog.bundle import Source, within
from omelog.bundle.stamp import stamp
from omelog.causes import load
from omelog.cli.show.arrivals import Lines
from omelog.limits import Limits
from omelog.records import holds_records
from omelog.run import Job, Where
from omelog.watch import Arrivals, Look, looks
from omelog.watch.settling import Settling

_PATIENCE = 90


class Watcher:
    """A running `omelog watch`."""

    def __init__(self, folder: Path, process: "subprocess.Popen[bytes]") -> None:
        self.inbox = folder / "inbox"
        self.out = folder / "out"
        self._folder = folder
        self.process = process

    def said(self) -> list[str]:
        """Return the lines so far, of both streams, after the one that says what is watched."""
        lines = [line for log in sorted(self._folder.glob("*.log")) for line in log.read_text().splitlines()]
        return [line for line in lines if not line.startswith("Watching ")]

    def bundles(self) -> dict[str, str]:
        """Return the bundles of the report, with their status."""
        if not (self.out / "report.json").exists():
            return {}
        return {bundle["name"]: bundle["status"] for bundle in running.report(self.out)["bundles"]}

    def status(self) -> dict[str, Any]:
        """Return what a monitor would read."""
        found: dict[str, Any] = json.loads((self.out / "status.json").read_bytes())
        return found

    def waits(self, until: Callable[[], bool]) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + _PATIENCE
        while not until():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, (self.said(), self.bundles())
            time.sleep(0.1)

    def has(self, **status: str) -> None:
        """Wait until the report holds just these bundles."""
        wanted = {f"{name}.zip": one for name, one in status.items()}
        self.waits(lambda: self.bundles() == wanted)

    def ends(self, number: int = signal.SIGTERM) -> int:
        """End it, and give its exit code."""
        self.process.send_signal(number)
        return self.process.wait(_PATIENCE)


@contextlib.contextmanager
def watching(folder: Path, *arguments: str, inbox: str = "inbox") -> Iterator[Watcher]:
    """Run `omelog watch` until the end of the block."""
    (folder / "inbox").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "omelog", "watch", inbox, "-o", "out", "--settle", "0.6", *arguments]
    own = folder / f"{len(list(folder.glob('*.log')))}.log"
    with own.open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=running.environment(folder))
    try:
        yield Watcher(folder, process)
    finally:
        said = own.read_text()
        process.kill()
        process.wait()
    assert "Traceback" not in said


def _zip(text: str) -> bytes:
    return zipped({LOG: text.encode()})


def test_an_empty_inbox_has_a_report_and_arrivals_come_into_it(tmp_path: Path) -> None:
    with watching(tmp_path) as watcher:
        watcher.waits((watcher.out / "report.html").exists)
        begins = (tmp_path / "0.log").read_text().splitlines()[0]
        assert begins.startswith(f"Watching {watcher.inbox}; the report of all that arrives is out/report.html; ")
        assert begins.endswith("Ctrl-C or SIGTERM ends it.")
        assert watcher.bundles() == {}
        (watcher.inbox / "a.zip").write_bytes(_zip(MORNING))
        watcher.has(a="analyzed")
        (watcher.inbox / "b.zip").write_bytes(_zip(NOON))
        watcher.has(a="analyzed", b="analyzed")
        watcher.waits(lambda: len(watcher.said()) == 2)
        assert [line.partition(":")[0] for line in watcher.said()] == ["a.zip", "b.zip"]
        assert len(set(re.findall(rb"bundles/[^\"#]+", (watcher.out / "report.html").read_bytes()))) == 2
        assert watcher.ends() == 0


def test_a_file_that_grows_is_taken_once_and_whole(tmp_path: Path) -> None:
    whole = _zip(EVENING * 200)
    with watching(tmp_path) as watcher, (tmp_path / "inbox" / "slow.zip").open("wb") as file:
        for start in range(0, len(whole), len(whole) // 8):
            file.write(whole[start : start + len(whole) // 8])
            file.flush()
            time.sleep(0.25)
            assert watcher.bundles() == {}
        watcher.has(slow="analyzed")
        watcher.waits(lambda: len(watcher.said()) == 1)


def test_a_file_renamed_into_place_and_one_replaced(tmp_path: Path) -> None:
    with watching(tmp_path) as watcher:
        (tmp_path / "part").write_bytes(_zip(MORNING))
        (tmp_path / "part").rename(watcher.inbox / "a.zip")
        watcher.has(a="analyzed")
        (tmp_path / "part").write_bytes(_zip(EVENING)[:-40])
        (tmp_path / "part").replace(watcher.inbox / "a.zip")
        watcher.has(a="partial")
        watcher.waits(lambda: sum(line.startswith("a.zip: ") for line in watcher.said()) == 2)


def test_a_rename_in_the_inbox_is_neither_counted_nor_told_nor_mailed_again(tmp_path: Path) -> None:
    script = Script()
    with scripted(script) as port:
        to = ("--mail-to", "admin@example.com", "--from", "support@example.com", "--outbox", "outbox")
        server = (*to, "--smtp", f"smtp+plaintext://localhost:{port}")
        with watching(tmp_path, *server) as watcher:
            (watcher.inbox / "a.zip").write_bytes(_zip(MORNING))
            watcher.has(a="analyzed")
            (watcher.inbox / "a.zip").rename(watcher.inbox / "b.zip")
            watcher.has(b="analyzed")
            (watcher.inbox / "c.zip").write_bytes(_zip(EVENING))
            watcher.has(b="analyzed", c="analyzed")
            watcher.waits(lambda: len(script.arrived) == 2)
            assert watcher.ends() == 0
            assert [line.partition(":")[0] for line in watcher.said()] == ["a.zip", "c.zip"]
        (watcher.inbox / "c.zip").rename(watcher.inbox / "d.zip")  # while nobody looks
        with watching(tmp_path, *server) as watcher:
            watcher.has(b="analyzed", d="analyzed")
            assert watcher.ends() == 0
            assert len(script.arrived) == 2


def test_the_same_content_under_two_names_is_two_bundles(tmp_path: Path) -> None:
    with watching(tmp_path) as watcher:
        (watcher.inbox / "a.zip").write_bytes(_zip(MORNING))
        watcher.has(a="analyzed")
        (watcher.inbox / "b.zip").write_bytes(_zip(MORNING))
        watcher.has(a="analyzed", b="analyzed")


@pytest.mark.parametrize("name", [".a.zip.Qq81xA", "a.zip.filepart", "a.zip.crdownload", "a.zip.part"])
def test_temporary_names_are_waited_out(tmp_path: Path, name: str) -> None:
    with watching(tmp_path) as watcher:
        (watcher.inbox / name).write_bytes(_zip(MORNING))
        (watcher.inbox / "b.zip").write_bytes(_zip(EVENING))
        watcher.has(b="analyzed")
        (watcher.inbox / name).rename(watcher.inbox / "a.zip")
        watcher.has(a="analyzed", b="analyzed")


def test_the_end_of_a_terminal_ends_it(tmp_path: Path) -> None:
    with watching(tmp_path) as watcher:
        (watcher.inbox / "a.zip").write_bytes(_zip(MORNING))
        watcher.has(a="analyzed")
        assert watcher.ends(signal.SIGHUP) == 0


def test_a_folder_whose_log_shrinks_is_replaced_and_vanishes(tmp_path: Path) -> None:
    log = tmp_path / "inbox" / "a.zip" / LOG  # a folder, whatever its name says
    with watching(tmp_path) as watcher:
        log.parent.mkdir(parents=True)
        log.write_text(MORNING + EVENING)
        watcher.has(a="analyzed")
        log.write_text(MORNING)
        watcher.waits(lambda: [*running.report(tmp_path / "out")["totals"]["by_cause"]] == ["missing-eku"])
        other = tmp_path / "other"
        other.write_text(NOON + EVENING)
        other.replace(log)
        watcher.waits(lambda: "missing-key-encipherment" in running.report(tmp_path / "out")["totals"]["by_cause"])
        assert "missing-eku" not in running.report(tmp_path / "out")["totals"]["by_cause"]
        log.unlink()
        watcher.has(a="rejected")
        assert watcher.ends() == 0


def test_what_is_taken_away_stays_in_the_report_also_after_a_restart(tmp_path: Path) -> None:
    with watching(tmp_path) as watcher:
        for name, text in (("a", MORNING), ("b", NOON)):
            (watcher.inbox / f"{name}.zip").write_bytes(_zip(text))
        watcher.has(a="analyzed", b="analyzed")
        (watcher.inbox / "a.zip").unlink()
        (watcher.inbox / "c.zip").write_bytes(_zip(EVENING))
        watcher.has(a="analyzed", b="analyzed", c="analyzed")
        assert watcher.ends(signal.SIGINT) == 0
        said = watcher.said()
    (tmp_path / "inbox" / "b.zip").unlink()
    (tmp_path / "inbox" / "d.zip").write_bytes(_zip(MORNING + EVENING))
    with watching(tmp_path) as watcher:
        watcher.has(a="analyzed", b="analyzed", c="analyzed", d="analyzed")
        watcher.waits(lambda: len(watcher.said()) == len(said) + 1)
        assert watcher.said()[-1].startswith("d.zip: ")


def test_without_a_store_an_arrival_has_no_other_bundle_read_again(tmp_path: Path) -> None:
    with watching(tmp_path, "--store", "none", "-v") as watcher:
        for name, text in (("a", MORNING), ("b", NOON)):
            (watcher.inbox / f"{name}.zip").write_bytes(_zip(text))
        watcher.has(a="analyzed", b="analyzed")
        (watcher.inbox / "a.zip").unlink()
        (watcher.inbox / "c.zip").write_bytes(_zip(EVENING))
        watcher.has(a="analyzed", b="analyzed", c="analyzed")
        assert watcher.ends() == 0
        assert sorted(line for line in watcher.said() if ": reading " in line) == [
            f"omelog: reading {name}.zip" for name in "abc"
        ]


def test_a_kill_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    names = [f"b{number}" for number in range(6)]
    for name in names:
        (tmp_path / "inbox" / f"{name}.zip").write_bytes(_zip(MORNING + name * 9))
    for pause in (0.9, 1.6, 2.4):
        with watching(tmp_path) as watcher:
            time.sleep(pause)
            assert watcher.process.poll() is None
    with watching(tmp_path) as watcher:
        watcher.has(**dict.fromkeys(names, "analyzed"))


def test_an_inbox_that_stays_empty_is_no_bundle(tmp_path: Path) -> None:
    with watching(tmp_path) as watcher:
        watcher.waits((watcher.out / "report.html").exists)
        time.sleep(1.5)  # longer than it takes to settle
        (watcher.inbox / "a.zip").write_bytes(_zip(MORNING))
        watcher.has(a="analyzed")
        assert [line for line in watcher.said() if line.startswith("omelog: ")] == []


def test_an_inbox_that_is_taken_away_and_comes_back(tmp_path: Path) -> None:
    with watching(tmp_path) as watcher:
        (watcher.inbox / "a.zip").write_bytes(_zip(MORNING))
        watcher.has(a="analyzed")
        shutil.rmtree(watcher.inbox)
        watcher.waits(lambda: any("the folder cannot be read" in line for line in watcher.said()))
        watcher.inbox.mkdir()
        (watcher.inbox / "b.zip").write_bytes(_zip(NOON))
        watcher.has(a="analyzed", b="analyzed")
        (watcher.inbox / "c.zip").write_bytes(_zip(EVENING))
        watcher.has(a="analyzed", b="analyzed", c="analyzed")
        assert sum("the folder cannot be read" in line for line in watcher.said()) == 1


def test_the_first_look_is_taken_when_what_lies_there_has_had_time_to_settle(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(_zip(MORNING))
    stop = threading.Event()
    with contextlib.closing(looks(tmp_path, 0.6, stop)) as looked:
        assert [source.name for source in next(looked).found.sources] == ["a.zip"]
        stop.set()


def test_an_inbox_that_was_made_anew_tells_of_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(omelog.watch.inbox, "_AT_LEAST_EVERY", 1e9)  # it is told of changes, or never sees them
    inbox, stop = tmp_path / "inbox", threading.Event()
    inbox.mkdir()
    patience = threading.Timer(_PATIENCE, stop.set)
    patience.start()
    with contextlib.closing(looks(inbox, 0.1, stop)) as looked:
        assert next(looked).found.problems == []
        inbox.rmdir()
        assert any(look.found.problems for look in looked)
        inbox.mkdir()
        assert any(not look.found.problems for look in looked)
        (inbox / "a.zip").write_bytes(_zip(MORNING))
        assert any(look.stamps for look in looked)
        (inbox / "a.zip").rename(inbox / "b.zip~")  # an editor's backup by its name, and a bundle all the same
        assert any([source.name for source in look.stamps] == ["b.zip~"] for look in looked)
    patience.cancel()
    assert not stop.is_set()


def test_logs_that_are_unpacked_into_the_inbox_hide_no_others(tmp_path: Path) -> None:
    with watching(tmp_path) as watcher:
        (watcher.inbox / "tomcat").mkdir()
        (watcher.inbox / LOG).write_text(MORNING)
        (watcher.inbox / "b.zip").write_bytes(_zip(NOON))
        watcher.waits(lambda: watcher.bundles() == {"b.zip": "analyzed", LOG: "analyzed"})


def test_a_restart_from_another_folder_knows_what_it_has(tmp_path: Path) -> None:
    with watching(tmp_path) as watcher:
        (watcher.inbox / "a.zip").write_bytes(_zip(MORNING))
        watcher.has(a="analyzed")
        watcher.ends()
        said = watcher.said()
    with watching(tmp_path, inbox=str(tmp_path / "inbox")) as watcher:
        (watcher.inbox / "b.zip").write_bytes(_zip(NOON))
        watcher.has(a="analyzed", b="analyzed")
        watcher.waits(lambda: len(watcher.said()) == len(said) + 1)


def test_a_report_that_could_not_be_written_is_written_later(tmp_path: Path) -> None:
    with watching(tmp_path) as watcher:
        watcher.waits((watcher.out / "report.html").exists)
        shutil.rmtree(watcher.out)
        watcher.out.write_bytes(b"")
        (watcher.inbox / "a.zip").write_bytes(_zip(MORNING))
        watcher.waits(lambda: any("cannot be written" in line for line in watcher.said()))
        watcher.out.unlink()
        (watcher.inbox / "note.txt").write_text("makes it look again, sooner than by itself")
        watcher.has(a="analyzed")
        watcher.waits(lambda: len(watcher.said()) == 2)


def test_mail_waits_for_a_server_and_goes_out_without_another_arrival(tmp_path: Path) -> None:
    port = free_port()
    to = ("--mail-to", "admin@example.com", "--from", "support@example.com")
    with watching(tmp_path, *to, "--smtp", f"smtp+plaintext://localhost:{port}", "--outbox", "outbox") as watcher:
        for name, text in (("a", MORNING), ("b", NOON)):
            (watcher.inbox / f"{name}.zip").write_bytes(_zip(text))
        watcher.has(a="analyzed", b="analyzed")
        watcher.waits(lambda: any("it waits in outbox" in line for line in watcher.said()))
        assert len(list((tmp_path / "outbox").glob("*.eml"))) == 2
        watcher.waits(lambda: watcher.status()["outbox"] == 2 and watcher.status()["failure"] is not None)
        assert watcher.status()["failure"]["text"].startswith("mail to admin@example.com: not sent: ")
        script = Script()
        with scripted(script, port=port):
            (watcher.inbox / "note.txt").write_text("makes it look again, sooner than by itself")
            watcher.waits(lambda: len(script.arrived) == 2)
        watcher.waits(lambda: not list((tmp_path / "outbox").glob("*.eml")))
        watcher.waits(lambda: watcher.status()["outbox"] == 0)
        assert watcher.ends() == 0


def test_a_mail_server_that_never_answers_holds_up_neither_reports_nor_the_end(tmp_path: Path) -> None:
    answers = (b"220 x\r\n", b"250 x\r\n", b"250 x\r\n", b"250 x\r\n", b"354 x\r\n")
    with talking(silent_after(*answers)) as port:
        to = ("--mail-to", "admin@example.com", "--from", "support@example.com", "--outbox", "outbox")
        with watching(tmp_path, *to, "--smtp", f"smtp+plaintext://localhost:{port}") as watcher:
            (watcher.inbox / "a.zip").write_bytes(_zip(MORNING))
            watcher.has(a="analyzed")
            watcher.waits(lambda: bool(list((tmp_path / "outbox").glob("*.eml"))))
            (watcher.inbox / "b.zip").write_bytes(_zip(NOON))
            watcher.has(a="analyzed", b="analyzed")
            assert watcher.ends() == 0
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 2


def test_no_content_is_mailed_twice_whatever_the_options_and_the_name(tmp_path: Path) -> None:
    script = Script()
    with scripted(script) as port:
        to = ("--from", "support@example.com", "--smtp", f"smtp+plaintext://localhost:{port}", "--outbox", "outbox")
        with watching(tmp_path, "--mail-to", "admin@example.com", *to) as watcher:
            (watcher.inbox / "a.zip").write_bytes(_zip(MORNING))
            watcher.waits(lambda: len(script.arrived) == 1)
            (watcher.inbox / "a.zip").rename(watcher.inbox / "renamed.zip")
            watcher.has(renamed="analyzed")
            assert watcher.ends() == 0
        others = ("--case-from", "(.)[.]zip", "--redact", "share", "--store", "other.sqlite")
        with watching(tmp_path, "--mail-to", "admin@example.com,lead@example.com", *to, *others) as watcher:
            watcher.waits(lambda: len(script.arrived) == 2)
            (watcher.inbox / "b.zip").write_bytes(_zip(NOON))
            watcher.waits(lambda: len(script.arrived) == 3)
            assert watcher.ends() == 0
    assert [recipients for _, recipients, _ in script.arrived] == [
        ["admin@example.com"],
        ["lead@example.com"],
        ["admin@example.com", "lead@example.com"],
    ]


def test_mail_from_now_on_leaves_out_what_lies_there(tmp_path: Path) -> None:
    script = Script()
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.zip").write_bytes(_zip(MORNING))
    with scripted(script) as port:
        to = ("--mail-to", "admin@example.com", "--from", "support@example.com", "--outbox", "outbox")
        server = ("--smtp", f"smtp+plaintext://localhost:{port}")
        with watching(tmp_path, *to, *server, "--mail-from-now-on") as watcher:
            watcher.has(a="analyzed")
            (watcher.inbox / "b.zip").write_bytes(_zip(NOON))
            watcher.waits(lambda: len(script.arrived) == 1)
            assert watcher.ends() == 0
        with watching(tmp_path, *to, *server, "--store", "other.sqlite") as watcher:
            (watcher.inbox / "c.zip").write_bytes(_zip(EVENING))
            watcher.waits(lambda: len(script.arrived) == 2)
            assert watcher.ends() == 0


def test_a_bundle_that_is_taken_away_before_it_is_read_is_not_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox, out = tmp_path / "inbox", tmp_path / "out"
    inbox.mkdir()
    for name in ("a.zip", "b.zip"):
        (inbox / name).write_bytes(_zip(MORNING + name))
    job = Job((str(inbox),), Settings(load(), Limits()), ("json",))
    stop = threading.Event()
    arrivals = Arrivals(job, Where(1), out, tmp_path / "store", Lines(stop, quiet=False, verbose=False, names=True))
    out.mkdir()
    found = within(inbox, holds_records)
    stamps = {source: made.value for source in found.sources if (made := stamp(source))}
    (inbox / "a.zip").unlink()
    arrivals.take(Look(found, stamps))
    assert [line.partition(":")[0] for line in "".join(capsys.readouterr()).splitlines()] == ["b.zip"]
    found = within(inbox, holds_records)
    arrivals.take(Look(found, {source: stamps[source] for source in found.sources}))
    assert [bundle["name"] for bundle in running.report(out)["bundles"]] == ["b.zip"]
    (inbox / "a.zip").write_bytes(_zip(MORNING + "a.zip"))
    found = within(inbox, holds_records)
    arrivals.take(Look(found, {source: made.value for source in found.sources if (made := stamp(source))}))
    assert [line.partition(":")[0] for line in "".join(capsys.readouterr()).splitlines()] == ["a.zip"]


def test_the_bundles_are_not_touched(tmp_path: Path) -> None:
    with watching(tmp_path) as watcher:
        path = watcher.inbox / "a.zip"
        path.write_bytes(_zip(MORNING))
        path.chmod(0o400)
        before = path.stat()
        watcher.has(a="analyzed")
        after = path.stat()
        assert (before.st_mtime_ns, before.st_mode, before.st_size) == (after.st_mtime_ns, after.st_mode, after.st_size)
        assert [path.name for path in watcher.inbox.iterdir()] == ["a.zip"]


def test_it_refuses_what_makes_no_sense(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    inside = running.omelog("watch", "inbox", "-o", "inbox/out", cwd=tmp_path)
    assert (inside.code, inside.lines) == (
        2,
        ["omelog: inbox/out: lies in the inbox; give a folder outside of it with -o"],
    )
    stream = running.omelog("watch", "inbox", "-o", "-", cwd=tmp_path)
    assert (stream.code, len(stream.lines)) == (2, 1)
    assert not (tmp_path / "-").exists()
    missing = running.omelog("watch", "nowhere", "-o", "out", cwd=tmp_path)
    assert missing.code == 2
    assert "give the folder in which bundles arrive" in missing.stderr


@pytest.mark.parametrize("step", [0.1, 0.5, 2.0])
def test_settling_waits_from_the_last_change(tmp_path: Path, step: float) -> None:
    path = tmp_path / "a"
    source = Source("a", "a", "file", path)
    settling, now = Settling(1.0), 0.0
    for size in range(1, 4):
        path.write_bytes(b"x" * size)
        assert settling.settled([source], now) == {}
        now += step
    path.write_bytes(b"whole")
    assert settling.settled([source], now) == {}
    assert settling.waits(now) == 1.0
    assert settling.settled([source], now + 0.9) == {}
    assert source in settling.settled([source], now + 1.0)
    assert settling.waits(now + 1.0) is None
    path.unlink()
    assert settling.settled([source], now + 9) == {}
