"""`omelog explain`: pasted lines, an error body, a code or a sentence from the screen -> an answer in the terminal."""

import errno
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omelog.cli import options, redaction

if TYPE_CHECKING:
    from omelog.analysis import Explanation
    from omelog.cli.show.paragraphs import Said
    from omelog.model.cause import Catalogue, Cause

_LINES = 90
_CODE = re.compile(r"C[A-Z]{3}\d{4}", re.IGNORECASE)
_INPUT_LIMIT = 64 * 1024 * 1024


def explain(
    file: Annotated[
        str, typer.Argument(metavar="[FILE|-]", help="A file with the text; - or nothing: standard input.")
    ] = "-",
    causes: options.CausesOption = None,
    redact: redaction.RedactOption = None,
    redact_key: redaction.RedactKeyOption = None,
    limit: options.LimitOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Explain pasted log lines, a bare JSON error, an error code or a sentence from the screen."""
    from omelog.analysis import Settings
    from omelog.analysis import explain as explained
    from omelog.cli.show.paragraphs import console, print_bounded

    del config
    text = _text(file)
    if not text.strip():
        options.complain(f"{file}: holds no text; paste log lines, the error's JSON, its code or its sentence")
        raise typer.Exit(options.NOT_IN_FULL)
    how = redaction.asked(redact, redact_key)
    catalogue = options.catalogue(causes)
    explanation = _redacted(explained(text, Settings(catalogue, options.bounds(limit or []))), catalogue, how)
    if text.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        options.complain(f"{file}: is an archive; use: omelog triage {file}")
        raise typer.Exit(options.NOT_IN_FULL)
    if explanation.empty:
        options.complain(
            "nothing in the text is recognised; paste the record from tomcat/application.log, or the error's JSON"
        )
        raise typer.Exit(options.NOT_IN_FULL)
    if not quiet:
        print_bounded(console(), _answer(explanation, catalogue), _LINES)
    raise typer.Exit(_tell_problems(explanation, verbose=verbose))


def _redacted(explanation: "Explanation", catalogue: "Catalogue", how: redaction.Asked) -> "Explanation":
    from omelog.redact import redacted_bundle

    if explanation.bundle is None:
        return explanation
    return explanation._replace(bundle=redacted_bundle(explanation.bundle, how.redaction(catalogue)).bundle)


def _text(file: str) -> bytes:
    """Read the text; a code or sentence given in place of a file is taken as the text."""
    if file == "-":
        if sys.stdin.isatty():
            options.complain("paste the text, then end it with Ctrl-D (Windows: Ctrl-Z and Enter)")
        try:
            return sys.stdin.buffer.read(_INPUT_LIMIT)
        except OSError as error:
            options.not_done(f"standard input: cannot be read: {error.strerror}; give a file")
    try:
        with Path(file).open("rb") as opened:
            return opened.read(_INPUT_LIMIT)
    except (OSError, ValueError) as error:
        no_name = isinstance(error, FileNotFoundError) or getattr(error, "errno", None) == errno.ENAMETOOLONG
        if no_name and (" " in file.strip() or _CODE.fullmatch(file.strip())):
            return file.encode("utf-8", "backslashreplace")
        reason = getattr(error, "strerror", None) or str(error)
    options.complain(f"{file}: cannot be read: {reason}; give a file, or - and paste the text")
    raise typer.Exit(options.NOT_IN_FULL)


def _answer(explanation: "Explanation", catalogue: "Catalogue") -> "list[Said]":
    from omelog.analysis import Settings
    from omelog.cli.show.answer import one_bundle
    from omelog.cli.show.paragraphs import Said, labelled
    from omelog.run import Job, plan
    from omelog.wording.hints import hints

    if explanation.bundle and not explanation.assumed:
        blocker = explanation.bundle.diagnosis.blocker
        head = plan(Job((), Settings(catalogue))).head
        return one_bundle(head, explanation.bundle, steps=3, rest=f"are shown by: omelog causes show {blocker}")
    if explanation.bundle:
        lines = ["An error body without its log record: read as if SSLController had logged it, which is assumed."]
        for finding in explanation.bundle.findings:
            cause = catalogue.causes[finding.cause]
            arguments = ", ".join(finding.message_args) or "no arguments"
            lines += [f"{finding.message_id or 'No message id'}: {arguments}", *_stated(cause)]
            lines += [f"  Known about it: {hint}" for hint in hints(finding, cause)]
            lines += [f"  Ask for: {text}" for text in cause.ask_for]
        return [Said("", line.strip(), "  " if line.startswith("  ") else "") for line in lines]
    paragraphs = [Said("Stated", "This is what you stated, not what a log shows.", style="bold")]
    paragraphs += [Said("", code.tells) for code in explanation.codes]
    paragraphs += [Said("", line.strip()) for cause in explanation.causes for line in _stated(cause)]
    paragraphs.append(Said("", "To be certain, ask for what is listed here."))
    return paragraphs + labelled("Ask", catalogue.reference.ask_for)


def _stated(cause: "Cause") -> list[str]:
    return [
        f"{cause.title}: {cause.what}",
        f"  Fix: {cause.takes}",
        f"  All steps: omelog causes show {cause.slug}",
    ]


def _tell_problems(explanation: "Explanation", *, verbose: bool) -> int:
    problems = explanation.bundle.problems if explanation.bundle else []
    for problem in problems:
        if problem.severity == "damage" or verbose:
            way_out = problem.advice or problem.resolution
            options.complain(f"pasted text line {problem.line or 1}: {problem.message}; {way_out}")
    return options.NOT_IN_FULL if any(problem.severity == "damage" for problem in problems) else options.DONE
