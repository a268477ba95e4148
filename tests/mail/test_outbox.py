"""The outbox: nothing is lost, nothing goes out twice, and what can never go out is kept for a person."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mailservers
import pytest
from mailservers import Script, scripted
from places import SAMPLES
from running import omelog

from omelog.mail.letter import Letter
from omelog.mail.outbox import OutboxError, Posted, flush, put, waiting
from omelog.mail.send import Outcome

pytestmark = pytest.mark.mail

SAMPLE = SAMPLES / "clean.zip"
SENT = Outcome({}, {})
A, B = "a@example.com", "jörg@example.com"


def letter(text: str = "one") -> Letter:
    return Letter(sender="s@example.com", recipients=(A, B), data=f"Subject: {text}\r\n\r\n{text}\r\n".encode())


def taking(seen: list[Letter], outcome: Outcome = SENT) -> Callable[[Letter], Outcome]:
    """Make a way to send that keeps what it is given."""

    def send(one: Letter) -> Outcome:
        seen.append(one)
        return outcome

    return send


def test_a_letter_comes_out_as_it_went_in(tmp_path: Path) -> None:
    box = tmp_path / "state" / "outbox"
    path = put(box, letter())
    assert (path.stat().st_mode & 0o777, box.stat().st_mode & 0o777) == (0o600, 0o700)
    seen: list[Letter] = []
    posted = list(flush(box, taking(seen)))
    assert seen == [letter()]
    assert [one.path for one in posted] == [None]
    assert list(box.iterdir()) == []


def test_the_same_letter_lies_there_once(tmp_path: Path) -> None:
    put(tmp_path, letter())
    put(tmp_path, letter())
    assert waiting(tmp_path) == 1


def test_what_waits_goes_out_later_to_those_who_lack_it(tmp_path: Path) -> None:
    put(tmp_path, letter())
    list(flush(tmp_path, lambda _: Outcome({}, {B: "450 later"})))
    seen: list[Letter] = []
    list(flush(tmp_path, taking(seen)))
    assert [one.recipients for one in seen] == [(B,)]
    assert seen[0].data == letter().data
    assert waiting(tmp_path) == 0


def test_what_is_refused_for_good_is_kept_and_not_sent_again(tmp_path: Path) -> None:
    put(tmp_path, letter())
    (posted,) = flush(tmp_path, lambda _: Outcome({A: "550 no"}, {B: "450 later"}))
    assert posted.outcome is not None
    assert posted.outcome.refused == {A: "550 no"}
    kept = list((tmp_path / "refused").iterdir())
    assert len(kept) == 1
    assert letter().data in kept[0].read_bytes()
    seen: list[Letter] = []
    list(flush(tmp_path, taking(seen)))
    assert [one.recipients for one in seen] == [(B,)]


def test_the_oldest_goes_first_and_all_stay_when_no_server_is_reached(tmp_path: Path) -> None:
    for number, text in enumerate(("third", "second", "first")):
        path = put(tmp_path, letter(text))
        os.utime(path, (time.time() - number * 100,) * 2)
    seen: list[Letter] = []
    posted = list(flush(tmp_path, taking(seen, Outcome({}, {A: "", B: ""}, offline=True))))
    assert seen == [letter("first")]
    assert len(posted) == 1
    assert waiting(tmp_path) == 3


def test_a_mail_that_another_run_is_sending_is_left_to_it(tmp_path: Path) -> None:
    put(tmp_path, letter())
    within: list[Posted] = []

    def send(_: Letter) -> Outcome:
        within.extend(flush(tmp_path, lambda _: pytest.fail("sent twice")))
        return SENT

    assert len(list(flush(tmp_path, send))) == 1
    assert [one.outcome for one in within] == [None]


def test_a_mail_whose_sender_was_killed_is_free_at_once(tmp_path: Path) -> None:
    put(tmp_path, letter())
    holds = (
        "import sys, time; from pathlib import Path; from omelog.mail.outbox import flush\n"
        "def send(letter): print('holds', flush=True); time.sleep(600)\n"
        "list(flush(Path(sys.argv[1]), send))"
    )
    with subprocess.Popen([sys.executable, "-c", holds, tmp_path], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"holds\n"
        assert [one.outcome for one in flush(tmp_path, lambda _: pytest.fail("still held"))] == [None]
        other.kill()
    assert [one.outcome for one in flush(tmp_path, lambda _: SENT)] == [SENT]
    assert list(tmp_path.iterdir()) == []


def test_what_an_earlier_version_was_sending_goes_out(tmp_path: Path) -> None:
    path = put(tmp_path, letter())
    path.rename(path.with_name(f"{path.stem}.0badcafe.sending"))
    assert [one.outcome for one in flush(tmp_path, lambda _: SENT)] == [SENT]
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_in_the_outbox_holds_no_mail_back(tmp_path: Path) -> None:
    (tmp_path / "0.eml").mkdir()
    os.mkfifo(tmp_path / "1.eml")
    (tmp_path / "2.eml").symlink_to("/dev/zero")
    put(tmp_path, letter())
    assert [one.outcome for one in flush(tmp_path, lambda _: SENT)] == [SENT]


def test_an_interrupted_send_loses_nothing(tmp_path: Path) -> None:
    put(tmp_path, letter())

    def send(_: Letter) -> Outcome:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(flush(tmp_path, send))
    assert waiting(tmp_path) == 1


def test_a_file_that_is_none_of_ours_stays_untouched(tmp_path: Path) -> None:
    other = tmp_path / "other.eml"
    other.write_bytes(b"Subject: not ours\r\n\r\n")
    assert list(flush(tmp_path, lambda _: pytest.fail("sent"))) == []
    assert other.read_bytes() == b"Subject: not ours\r\n\r\n"


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutboxError, match="cannot be used as outbox"):
        put(tmp_path / "file", letter())
    assert list(flush(tmp_path / "nothing", lambda _: pytest.fail("sent"))) == []


def test_a_triage_that_cannot_mail_keeps_it_and_the_next_one_sends_both(tmp_path: Path) -> None:
    box = tmp_path / "outbox"
    sender: dict[str, Any] = {"OMELOG_MAIL_FROM": "s@example.com", "OMELOG_OUTBOX": str(box)}
    port = mailservers.free_port()
    where = ["--smtp", f"smtp+plaintext://127.0.0.1:{port}"]
    run = omelog("triage", SAMPLE, "-q", "--mail-to", A, *where, cwd=tmp_path, **sender)
    assert run.code == 1
    assert run.lines == [
        f"omelog: mail to {A}: not sent: 127.0.0.1:{port}: Connection refused; it waits in {box} for the next send"
    ]
    assert waiting(box) == 1
    script = Script()
    with scripted(script) as port:
        where = ["--smtp", f"smtp+plaintext://127.0.0.1:{port}"]
        run = omelog("triage", SAMPLE, "-q", "--mail-to", A, *where, cwd=tmp_path, **sender)
    assert (run.code, run.stderr, run.stdout) == (0, "", "")
    assert len(script.arrived) == 2
    assert len({text for _, _, text in script.arrived}) == 2
    assert waiting(box) == 0


def test_a_refusal_of_an_automatic_mail_ends_with_1_and_says_where_it_is_kept(tmp_path: Path) -> None:
    script = Script(rcpt={A: ("550 no such user",)})
    with scripted(script) as port:
        run = omelog(
            "triage", SAMPLE, "-q", "--mail-to", f"{A},{B}", "--smtp", f"smtp+plaintext://127.0.0.1:{port}",
            "--from", "s@example.com", "--outbox", tmp_path / "outbox", cwd=tmp_path,
        )  # fmt: skip
    assert run.code == 1
    assert run.lines == [
        f"omelog: mail to {A}: refused: 550 no such user; it is kept in {tmp_path / 'outbox' / 'refused'}"
    ]
    assert [to for _, to, _ in script.arrived] == [[B]]


def test_an_outbox_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = omelog(
        "triage", SAMPLE, "-q", "--mail-to", A, "--smtp", "smtp+plaintext://127.0.0.1:1",
        "--from", "s@example.com", "--outbox", tmp_path / "file", cwd=tmp_path,
    )  # fmt: skip
    assert run.code == 1
    assert len(run.lines) == 1
    assert "cannot be used as outbox" in run.lines[0]
    assert (tmp_path / "omelog-report" / "report.html").is_file()
