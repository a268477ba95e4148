"""`omelog triage`: bundles in, a remediation report out."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from omelog.cli import asked, mail_options, mailing, options, redaction
from omelog.cli import files as files_of
from omelog.cores import cores

if TYPE_CHECKING:
    from omelog.model.report import Report


def triage(
    context: typer.Context,
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT...", help="Archive, folder, log file, glob, or - for standard input.")
    ],
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            envvar="OMELOG_OUTPUT",
            help="Folder of the report; - with one format: standard output.",
        ),
    ] = "omelog-report",
    format: asked.FormatOption = None,  # noqa: A002 - the option's name
    causes: options.CausesOption = None,
    case: asked.CaseOption = None,
    case_from: asked.CaseFromOption = None,
    around: Annotated[
        str | None,
        typer.Option(
            "--around", metavar="TIME", help="The moment that the customer named, in log time: 2024-01-25 11:05."
        ),
    ] = None,
    clock: Annotated[
        str | None,
        typer.Option(
            "--clock",
            metavar="+HH:MM",
            help="How far the appliance's clock is ahead (+) or behind (-), as you were told; the report says so.",
        ),
    ] = None,
    audience: options.AudienceOption = None,
    cert: files_of.CertOption = None,
    csr: files_of.CsrOption = None,
    peer: files_of.PeerOption = None,
    peer_cert: files_of.PeerCertOption = None,
    at: files_of.AtOption = None,
    fail_on_findings: Annotated[
        bool, typer.Option("--fail-on-findings/--no-fail-on-findings", help="Exit with 3 if there are errors.")
    ] = False,
    open: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = False,  # noqa: A002 - the option's name
    jobs: asked.JobsOption = None,
    cluster: asked.ClusterOption = None,
    store: options.StoreOption = None,
    verify: Annotated[
        bool, typer.Option("--verify/--no-verify", help="Read known files again, whatever their size and time say.")
    ] = False,
    redact: redaction.MailingRedactOption = None,
    redact_key: redaction.RedactKeyOption = None,
    redact_map: redaction.RedactMapOption = None,
    since: asked.SinceOption = None,
    limit: options.LimitOption = None,
    brand: asked.BrandOption = None,
    footer: asked.FooterOption = None,
    templates: asked.TemplatesOption = None,
    mail_to: mail_options.MailToOption = None,
    smtp: mail_options.AlsoSmtpOption = None,
    sender: mail_options.AlsoFromOption = None,
    ca_file: mail_options.AlsoCaFileOption = None,
    attach: mail_options.AlsoAttachOption = "html",
    mail_brand: mail_options.AlsoBrandOption = None,
    mail_footer: mail_options.AlsoFooterOption = None,
    keep_subject: mail_options.AlsoKeepSubjectOption = False,
    outbox: mail_options.OutboxOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Show why the last recorded certificate upload failed, how to fix it, and which log lines prove it."""
    del config
    started = time.monotonic()
    formats = asked.formats(format, to_standard_output=output == "-")
    certs = cert or []
    files_of.asked(certs, csr, peer, peer_cert, at, inputs)
    posting = mailing.posting(
        mail_to,
        smtp,
        sender,
        ca_file,
        attach,
        outbox,
        lambda: redaction.of_mail(context, redact, redact_key),
        mail_options.style(mail_brand or brand, mail_footer or footer, keep_subject),
    )
    job = asked.job(inputs, causes, asked.naming(case, case_from), limit or [], formats)
    how = redaction.asked(redact, redact_key, redact_map, None if output == "-" else options.expanded(output))
    job = job._replace(
        around=asked.around(around),
        clock=asked.clock(clock),
        since=asked.since(since),
        audience=audience,
        profile=how.profile,
        key=how.key,
    )
    job = asked.look(job, brand, footer, templates)
    job = files_of.with_files(job, certs, csr, peer, peer_cert, at)
    folder = None if output == "-" else asked.output_folder(output, formats)
    from omelog.cli.run import run
    from omelog.cli.show.replaced import replaced
    from omelog.cli.show.terminal import Terminal
    from omelog.run import Known, Where
    from omelog.run.changes import has_run

    known = Known(options.store_path(store), verify=verify, says=options.complain)
    terminal = Terminal(quiet=quiet, verbose=verbose, names=how.profile == "none")
    if job.since is not None and not has_run(job, job.since, known.store):
        options.not_done(f"--since {since}: no run over these inputs, looked at in this way, had finished by then")
    mails = posting is not None
    before = replaced(folder, named=how.profile == "none") if folder is not None else None
    where = Where(jobs or cores(), cluster)
    made, report = run(
        job, folder, where=where, terminal=terminal, known=known, wants_report=mails or job.files is not None
    )
    _say_what_the_cases_lack(made.head, case_from)
    if how.map is not None:
        redaction.write_map(how.map, made.originals, how.profile)
    if folder is not None:
        page = folder / "report.html" if "html" in formats else folder
        if not quiet:
            from omelog.cli.show.answer import answer

            answer(made.head, made.rows, made.bundle, page)
            if before is not None:
                typer.echo(before)
        if open and "html" in formats:
            typer.launch(str(page.resolve()))
    mailed = posting is None or report is None or mailing.post(report, posting)
    if verbose:
        options.complain(f"took {time.monotonic() - started:.2f} s")
    passes = job.files is None or report is None or files_of.pass_in(report)
    raise typer.Exit(_exit_code(made.head, fail_on_findings=fail_on_findings, whole=mailed and passes))


def _say_what_the_cases_lack(report: "Report", pattern: str | None) -> None:
    for problem in report.problems:
        if problem.code == "case-pattern":
            options.complain(f"--case-from {pattern!r}: {problem.message}; {problem.resolution}")
        elif problem.code == "closed-cases":
            options.complain(f"{problem.message}: {problem.resolution}; {problem.advice}")


def _exit_code(report: "Report", *, fail_on_findings: bool, whole: bool) -> int:
    if fail_on_findings and report.totals.findings:
        return options.FINDINGS
    damaged = any(problem.severity == "damage" for problem in report.problems)
    whole = whole and report.totals.analyzed == report.totals.bundles and not damaged
    return options.DONE if whole else options.NOT_IN_FULL
