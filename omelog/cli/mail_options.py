"""Options of the commands that mail."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from omelog.mail.style import Style


def _smtp(*, hidden: bool = False) -> Any:  # noqa: ANN401 - typer's own declaration
    text = "Mail server: smtp://HOST:587 (STARTTLS), smtps://HOST:465 (TLS), smtp+plaintext://HOST:25 (not encrypted)."
    return typer.Option("--smtp", metavar="URL", envvar="OMELOG_SMTP", hidden=hidden, help=text)


def _from(*, hidden: bool = False) -> Any:  # noqa: ANN401 - typer's own declaration
    return typer.Option("--from", metavar="A", envvar="OMELOG_MAIL_FROM", hidden=hidden, help="Address of the sender.")


def _ca_file(*, hidden: bool = False) -> Any:  # noqa: ANN401 - typer's own declaration
    text = "Authorities (PEM) that the mail server is verified by, instead of the system's."
    return typer.Option("--ca-file", metavar="F", envvar="OMELOG_SMTP_CA_FILE", hidden=hidden, help=text)


def _attach(*, hidden: bool = False) -> Any:  # noqa: ANN401 - typer's own declaration
    text = "How the report is attached: html, zip or none; several pages, and large ones, go as a zip."
    return typer.Option("--attach", metavar="html|zip|none", hidden=hidden, help=text)


def _brand(*, hidden: bool = False) -> Any:  # noqa: ANN401 - typer's own declaration
    return typer.Option("--mail-brand", metavar="TEXT", hidden=hidden, help="Your name, above the mail.")


def _footer(*, hidden: bool = False) -> Any:  # noqa: ANN401 - typer's own declaration
    return typer.Option("--mail-footer", metavar="TEXT", hidden=hidden, help="Lines of your own, below the mail.")


def _keep_subject(*, hidden: bool = False) -> Any:  # noqa: ANN401 - typer's own declaration
    text = "The subject of a case never changes; else it names the verdict."
    return typer.Option("--keep-subject/--no-keep-subject", hidden=hidden, help=text)


def style(brand: str | None, footer: str | None, keep_subject: bool) -> "Style":
    """Put together how mails look."""
    from omelog.mail.style import Style

    return Style(brand=brand or "", footer=footer or "", keep_subject=keep_subject)


SmtpOption = Annotated[str | None, _smtp()]
FromOption = Annotated[str | None, _from()]
CaFileOption = Annotated[Path | None, _ca_file()]
AttachOption = Annotated[str, _attach()]
BrandOption = Annotated[str | None, _brand()]
FooterOption = Annotated[str | None, _footer()]
KeepSubjectOption = Annotated[bool, _keep_subject()]
# For commands that mail beside their own work: the same names, settings and variables.
AlsoSmtpOption = Annotated[str | None, _smtp(hidden=True)]
AlsoFromOption = Annotated[str | None, _from(hidden=True)]
AlsoCaFileOption = Annotated[Path | None, _ca_file(hidden=True)]
AlsoAttachOption = Annotated[str, _attach(hidden=True)]
AlsoBrandOption = Annotated[str | None, _brand(hidden=True)]
AlsoFooterOption = Annotated[str | None, _footer(hidden=True)]
AlsoKeepSubjectOption = Annotated[bool, _keep_subject(hidden=True)]
OutboxOption = Annotated[
    Path | None,
    typer.Option(
        "--outbox",
        metavar="DIR",
        envvar="OMELOG_OUTBOX",
        help="Where mails wait that could not be sent; they go out with the next --mail-to.",
    ),
]
MailForOption = Annotated[
    list[str] | None,
    typer.Option(
        "--mail-for",
        metavar="REGEX=A",
        help="Mail bundles of the cases that the pattern is found in to these addresses; may be repeated.",
    ),
]
MailEveryOption = Annotated[
    Literal["bundle", "day", "week"],
    typer.Option("--mail-every", help="One mail for each bundle, or for all that arrived in a day or week."),
]
MailToOption = Annotated[
    list[str] | None,
    typer.Option(
        "--mail-to",
        metavar="A",
        help="Mail the report to these addresses; server and sender as with omelog mail (OMELOG_SMTP, ...).",
    ),
]
