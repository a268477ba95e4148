"""Mail servers that talk without end, say nothing, or drip: a run is held no longer than it has patience."""

import contextlib
import resource
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path

import mailservers
import pytest
from mailservers import Talk, silent_after, talking, without_end

from omelog.mail.letter import Letter
from omelog.mail.send import Patience, send
from omelog.mail.server import server

pytestmark = pytest.mark.mail

LETTER = Letter(sender="s@example.com", recipients=("a@example.com",), data=b"Subject: x\r\n\r\nx\r\n")
SHORT = Patience(answer=20, whole=1, pauses=(0.1,))


@pytest.mark.parametrize("line", [b"220-welcome\r\n" * 1000, b"220 " + b"x" * 9000, b"x" * 65_536])
def test_a_greeting_without_end_fills_no_memory(line: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with talking(without_end(line)) as port:
        outcome = send(LETTER, server(f"smtp+plaintext://127.0.0.1:{port}"), Patience(answer=5, whole=20, pauses=()))
    assert list(outcome.waiting) == ["a@example.com"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_an_answer_without_end_says_what_it_is() -> None:
    with talking(without_end(b"220-welcome\r\n")) as port:
        outcome = send(LETTER, server(f"smtp+plaintext://127.0.0.1:{port}"), Patience(pauses=()))
    assert "answers without end" in outcome.waiting["a@example.com"]


@pytest.mark.parametrize("scheme", ["smtp+plaintext", "smtps"])
@pytest.mark.parametrize("talk", [without_end(b"2", 0.1), silent_after()])
def test_a_server_that_drips_or_stalls_is_left_in_time(scheme: str, talk: Talk) -> None:
    with talking(talk) as port:
        begun = time.monotonic()
        outcome = send(LETTER, server(f"{scheme}://127.0.0.1:{port}"), SHORT)
    assert outcome.waiting["a@example.com"]
    assert time.monotonic() - begun < SHORT.answer, "it was left at the end of the whole time, not of one answer"


def test_a_server_that_takes_the_text_and_never_answers_is_left_when_the_run_ends() -> None:
    ends = threading.Event()
    answers = (b"220 x\r\n", b"250 x\r\n", b"250 x\r\n", b"250 x\r\n", b"354 x\r\n")
    with talking(silent_after(*answers)) as port:
        threading.Timer(0.5, ends.set).start()
        begun = time.monotonic()
        outcome = send(LETTER, server(f"smtp+plaintext://127.0.0.1:{port}"), ends=ends)
    assert "the run was ended" in outcome.waiting["a@example.com"]
    assert time.monotonic() - begun < Patience().answer


@pytest.mark.parametrize(
    ("dates", "host", "words"),
    [
        (("20200101000000Z", "20200201000000Z"), "localhost", "it has expired"),
        (("20900101000000Z", "20910201000000Z"), "localhost", "it is not valid yet"),
        (("20200101000000Z", "20910201000000Z"), "mail.example.com", "it is for another host name"),
    ],
)
def test_advice_fits_what_is_wrong_with_a_certificate(
    tmp_path: Path, dates: tuple[str, str], host: str, words: str
) -> None:
    _certificate(tmp_path, host, *dates)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")

    def talk(connection: socket.socket) -> None:
        with contextlib.suppress(ssl.SSLError):
            context.wrap_socket(connection, server_side=True)

    with talking(talk) as port:
        named = server(f"smtps://localhost:{port}", ca_file=tmp_path / "server.pem")
        outcome = send(LETTER, named, Patience(pauses=()))
    assert words in outcome.waiting["a@example.com"]
    assert "--ca-file" not in outcome.waiting["a@example.com"]


def _certificate(folder: Path, host: str, begins: str, ends: str) -> None:
    """Make a certificate that vouches for itself, with dates of its own."""
    mailservers.certificate(folder, host)
    (folder / "index.txt").touch()
    (folder / "ca.cnf").write_text(
        "[ca]\ndefault_ca = x\n[x]\ndatabase = index.txt\nnew_certs_dir = .\nrand_serial = yes\ndefault_md = sha256\n"
        f"policy = p\nx509_extensions = e\n[p]\ncommonName = supplied\n[e]\nsubjectAltName = DNS:{host}\n"
        "[req]\ndistinguished_name = d\n[d]\n",
        encoding="ascii",
    )
    request = ["openssl", "req", "-new", "-key", "server.key", "-subj", f"/CN={host}", "-out", "server.csr"]
    subprocess.run([*request, "-config", "ca.cnf"], cwd=folder, check=True, capture_output=True)
    subprocess.run(
        ["openssl", "ca", "-selfsign", "-batch", "-config", "ca.cnf", "-keyfile", "server.key", "-in", "server.csr",
         "-startdate", begins, "-enddate", ends, "-notext", "-out", "server.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
