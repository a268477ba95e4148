"""`omelog watch`: an inbox of bundles, and one report of all that have arrived."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from omelog.cli import asked, mail_options, mailing, options, redaction
from omelog.cli.signals import ending
from omelog.cores import cores

if TYPE_CHECKING:
    from omelog.mail.posting import Posting
    from omelog.watch import Board, Later, Mails, Route


def watch(
    context: typer.Context,
    inbox: Annotated[Path, typer.Argument(metavar="INBOX", readable=False, help="Folder in which bundles arrive.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Folder of the report, outside the inbox.")
    ],
    format: asked.FormatOption = None,  # noqa: A002 - the option's name
    causes: options.CausesOption = None,
    case: asked.CaseOption = None,
    case_from: asked.CaseFromOption = None,
    settle: Annotated[
        float,
        typer.Option("--settle", metavar="SECONDS", min=0.5, help="How long a file must have been unchanged."),
    ] = 5.0,
    jobs: asked.JobsOption = None,
    store: options.StoreOption = None,
    redact: redaction.MailingRedactOption = None,
    redact_key: redaction.RedactKeyOption = None,
    limit: options.LimitOption = None,
    brand: asked.BrandOption = None,
    footer: asked.FooterOption = None,
    templates: asked.TemplatesOption = None,
    mail_to: mail_options.MailToOption = None,
    mail_for: mail_options.MailForOption = None,
    mail_every: mail_options.MailEveryOption = "bundle",
    smtp: mail_options.AlsoSmtpOption = None,
    sender: mail_options.AlsoFromOption = None,
    ca_file: mail_options.AlsoCaFileOption = None,
    attach: mail_options.AlsoAttachOption = "html",
    mail_brand: mail_options.AlsoBrandOption = None,
    mail_footer: mail_options.AlsoFooterOption = None,
    keep_subject: mail_options.AlsoKeepSubjectOption = False,
    outbox: mail_options.OutboxOption = None,
    mail_from_now_on: Annotated[
        bool,
        typer.Option(
            "--mail-from-now-on/--no-mail-from-now-on",
            help="Mail nothing of what lies in the inbox when this starts; only what arrives later.",
        ),
    ] = False,
    keep: Annotated[
        int | None,
        typer.Option(
            "--keep",
            metavar="DAYS",
            min=0,
            help="Remove from the report, and forget, what arrived more than this many days ago and is no longer in the"
            " inbox. Default: nothing.",
        ),
    ] = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Watch a folder: report each bundle once it has arrived, and keep one report of all current.

    Bundles are never touched; one that is taken away later stays in the report. SIGTERM, SIGHUP and Ctrl-C end it when
    the bundles at hand are finished. It starts where it ended, and mails no content to the same address twice.
    status.json, beside the report, tells a monitor how it does.
    """
    del config
    from omelog.bundle import absolute

    inbox = Path(absolute(options.expanded(inbox)))  # the same one wherever a restart is made from
    _check(inbox, options.expanded(output))
    formats = asked.formats(format)
    job = asked.job([str(inbox)], causes, asked.naming(case, case_from), limit or [], formats)
    hidden = redaction.asked(redact, redact_key)
    job = asked.look(job._replace(profile=hidden.profile, key=hidden.key), brand, footer, templates)
    posting = mailing.posting(
        mail_to,
        smtp,
        sender,
        ca_file,
        attach,
        outbox,
        lambda: redaction.of_mail(context, redact, redact_key),
        mail_options.style(mail_brand or brand, mail_footer or footer, keep_subject),
        to_others=bool(mail_for),
    )
    routes = mailing.routes(mail_for or [])
    folder = _prepared(output, formats, inbox, named=hidden.profile == "none", quiet=quiet)
    from omelog.cli.show.arrivals import Lines
    from omelog.mail.outbox import waiting
    from omelog.run import Where
    from omelog.watch import Arrivals, Board, Later, looks

    board = Board(folder, None if posting is None else partial(waiting, posting.outbox), _shown(hidden))
    mails = None
    if posting is not None:
        later = None if mail_every == "bundle" else Later(posting.outbox, mail_every)
        mails = _mails(posting, board, routes, later, from_now_on=mail_from_now_on)
    sending = nullcontext() if mails is None else mails.running()
    with _told_to_end() as ends, _kept_in(options.store_path(store)) as place, sending:
        where = Where(jobs or cores())
        lines = Lines(ends, quiet=quiet, verbose=verbose, names=hidden.profile == "none")
        arrivals = Arrivals(job, where, folder, place, lines, mails=mails, board=board, days=keep)
        if not quiet:
            page = folder / "report.html" if "html" in formats else folder
            typer.echo(f"Watching {inbox}; the report of all that arrives is {page}; Ctrl-C or SIGTERM ends it.")
        for look in looks(inbox, settle, ends):
            arrivals.take(look)


