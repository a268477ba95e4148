"""The command line: one file a command. The only room that prints, or looks at the terminal.

What a command needs is imported when it runs: `omelog --help` and completion load neither pandas nor lark.
"""

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from omelog import __version__, resources
from omelog.cli import options, streams, usage
from omelog.cli.commands import causes, chain, diff, explain, grep, history, mail, render, triage, watch

_OBJECTS = 400_000  # that are made until garbage is looked for: what imports and templates make stays, half as many

app = typer.Typer(
    name="omelog",
    no_args_is_help=True,
    rich_markup_mode=None,  # rich takes three times as long to show help as the rest of a start
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Says why a certificate upload to Dell OpenManage Enterprise failed, from its console log bundle.",
    epilog=usage.epilog(
        "", "Exit codes: 0 done; 1 something was not done in full; 2 wrong usage; 3 errors found (--fail-on-findings)."
    ),
)
app.command("triage", **usage.about("triage"))(triage.triage)
app.command("explain", **usage.about("explain"))(explain.explain)
app.command("grep", **usage.about("grep"))(grep.grep)
app.command("render", **usage.about("render"))(render.render)
app.command("mail", **usage.about("mail"))(mail.mail)
app.command("watch", **usage.about("watch"))(watch.watch)
app.command("diff", **usage.about("diff"))(diff.diff)
app.command("history", **usage.about("history"))(history.history)
app.add_typer(chain.app, name="chain")
app.add_typer(causes.app, name="causes")


def _version(*, asked: bool) -> None:
    if asked:
        typer.echo(f"omelog {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=lambda value: _version(asked=value), is_eager=True, help="Show the version."
        ),
    ] = False,
) -> None:
    """Take what stands before a command, and end where omelog's own folders are missing."""
    del version
    try:
        for name in ("grammars", "templates"):
            resources.folder(name)
    except FileNotFoundError as error:
        options.not_done(str(error))


def main() -> None:
    """Run the command line, and end with its exit code: 1 too where the answer was not shown in full."""
    streams.prepare()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy looks at it: else it starts threads for what nobody asks
    gc.set_threshold(_OBJECTS)
    code: int | str | None = 0
    try:
        code = app(standalone_mode=False)
    except usage.UsageError as error:
        code = usage.told(error)
    except SystemExit as end:
        code = end.code
    except FileNotFoundError:
        if _has_current_folder():
            raise
        options.complain("the current folder no longer exists, and the input is in it; run this in another folder")
        code = options.NOT_IN_FULL
    finally:
        gc.freeze()  # else all that was imported is looked at twice for garbage on the way out: a seventh of a run
    sys.exit(_with_output(code))


def _has_current_folder() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _with_output(code: int | str | None) -> int | str | None:
    """Complain of what standard output did not take; that nobody reads on is no fault."""
    lost = streams.failure()
    if lost is None or streams.is_gone(lost):
        return code
    options.complain(f"standard output: cannot be written: {lost.strerror}; check where it goes")
    return code or options.NOT_IN_FULL
