"""Sending to a server that fails: each fault, what is tried again, and who is told about what."""

from pathlib import Path

import mailservers
import pytest
from mailservers import Script, scripted

from omelog.mail.letter import Letter
from omelog.mail.send import Outcome, Patience, send
from omelog.mail.server import Login, Server, ServerError, server

pytestmark = pytest.mark.mail

TEXT = b"Subject: x\r\nMessage-ID: <one@example.com>\r\n\r\n.a line that begins with a dot\r\n"
PATIENCE = Patience(answer=20, pauses=(1, 2, 4))


def letter(*to: str, sender: str = "s@example.com") -> Letter:
    return Letter(sender=sender, recipients=to or ("a@example.com", "b@example.com"), data=TEXT)


def clear(port: int) -> Server:
    return server(f"smtp+plaintext://127.0.0.1:{port}")


def sent(script: Script, *to: str, patience: Patience = PATIENCE) -> tuple[Outcome, list[float]]:
    """Send to a scripted server without waiting; returns the pauses too."""
    pauses: list[float] = []
    with scripted(script) as port:
        return send(letter(*to), clear(port), patience, pauses.append), pauses


def never(_: float) -> None:
    pytest.fail("tried again")


def failing(stage: str, *answers: str) -> Script:
    return Script(mail=answers) if stage == "mail" else Script(end=answers)


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    mailservers.certificate(folder)
    return folder


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("foreign")
    mailservers.certificate(folder, "mail.example.com")
    return folder


def test_a_letter_arrives_byte_for_byte() -> None:
    script = Script()
    outcome, pauses = sent(script)
    assert outcome == Outcome({}, {})
    assert pauses == []
    assert script.arrived == [("s@example.com", ["a@example.com", "b@example.com"], TEXT)]


@pytest.mark.parametrize("stage", ["mail", "end"])
def test_4xx_is_tried_again_after_growing_pauses(stage: str) -> None:
    script = failing(stage, "451 busy", "421 busy still")
    outcome, pauses = sent(script)
    assert outcome == Outcome({}, {})
    assert pauses == [1, 2]
    assert len(script.arrived) == 1


def test_4xx_is_not_tried_for_ever() -> None:
    script = Script(end=("451 busy",) * 9)
    outcome, pauses = sent(script)
    assert outcome.waiting == {"a@example.com": "451 busy", "b@example.com": "451 busy"}
    assert (outcome.refused, outcome.offline) == ({}, False)
    assert pauses == [1, 2, 4]


@pytest.mark.parametrize("stage", ["mail", "end"])
def test_5xx_is_never_tried_again(stage: str) -> None:
    script = failing(stage, "552 too large")
    outcome, pauses = sent(script)
    assert outcome.refused == {"a@example.com": "552 too large", "b@example.com": "552 too large"}
    assert (outcome.waiting, pauses, script.arrived, script.sessions) == ({}, [], [], 1)


def test_a_partial_refusal_names_the_recipient_and_serves_the_others() -> None:
    script = Script(rcpt={"b@example.com": ("550 no such user",)})
    outcome, pauses = sent(script)
    assert outcome == Outcome({"b@example.com": "550 no such user"}, {})
    assert pauses == []
    assert [to for _, to, _ in script.arrived] == [["a@example.com"]]


def test_who_has_it_does_not_get_it_again_when_another_is_deferred() -> None:
    script = Script(rcpt={"b@example.com": ("450 greylisted",)})
    outcome, pauses = sent(script)
    assert outcome == Outcome({}, {})
    assert pauses == [1]
    assert [to for _, to, _ in script.arrived] == [["a@example.com"], ["b@example.com"]]


def test_a_refusal_is_kept_when_the_text_fails_afterwards() -> None:
    script = Script(rcpt={"b@example.com": ("550 no such user",)}, end=("451 busy",))
    outcome, _ = sent(script)
    assert outcome == Outcome({"b@example.com": "550 no such user"}, {})
    assert [to for _, to, _ in script.arrived] == [["a@example.com"]]


def test_a_connection_lost_before_the_text_is_tried_again() -> None:
    script = Script(mail=("drop",))
    outcome, pauses = sent(script)
    assert (outcome, pauses) == (Outcome({}, {}), [1])
    assert len(script.arrived) == 1


def test_a_connection_lost_after_the_text_is_tried_again_with_the_same_text() -> None:
    script = Script(end=("drop",))
    outcome, pauses = sent(script)
    assert (outcome, pauses) == (Outcome({}, {}), [1])
    assert [text for _, _, text in script.arrived] == [TEXT, TEXT]


def test_a_server_that_answers_too_late_is_given_up() -> None:
    script = Script(end=("slow",))
    outcome, pauses = sent(script, patience=Patience(answer=0.5, pauses=()))
    assert set(outcome.waiting) == {"a@example.com", "b@example.com"}
    assert outcome.waiting["a@example.com"].endswith("did not answer in time")
    assert pauses == []


def test_nobody_listens() -> None:
    port = mailservers.free_port()
    outcome = send(letter(), clear(port), PATIENCE, never)
    assert outcome.offline
    assert outcome.waiting["a@example.com"] == f"127.0.0.1:{port}: Connection refused"


def test_there_is_no_such_host() -> None:
    outcome = send(letter(), server("smtp+plaintext://mail.invalid:25"), PATIENCE, never)
    assert outcome.offline
    assert outcome.waiting["a@example.com"] == "mail.invalid:25: no such host"