def _mails(
    posting: "Posting", board: "Board", routes: "list[Route]", later: "Later | None", *, from_now_on: bool
) -> "Mails":
    """Read what was mailed before; end the command if that cannot be done."""
    from omelog.mail.outbox import OutboxError
    from omelog.watch import Mails

    try:
        return Mails(posting, board, options.complain, routes=routes, later=later, from_now_on=from_now_on)
    except OutboxError as error:
        options.not_done(str(error))


def _shown(how: redaction.Asked) -> Callable[[str], str]:
    """Return what shows the text of a failure: without secrets, and redacted as the report is."""
    if how.profile == "none":
        return options.complaint
    from omelog.cli.show.unnamed import Unnamed

    return lambda line: options.complaint(Unnamed(how, ()).record(line))


def _check(inbox: Path, folder: Path) -> None:
    try:
        os.scandir(inbox).close()
    except (NotADirectoryError, FileNotFoundError):
        options.wrong_usage(f"{inbox}: is not a folder; give the folder in which bundles arrive")
    except OSError as error:
        options.wrong_usage(f"{inbox}: cannot be read: {error.strerror}; give a folder in which bundles arrive")
    if str(folder) == "-":
        options.wrong_usage("-o -: a report that is kept current needs a folder; give one with -o")
    try:
        inside = Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(inbox))
    except OSError as error:  # the current folder is gone
        options.wrong_usage(f"{folder}: cannot be used as output folder: {error.strerror}; give another with -o")
    if inside:
        options.wrong_usage(f"{folder}: lies in the inbox; give a folder outside of it with -o")


def _prepared(output: Path, formats: list[str], inbox: Path, *, named: bool, quiet: bool) -> Path:
    """Make the folder of the report; say whose report it replaces, unless that is one of this inbox."""
    from omelog.cli.show.replaced import replaced
    from omelog.run import OutputError, prepare
    from omelog.watch import is_taken
    from omelog.watch.status import NAME

    folder = asked.output_folder(str(output), formats)
    before = replaced(folder, named=named, but_of=inbox)
    try:
        prepare(folder, formats)
    except OutputError as error:
        options.wrong_usage(str(error))
    if is_taken(folder):
        options.wrong_usage(f"{folder / NAME}: is not a status of omelog watch and would be replaced; move it away")
    if before is not None and not quiet:
        typer.echo(before)
    return folder


@contextmanager
def _kept_in(store: Path | None) -> Iterator[Path]:
    """Return the place of the store; of one that goes with this process where there is to be none.

    Without any each arrival would have all others read again.
    """
    if store is not None:
        yield store
        return
    from omelog.scratch import scratch

    with ExitStack() as stack:
        try:
            folder = stack.enter_context(scratch())
        except OSError as error:
            options.wrong_usage(f"--store none needs room for temporary files: {error.strerror}; name a store instead")
        yield folder / "store.sqlite"


@contextmanager
def _told_to_end() -> Iterator[threading.Event]:
    """Return an event, set by the signals that end a run; the second one ends the process at once."""
    ends = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        if ends.is_set():
            raise KeyboardInterrupt
        ends.set()

    before = {number: signal.signal(number, end) for number in ending()}
    try:
        yield ends
    except KeyboardInterrupt:
        options.complain("ended at once; the bundles at hand are read again next time")
        raise typer.Exit(options.NOT_IN_FULL) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
