"""Mail servers for tests: a real one (exim4, unprivileged), and one that fails in whatever way a test wants."""

import asyncio
import contextlib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from programs import needed

USER, PASSWORD = "omelog", "correct horse: battery, staple"
_NOBODY = "nobody"

_CONF = """\
exim_user = {user}
exim_group = {group}
primary_hostname = mail.example.com
spool_directory = {folder}/spool
log_file_path = {folder}/%slog
pid_file_path = {folder}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
tls_advertise_hosts = *
tls_certificate = {folder}/server.pem
tls_privatekey = {folder}/server.key
{tls_on_connect}
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
smtputf8_advertise_hosts = *
message_size_limit = 30M
never_users =
domainlist local_domains = example.com : xn--bcher-kva.example
acl_smtp_rcpt = check
acl_smtp_data = accept

begin acl
check:
  deny
    local_parts = nobody
    message = no such user here
  defer
    local_parts = later
    message = come back later
  accept
    authenticated = *
    domains = +local_domains
  deny
    message = log in first

begin routers
folders:
  driver = accept
  domains = +local_domains
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = {folder}/mail
  create_directory
  maildir_format
  user = {user}
  group = {group}
  envelope_to_add

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{login}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
"""


class Exim(NamedTuple):
    """A running exim: its port, the file that its certificate is verified by, where it delivers to."""

    port: int
    ca_file: Path
    folder: Path

    def delivered(self, recipient: str, count: int = 1) -> list[bytes]:
        """Wait for messages to a recipient, and return them."""
        mark = f"Envelope-to: {recipient}\n".encode()
        for _ in range(300):
            found = [path.read_bytes() for path in sorted((self.folder / "mail" / "new").glob("*"))]
            mine = [message for message in found if mark in message]
            if len(mine) >= count:
                return mine
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text(encoding="utf-8", errors="replace"))


@contextlib.contextmanager
def exim(*, tls_on_connect: bool = False) -> Iterator[Exim]:
    """Run exim as this user; as nobody if this user is root, which exim would not deliver as."""
    program = needed("exim4")
    folder = Path(tempfile.mkdtemp(prefix="omelog-exim-"))
    as_user = pwd.getpwnam(_NOBODY) if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    port = free_port()
    certificate(folder)
    (folder / "conf").write_text(
        _CONF.format(
            folder=folder,
            user=as_user.pw_uid,
            group=as_user.pw_gid,
            port=port,
            login=USER,
            password=PASSWORD,
            tls_on_connect=f"tls_on_connect_ports = {port}" if tls_on_connect else "",
        ),
        encoding="ascii",
    )
    root = os.getuid() == 0
    for path in (folder, *folder.iterdir()) if root else ():
        os.chown(path, as_user.pw_uid, as_user.pw_gid)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, "-C", str(folder / "conf"), "-bdf"],
            user=as_user.pw_uid if root else None,
            group=as_user.pw_gid if root else None,
            extra_groups=[] if root else None,
            stderr=log,
        )
    try:
        _await_port(port, process)
        yield Exim(port, folder / "server.pem", folder)
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def certificate(folder: Path, host: str = "localhost") -> None:
    """Make `server.pem` and `server.key` for a host on this machine."""
    subprocess.run(
        [needed("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-days", "30", "-subj", f"/CN={host}", "-keyout", "server.key", "-out", "server.pem",
         "-addext", f"subjectAltName=DNS:{host}{',IP:127.0.0.1' if host == 'localhost' else ''}",
         "-addext", "keyUsage=critical,digitalSignature,keyCertSign"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        assert process.poll() is None, "exim ended"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("exim does not answer")


class Script:
    """What a scripted server answers: to MAIL, RCPT and the end of the text, each in turn, then that all is well.

    At the end of a text, `drop` takes it and closes the connection, `slow` takes it and answers too late; at MAIL,
    `drop` closes. What arrived is kept.
    """

    def __init__(
        self,
        *,
        mail: tuple[str, ...] = (),
        rcpt: dict[str, tuple[str, ...]] | None = None,
        end: tuple[str, ...] = (),
        login: tuple[str, str] | None = None,
    ) -> None:
        self.mail, self.end, self.login = list(mail), list(end), login
        self.rcpt = {address: list(answers) for address, answers in (rcpt or {}).items()}
        self.arrived: list[tuple[str, list[str], bytes]] = []
        self.sessions = 0

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer MAIL FROM."""
        self.sessions += 1
        answer = self.mail.pop(0) if self.mail else ""
        if answer == "drop":
            assert server.transport is not None
            server.transport.close()
        elif answer:
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer RCPT TO."""
        answers = self.rcpt.get(address, [])
        if answers and (answer := answers.pop(0)):
            return answer
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Answer the end of the text."""
        content = envelope.content
        assert isinstance(content, bytes)
        answer = self.end.pop(0) if self.end else "250 OK"
        if answer in ("drop", "slow") or answer.startswith("2"):
            self.arrived.append((envelope.mail_from or "", list(envelope.rcpt_tos), content))
        if answer == "drop":
            assert server.transport is not None
            server.transport.close()
        if answer == "slow":
            await asyncio.sleep(3)
        return answer if answer[:1].isdigit() else "250 OK"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object
    ) -> AuthResult:
        """Check a login."""
        assert isinstance(given, LoginPassword)
        taken = self.login == (given.login.decode(), given.password.decode())
        return AuthResult(success=taken, handled=False)


@contextlib.contextmanager
def scripted(
    script: Script,
    *,
    tls: Path | None = None,
    implicit: bool = False,
    utf8: bool = True,
    offer_tls: bool = True,
    port: int = 0,
) -> Iterator[int]:
    """Run a scripted server; `tls` is the folder with its certificate. Yields its port."""
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls / "server.pem", tls / "server.key")
    controller = Controller(
        script,
        hostname="127.0.0.1",
        port=port or free_port(),
        ssl_context=context if implicit else None,
        tls_context=context if offer_tls and not implicit else None,
        require_starttls=bool(context and offer_tls and not implicit),
        auth_required=script.login is not None,
        auth_require_tls=context is not None,
        authenticator=script.authenticate if script.login else None,
        enable_SMTPUTF8=utf8,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


Talk = Callable[[socket.socket], None]


@contextlib.contextmanager
def talking(talk: Talk) -> Iterator[int]:
    """Run a server that does what `talk` does with each connection. Yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                with contextlib.suppress(OSError):
                    connection, _ = listening.accept()
                    with connection, contextlib.suppress(OSError):
                        connection.settimeout(20)
                        talk(connection)

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()


def without_end(line: bytes, pause: float = 0) -> Talk:
    """Send a line again and again."""

    def talk(connection: socket.socket) -> None:
        while True:
            connection.sendall(line)
            time.sleep(pause)

    return talk


def silent_after(*answers: bytes) -> Talk:
    """Return some answers, each to a line, and then none."""

    def talk(connection: socket.socket) -> None:
        for answer in answers:
            connection.sendall(answer)
            connection.recv(65_536)
        while connection.recv(65_536):
            pass

    return talk