def test_a_name_that_no_host_can_have() -> None:
    outcome = send(letter(), server(f"smtp+plaintext://{'a' * 80}.example.com"), PATIENCE, never)
    assert outcome.offline
    assert outcome.waiting["a@example.com"].endswith("is not a host name")


def test_a_certificate_that_is_not_trusted_ends_it(trusted: Path) -> None:
    script = Script()
    with scripted(script, tls=trusted) as port:
        outcome = send(letter(), server(f"smtp://localhost:{port}"), PATIENCE, never)
    assert outcome.offline
    assert "the certificate of localhost" in outcome.waiting["a@example.com"]
    assert "--ca-file" in outcome.waiting["a@example.com"]
    assert script.sessions == 0


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_of_another_host_ends_it(foreign: Path, scheme: str) -> None:
    script = Script()
    with scripted(script, tls=foreign, implicit=scheme == "smtps") as port:
        named = server(f"{scheme}://localhost:{port}", ca_file=foreign / "server.pem")
        outcome = send(letter(), named, PATIENCE, never)
    assert "is not trusted" in outcome.waiting["a@example.com"]
    assert script.sessions == 0


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_of_a_named_authority_is_taken(trusted: Path, scheme: str) -> None:
    script = Script()
    with scripted(script, tls=trusted, implicit=scheme == "smtps") as port:
        named = server(f"{scheme}://localhost:{port}", ca_file=trusted / "server.pem")
        assert send(letter(), named, PATIENCE, never) == Outcome({}, {})
    assert len(script.arrived) == 1


def test_without_starttls_nothing_is_sent_in_the_clear() -> None:
    script = Script()
    with scripted(script) as port:
        named = server(f"smtp://localhost:{port}", login=Login("user", "secret"))
        outcome = send(letter(), named, PATIENCE, never)
    assert "offers no STARTTLS" in outcome.waiting["a@example.com"]
    assert (script.sessions, script.arrived) == (0, [])


def test_tls_from_the_start_at_a_port_that_begins_without(trusted: Path) -> None:
    with scripted(Script(), tls=trusted) as port:
        named = server(f"smtps://localhost:{port}", ca_file=trusted / "server.pem")
        outcome = send(letter(), named, PATIENCE, never)
    assert "does not speak TLS like this" in outcome.waiting["a@example.com"]


@pytest.mark.parametrize("user", ["user", "jürgen"])
@pytest.mark.parametrize("password", ["right", "wrong"])
def test_the_login_is_given_after_tls_and_told_to_nobody(trusted: Path, user: str, password: str) -> None:
    script = Script(login=(user, "right"))
    with scripted(script, tls=trusted) as port:
        named = server(f"smtp://localhost:{port}", ca_file=trusted / "server.pem", login=Login(user, password))
        outcome = send(letter(), named, PATIENCE, never)
    assert password not in repr(named)
    if password == "right":  # noqa: S105 - the test's own
        assert outcome == Outcome({}, {})
        return
    assert "did not take the login: 535" in outcome.waiting["a@example.com"]
    assert password not in str(outcome)
    assert outcome.offline


def test_a_server_that_wants_encryption_first_refuses_us_and_not_the_letter(trusted: Path) -> None:
    with scripted(Script(), tls=trusted) as port:
        outcome = send(letter(), clear(port), PATIENCE, never)
    assert outcome.refused == {}
    assert outcome.waiting["a@example.com"].startswith("530 ")


def test_a_server_without_utf8_cannot_take_such_an_address() -> None:
    with scripted(Script(), utf8=False) as port:
        outcome = send(letter("jörg@example.com"), clear(port), PATIENCE, never)
    assert "SMTPUTF8" in outcome.refused["jörg@example.com"]


def test_what_a_server_says_is_quoted_short_and_visible() -> None:
    script = Script(end=(f"554 \x1b[31mred\u202e {'x' * 300}",))
    outcome, _ = sent(script, "a@example.com")
    assert outcome.refused["a@example.com"].startswith("554 \\x1b[31mred")
    assert len(outcome.refused["a@example.com"]) < 220


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("smtp://user:secret@mail.example.com", "has a login in it"),
        ("smtp://se@cret", "has a login in it"),
        ("http://mail.example.com", "is not given as an address"),
        ("mail.example.com:25", "is not given as an address"),
        ("smtp://", "is not given as an address"),
        ("smtp://a b", "is not given as an address"),
        ("smtp://mail.example.com:99999", "can be read"),
        ("smtp://mail.example.com/path", "ends with its port"),
    ],
)
def test_a_server_that_is_not_named_rightly(url: str, words: str) -> None:
    with pytest.raises(ServerError, match=words) as caught:
        server(url)
    assert "secret" not in str(caught.value)
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("smtp://mail.example.com", 587, "starttls"),
        ("smtps://mail.example.com", 465, "tls"),
        ("smtp+plaintext://mail.example.com/", 25, "clear"),
        ("smtp://[2001:db8::1]:2525", 2525, "starttls"),
    ],
)
def test_the_address_of_a_server_says_how_it_is_spoken_to(url: str, port: int, security: str) -> None:
    named = server(url)
    assert (named.port, named.security) == (port, security)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_useless_ca_file_is_named(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content:
        file.write_text(content, encoding="ascii")
    with pytest.raises(ServerError, match="cannot be used as CA file"):
        server("smtp://mail.example.com", ca_file=file)
