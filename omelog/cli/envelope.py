"""What a mail is made of, for `omelog mail --dry-run`."""

from typing import TYPE_CHECKING

from omelog.text.visible import one_line
from omelog.wording.text import counted

if TYPE_CHECKING:
    from omelog.mail.message import Mail
    from omelog.mail.server import Server

_SECURITY = {"starttls": "STARTTLS, verified", "tls": "TLS, verified", "clear": "not encrypted"}


def envelope(made: "Mail", server: "Server | None", redaction: str) -> str:
    """Show envelope, subject, ids, and every part with its size as encoded."""
    letter, message = made.letter, made.message
    rows = [
        ("From", letter.sender or "(none given)"),
        ("To", ", ".join(letter.recipients)),
        ("Server", _server(server)),
        ("Subject", message["Subject"]),
        ("Message-ID", message["Message-ID"]),
        ("Case thread", message["In-Reply-To"] or ""),
        ("Redaction", redaction),
    ]
    for part in message.walk():
        if not part.is_multipart():
            size = counted(len(part.as_bytes()), "byte")
            name = f", {part.get_filename()}" if part.get_filename() else ""
            rows.append(("Part", f"{part.get_content_type()}, {part['Content-Transfer-Encoding']}, {size}{name}"))
    rows.append(("Whole mail", counted(len(letter.data), "byte")))
    return "\n".join(f"{label + ':':<12} {one_line(str(value))}" for label, value in rows if value)


def _server(server: "Server | None") -> str:
    if server is None:
        return "(none)"
    return f"{server.host}:{server.port}, {_SECURITY[server.security]}{', with login' if server.login else ''}"
