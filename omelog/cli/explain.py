"""`omelog explain`: pasted lines, an error body, a code or a sentence from the screen -> an answer in the terminal."""

import errno
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omelog.cli import options

if TYPE_CHECKING:
    from rich.text import Text

    from omelog.analysis import Explanation
    from omelog.model.cause import Catalogue, Cause

_LINES = 60
_CODE = re.compile(r"C[A-Z]{3}\d{4}", re.IGNORECASE)
_INPUT_LIMIT = 64 * 1024 * 1024


def explain(
    file: Annotated[
        str, typer.Argument(metavar="[FILE|-]", help="A file with the text; - or nothing: standard input.")
    ] = "-",
    causes: options.CausesOption = None,
    config: options.ConfigOption = None,
) -> None:
    """Explain pasted log lines, a bare JSON error, an error code or a sentence from the screen."""
    from rich.console import Console  # noqa: PLC0415 - as late as possible

    from omelog.analysis import Settings  # noqa: PLC0415
    from omelog.analysis import explain as explained  # noqa: PLC0415
    from omelog.cli.answer import print_bounded  # noqa: PLC0415

    del config
    text = _text(file)
    if not text.strip():
        options.complain(f"{file}: holds no text; paste log lines, the error's JSON, its code or its sentence")
        raise typer.Exit(options.NOT_IN_FULL)
    catalogue = options.catalogue(causes)
    explanation = explained(text, Settings(catalogue))
    if explanation.empty:
        options.complain(
            "nothing in the text is known; paste the record from tomcat/application.log, or the error's JSON"
        )
        raise typer.Exit(options.NOT_IN_FULL)
    print_bounded(Console(highlight=False), _answer(explanation, catalogue), _LINES)
    raise typer.Exit(_tell_damage(explanation))


def _text(file: str) -> bytes:
    """Read the text; a code or sentence given in place of a file is taken as the text."""
    if file == "-":
        if sys.stdin.isatty():
            options.complain("paste the text, then end it with Ctrl-D (Windows: Ctrl-Z and Enter)")
        return sys.stdin.buffer.read(_INPUT_LIMIT)
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


def _answer(explanation: "Explanation", catalogue: "Catalogue") -> "list[Text]":
    from rich.text import Text  # noqa: PLC0415 - as late as possible

    from omelog.cli.answer import one_bundle  # noqa: PLC0415

    paragraphs = []
    if explanation.bundle:
        if explanation.assumed:
            assumed = "The text has no log record around it: read as if SSLController had logged it, which is assumed."
            paragraphs.append(Text(assumed))
        return paragraphs + one_bundle(catalogue.causes, explanation.bundle)
    paragraphs.append(Text("This is what you stated, not what a log shows.", style="bold"))
    paragraphs += [Text(code.tells) for code in explanation.codes]
    paragraphs += [Text(line) for cause in explanation.causes for line in _stated(cause)]
    ask = [f"- {text}" for text in catalogue.reference.ask_for]
    log = "- The record in tomcat/application.log of the console log bundle: its MessageArgs name the cause."
    return paragraphs + [Text(line) for line in ("To be certain, ask for:", log, *ask)]


def _stated(cause: "Cause") -> list[str]:
    return [
        f"{cause.title}: {cause.what}",
        f"  Fix: {cause.takes}",
        f"  All steps: omelog causes show {cause.slug}",
    ]


def _tell_damage(explanation: "Explanation") -> int:
    problems = explanation.bundle.problems if explanation.bundle else []
    damages = [problem for problem in problems if problem.severity == "damage"]
    for problem in damages:
        options.complain(
            f"pasted text line {problem.line or 1}: {problem.message}; {problem.advice or problem.resolution}"
        )
    return options.NOT_IN_FULL if damages else options.DONE
