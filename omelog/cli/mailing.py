"""What the commands that mail share: recipients, sender and server, and how it went."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from omelog.cli import options

if TYPE_CHECKING:
    from omelog.cli.redaction import Asked
    from omelog.mail.address import Mailbox
    from omelog.mail.attachment import Attach
    from omelog.mail.message import Mail
    from omelog.mail.posting import Posting
    from omelog.mail.server import Login, Server
    from omelog.mail.style import Style
    from omelog.model.report import Report
    from omelog.watch import Route

Given = TypeVar("Given")
_LARGEST_PASSWORD = 4096


def addresses(given: list[str]) -> "tuple[Mailbox, ...]":
    """Check recipients; end the command if one is no address, or if there is none."""
    from omelog.mail.address import AddressError, mailboxes

    try:
        found = mailboxes(given)
    except AddressError as error:
        options.wrong_usage(str(error))
    if not found:
        options.wrong_usage("nobody to mail to; give an address")
    return found


def sender(given: str | None) -> "Mailbox | None":
    """Check the sender; end the command if it is no address."""
    from omelog.mail.address import AddressError, mailbox

    try:
        return mailbox(given) if given else None
    except AddressError as error:
        options.wrong_usage(f"the sender: {error}")


def server(url: str | None, ca_file: Path | None) -> "Server | None":
    """Check the mail server; end the command if it is not named rightly."""
    from omelog.mail.server import ServerError
    from omelog.mail.server import server as named

    if not url:
        return None
    try:
        return named(url, ca_file=ca_file, login=_login(os.environ))
    except ServerError as error:
        options.wrong_usage(str(error))


def needed(given: Given | None, what: str) -> Given:
    """Return what must be there; end the command if it is not."""
    if given is None:
        options.wrong_usage(what)
    return given


def attach_kind(given: str) -> "Attach":
    """Check how the report goes along; end the command if it is not known."""
    known: dict[str, Attach] = {"html": "html", "zip": "zip", "none": "none"}
    if given not in known:
        options.wrong_usage(f"--attach {given!r} is not known; give html, zip or none")
    return known[given]


def _login(environment: Mapping[str, str]) -> "Login | None":
    from omelog.mail.server import Login

    user, file = environment.get("OMELOG_SMTP_USER"), environment.get("OMELOG_SMTP_PASSWORD_FILE")
    password = environment.get("OMELOG_SMTP_PASSWORD")
    if file and password is None:
        password = _password(file)
    if not user and password is None:
        return None
    if not user or password is None:
        missing = "OMELOG_SMTP_PASSWORD or OMELOG_SMTP_PASSWORD_FILE" if user else "OMELOG_SMTP_USER"
        options.wrong_usage(f"half of the login for the mail server is missing; set {missing} too")
    return Login(user, password)


def _password(file: str) -> str:
    try:
        stream = sys.stdin.buffer if file == "-" else options.expanded(file).open("rb")
        with stream:
            return stream.read(_LARGEST_PASSWORD).decode().removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        options.wrong_usage(f"{file}: the password cannot be read: {reason}; check OMELOG_SMTP_PASSWORD_FILE")


def posting(
    to: list[str] | None,
    url: str | None,
    given_sender: str | None,
    ca_file: Path | None,
    attach: str,
    outbox: Path | None,
    redaction: Callable[[], "Asked"],
    style: "Style",
    *,
    to_others: bool = False,
) -> "Posting | None":
    """Check an automatic send before the work begins; None if nobody is to be mailed to, and there are no others."""
    if not to and not to_others:
        return None
    from omelog.mail.outbox import default_folder
    from omelog.mail.posting import Posting

    return Posting(
        addresses(to) if to else (),
        needed(sender(given_sender), "--mail-to needs a sender; give --from or OMELOG_MAIL_FROM"),
        needed(server(url, ca_file), "--mail-to needs a mail server; give --smtp or OMELOG_SMTP"),
        attach_kind(attach),
        needed(outbox or default_folder(), "there is no home folder for an outbox; name one with --outbox"),
        (how := redaction()).profile,
        how.key,
        style,
    )


def routes(given: list[str]) -> "list[Route]":
    """Check who gets the mails of which cases; end the command if a pattern or an address is none."""
    from omelog.run.cases import CasePatternError, Naming
    from omelog.watch import Route

    made = []
    for one in given:
        pattern, equals, to = one.rpartition("=")
        if not equals:
            options.wrong_usage(f"--mail-for {one!r}: give PATTERN=ADDRESS")
        try:
            Naming(pattern=pattern).check()
        except CasePatternError as error:
            options.wrong_usage(f"--mail-for {pattern!r} is not a valid pattern: {error}")
        made.append(Route(pattern, addresses([to])))
    return made


def post(report: "Report", ready: "Posting") -> bool:
    """Mail a report by way of the outbox, and with it what waits there. Returns whether all of it went out."""
    from omelog.mail.posting import flush, lay

    made = lay(report, ready, options.complain)
    if made is None:
        return False
    tell_assumed(made)
    return flush(ready, options.complain) and not made.attached.left_out


def tell_assumed(made: "Mail") -> None:
    """Report that the mail assumes who issues the certificates, since nobody said it."""
    if made.assumes:
        options.complain("no audience given: the mail's steps are for a private CA; --audience chooses others")


def tell_left_out(made: "Mail") -> bool:
    """Complain of a report that is too large to go along. Returns whether all is well."""
    from omelog.mail.posting import LEFT_OUT

    if made.attached.left_out:
        options.complain(LEFT_OUT)
    return not made.attached.left_out
