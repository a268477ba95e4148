"""`omelog mail`: a report as a mail, sent or laid out as a draft."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omelog.cli import mail_options, mailing, options, redaction, saved

if TYPE_CHECKING:
    from omelog.mail.message import Mail, Order
    from omelog.mail.server import Server

_LARGEST_NOTE = 16_384  # bytes; more is a letter of its own


def mail(
    context: typer.Context,
    report: Annotated[
        str,
        typer.Argument(metavar="REPORT.json", help="The data of a report, as triage wrote it; - for standard input."),
    ],
    to: Annotated[list[str], typer.Option("--to", metavar="A,B", help="Who gets it; may be repeated.")],
    smtp: mail_options.SmtpOption = None,
    sender: mail_options.FromOption = None,
    ca_file: mail_options.CaFileOption = None,
    attach: mail_options.AttachOption = "html",
    case: Annotated[
        str | None, typer.Option("--case", metavar="ID", help="Your case number; its mails are one thread.")
    ] = None,
    note: Annotated[
        Path | None, typer.Option("--note", metavar="FILE", help="A note of your own, put at the top of the mail.")
    ] = None,
    redact: redaction.MailRedactOption = "customer",
    redact_key: redaction.RedactKeyOption = None,
    redact_map: redaction.RedactMapOption = None,
    audience: options.OtherAudienceOption = None,
    brand: mail_options.BrandOption = None,
    footer: mail_options.FooterOption = None,
    keep_subject: mail_options.KeepSubjectOption = False,
    draft: Annotated[
        Path | None,
        typer.Option("--draft", metavar="FILE.eml", help="Write the mail to a file instead; needs no server."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run/--no-dry-run", help="Send and write nothing; show what would be.")
    ] = False,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Mail a report: what happened, what to do, the log lines that show it, and the report itself.

    A login comes from OMELOG_SMTP_USER and OMELOG_SMTP_PASSWORD or OMELOG_SMTP_PASSWORD_FILE (- for standard input).
    """
    del config, verbose
    from omelog.mail.message import Order, case_of

    recipients, author, kind = mailing.addresses(to), mailing.sender(sender), mailing.attach_kind(attach)
    if draft == Path("-"):
        options.wrong_usage("--draft - is not a file; give a name such as --draft case.eml")
    server = None if draft else mailing.server(smtp, ca_file)
    if not draft and not dry_run:
        mailing.needed(author, "no sender; give --from or OMELOG_MAIL_FROM, or write a --draft")
        mailing.needed(server, "no mail server; give --smtp or OMELOG_SMTP, or write a --draft")
    shown = redaction.of_saved(context, saved.read(report), redact, redact_key, redact_map)
    words, number = _own(_note(note), case, shown.redaction)
    order = Order(
        report=shown,
        to=recipients,
        sender=author,
        case=number or case_of(shown),
        note=words,
        audience=audience,
        attach=kind,
        draft=draft is not None,
        style=mail_options.style(brand, footer, keep_subject),
    )
    made = _made(order)
    whole = mailing.tell_left_out(made)
    if dry_run:
        from omelog.cli.envelope import envelope

        typer.echo(envelope(made, server, shown.redaction))
    elif draft:
        _write(draft, made)
        _say(f"Draft: {draft}", quiet=quiet)
    elif server:
        whole = _sent(made, server, quiet=quiet) and whole
    if not dry_run:
        mailing.tell_assumed(made)
    raise typer.Exit(options.DONE if whole else options.NOT_IN_FULL)


def _note(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        data = path.read_bytes()
        if len(data) > _LARGEST_NOTE:
            options.wrong_usage(f"{path}: a note of more than {_LARGEST_NOTE:,} bytes is too long for a mail")
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        options.wrong_usage(f"{path}: the note cannot be read: {error.strerror}; check --note")
    except UnicodeDecodeError:
        options.wrong_usage(f"{path}: the note is not UTF-8 text; save it as UTF-8")


def _own(note: str, case: str | None, redaction: str) -> tuple[str, str | None]:
    """Return the engineer's own words and case without secrets; where names go, without both, which is told."""
    from omelog.redact import covers, without_secrets

    if not covers(redaction, "share"):
        return without_secrets(note), case and without_secrets(case)
    for option in (name for name, given in (("--note", note), ("--case", case)) if given):
        options.complain(f"{option} is left out: the report is redacted as {redaction}; write it into a --draft")
    return "", None


def _made(order: "Order") -> "Mail":
    import datetime as dt

    from omelog.mail.body import MailError
    from omelog.mail.message import mail as made

    try:
        return made(order, dt.datetime.now(dt.UTC))
    except MailError as error:
        options.wrong_usage(str(error))


def _write(path: Path, made: "Mail") -> None:
    """Write a draft; an earlier one may have been worked on, so it stays."""
    from omelog.writer import write

    place = options.expanded(path)
    try:
        place.parent.stat()  # a folder that is not there is a slip, and is not made
        write(place, [made.letter.data], replace=False)
    except FileExistsError:
        options.wrong_usage(f"{path}: exists already; give another name with --draft")
    except OSError as error:
        options.complain(f"{path}: the draft cannot be written: {error.strerror}; give another name with --draft")
        raise typer.Exit(options.NOT_IN_FULL) from None


def _sent(made: "Mail", server: "Server", *, quiet: bool) -> bool:
    from omelog.mail.send import send

    outcome = send(made.letter, server)
    for recipient, reason in outcome.refused.items():
        options.complain(f"mail to {recipient}: refused: {reason}")
    for recipient, reason in outcome.waiting.items():
        options.complain(
            f"mail to {recipient}: not sent: {reason}; run this again, or send a --draft from your mail program"
        )
    missed = {*outcome.refused, *outcome.waiting}
    if reached := [recipient for recipient in made.letter.recipients if recipient not in missed]:
        _say(f"Mailed to {', '.join(reached)}", quiet=quiet)
    return not missed


def _say(line: str, *, quiet: bool) -> None:
    from omelog.text.visible import one_line

    if not quiet:
        typer.echo(one_line(line))
