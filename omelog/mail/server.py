"""Which mail server, how it is spoken to, and who we are there."""

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

Security = Literal["starttls", "tls", "clear"]

_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("starttls", 587),
    "smtps": ("tls", 465),
    "smtp+plaintext": ("clear", 25),
}
_FORMS = "smtp://HOST:587 (STARTTLS), smtps://HOST:465 (TLS) or smtp+plaintext://HOST:25 (not encrypted)"
_HOST = re.compile(r"[\w.:-]{1,253}")


class ServerError(ValueError):
    """The mail server was not named rightly; the text says what to write. It never repeats a login."""


@dataclass(frozen=True, slots=True)
class Login:
    """Who we are at the server."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server. `ca_file` holds the authorities that it is verified by, instead of the system's."""

    host: str
    port: int
    security: Security
    ca_file: Path | None = None
    login: Login | None = field(default=None, repr=False)


def server(url: str, *, ca_file: Path | None = None, login: Login | None = None) -> Server:
    """Read `smtp://host:port` and its like. Raises ServerError."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise ServerError(f"the mail server is not an address that can be read; write {_FORMS}") from None
    if parts.username is not None or "@" in url:
        raise ServerError(
            "the address of the mail server has a login in it; "
            "put that into OMELOG_SMTP_USER and OMELOG_SMTP_PASSWORD (or OMELOG_SMTP_PASSWORD_FILE)"
        )
    if parts.scheme not in _SCHEMES or not _HOST.fullmatch(parts.hostname or ""):
        raise ServerError(f"the mail server is not given as an address; write {_FORMS}")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ServerError(f"the address of the mail server ends with its port; write {_FORMS}")
    security, usual = _SCHEMES[parts.scheme]
    made = Server(host=parts.hostname or "", port=port or usual, security=security, ca_file=ca_file, login=login)
    if security != "clear":
        trust(made)
    return made


def trust(server: Server) -> ssl.SSLContext:
    """Return the rules by which the server's certificate is verified. Raises ServerError for a useless CA file."""
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except OSError as error:  # ssl.SSLError is one
        reason = "holds no certificate in PEM form" if isinstance(error, ssl.SSLError) else error.strerror
        raise ServerError(f"{server.ca_file}: cannot be used as CA file: {reason}; check --ca-file") from None
