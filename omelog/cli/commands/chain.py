"""`omelog chain`: certificate files, checked and compared before the upload."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from omelog.cli import options

if TYPE_CHECKING:
    import datetime as dt

    from omelog.chain.outcome import Checked, Question
    from omelog.chain.request import Request
    from omelog.model.chain import Chain, Pair

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check and compare certificate files.")

_STDIN = "-"
FormatOption = Annotated[
    Literal["text", "json", "html"], typer.Option("-f", "--format", help="For the terminal, as data, or as a page.")
]
OutputOption = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to a file, not to standard output.")
]
AtOption = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="Check by this time (ISO 8601, UTC if it names no zone).")
]
WithinOption = Annotated[
    int, typer.Option("--within", metavar="DAYS", min=0, help="Warn of certificates that end within so many days.")
]


@app.command("check")
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Each is one chain; - is standard input.")],
    single: Annotated[
        bool, typer.Option("--single/--chain", help="Check for the upload of a single server certificate.")
    ] = False,
    csr: Annotated[
        str | None, typer.Option("--csr", metavar="FILE", help="The appliance's CSR, to compare the key with.")
    ] = None,
    at: AtOption = None,
    within: WithinOption = 30,
    format: FormatOption = "text",  # noqa: A002 - the option's name
    output: OutputOption = None,
    audience: options.AudienceOption = None,
    limit: options.LimitOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Check certificate files against every requirement of the chain upload. Nothing is fetched."""
    del config, verbose
    _usage(files, csr)
    question = _question(at, within, limit, single=single, csr=csr)
    chains = [_checked(name, question) for name in files]
    _write(_in_format(chains, format, audience), output, quiet=quiet and format == "text")
    raise typer.Exit(options.DONE if all(chain.ok for chain in chains) else options.NOT_IN_FULL)


@app.command("compare")
def compare(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The chain of the appliance to migrate from.")],
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The chain of the appliance to migrate to.")],
    at: AtOption = None,
    within: WithinOption = 30,
    format: FormatOption = "text",  # noqa: A002 - the option's name
    output: OutputOption = None,
    limit: options.LimitOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Compare the chains of two appliances, level by level, and check both."""
    del config, verbose
    _usage([source, target], None)
    question = _question(at, within, limit)
    from omelog.wording.chain import pair

    sides = [_compared(name, question) for name in (source, target)]
    made = pair(*sides)
    _write(_pair_in_format(made, format), output, quiet=quiet and format == "text")
    raise typer.Exit(options.DONE if made.ok else options.NOT_IN_FULL)


def _usage(files: list[str], csr: str | None) -> None:
    """End the command where what was asked for makes no sense."""
    if csr is not None and len(files) > 1:
        options.wrong_usage("--csr goes with one FILE: a CSR is that of one appliance")
    if [*files, csr].count(_STDIN) > 1:
        options.wrong_usage("standard input (-) can be read once")
    for name in files:
        if name != _STDIN and Path(name).is_dir():
            options.wrong_usage(
                f"{name} is a folder; omelog chain build {name} -o chain.pem makes a chain of its files"
            )


def _question(
    at: str | None, within: int, limit: list[str] | None, *, single: bool = False, csr: str | None = None
) -> "Question":
    from omelog.chain.outcome import Question

    time, bounds = _time(at), options.bounds(limit or [])
    request = _request(csr) if csr is not None else None
    return Question(at=time, single=single, csr=request, within=min(within, _LONGEST), limits=bounds)


_LONGEST = 3_652_058  # days: what a calendar has


def _time(given: str | None) -> "dt.datetime":
    import datetime as dt

    if given is None:
        return dt.datetime.now(dt.UTC)
    try:
        time = dt.datetime.fromisoformat(given.strip())
        return (time if time.tzinfo else time.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        options.wrong_usage(f"--at {given!r} is no time; give one like 2026-11-28 or 2026-11-28T09:30")


def _request(name: str) -> "Request":
    from omelog.chain import request

    try:
        return request.read(_bytes(name, request.LARGEST))
    except OSError as error:
        why = error.strerror or str(error)
        options.complain(f"{name}: cannot be read: {why}; check --csr")
        return request.Request(reason="csr-missing", facts={"why": why})


def _checked(name: str, question: "Question") -> "Chain":
    """Check one file; one that cannot be read has failed."""
    from omelog.wording import chain as wording

    try:
        made = wording.chain(_raw(name, question))
    except OSError as error:
        why = error.strerror or str(error)
        options.complain(f"{name}: cannot be read: {why}; check the name and the rights")
        return wording.unread(name, why, question.at)
    for problem in made.problems:
        options.tell_problem(made.file.name, problem, verbose=False)
    return made


def _compared(name: str, question: "Question") -> "Checked":
    try:
        made = _raw(name, question)
    except OSError as error:
        why = error.strerror or str(error)
        options.not_done(f"{name}: cannot be read: {why}; check the name and the rights")
    for problem in made.case.content.problems:
        options.tell_problem(name, problem, verbose=False)
    return made


def _raw(name: str, question: "Question") -> "Checked":
    from omelog.chain.check import check as check_file

    data = _bytes(name, question.limits.chain_bytes)
    return check_file("standard input" if name == _STDIN else name, data, question, lambda: _password(name))


def _bytes(name: str, most: int) -> bytes:
    """Read a file, and one byte beyond the limit. Raises OSError."""
    if name == _STDIN:
        return sys.stdin.buffer.read(most + 1)
    with Path(name).open("rb") as file:
        return file.read(most + 1)


def _password(name: str) -> bytes | None:
    """Find the password of PKCS#12: in the environment, else at the terminal."""
    import os

    given, file = os.environ.get("OMELOG_PASSWORD"), os.environ.get("OMELOG_PASSWORD_FILE")
    if given is not None:
        return given.encode("utf-8", "surrogateescape")
    if file:
        try:
            return Path(file).read_bytes()[:4096].removesuffix(b"\n").removesuffix(b"\r")
        except OSError as error:
            options.complain(f"{file}: the password cannot be read: {error.strerror}; check OMELOG_PASSWORD_FILE")
            return None
    if name == _STDIN or not sys.stdin.isatty() or not sys.stderr.isatty():
        return None
    import getpass

    try:
        return getpass.getpass(f"Password of {options.shown(Path(name))}: ", stream=sys.stderr).encode()
    except (EOFError, OSError):
        return None


def _in_format(chains: "list[Chain]", format: str, audience: str | None) -> bytes:  # noqa: A002 - the option's name
    if format == "json":
        import msgspec

        from omelog.model.chain import Chains

        made: Chain | Chains = chains[0] if len(chains) == 1 else Chains(files=chains)
        return msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"
    if format == "html":
        from omelog.report.html.chain import chains_page

        return chains_page(chains, audience)
    from omelog.cli.show.chain_text import chain_text, coloured, signs

    sign = signs(sys.stdout.encoding)
    return coloured("\n".join(chain_text(chain, audience, sign) for chain in chains)).encode(
        sys.stdout.encoding or "ascii", "backslashreplace"
    )


def _pair_in_format(pair: "Pair", format: str) -> bytes:  # noqa: A002 - the option's name
    if format == "json":
        import msgspec

        return msgspec.json.format(msgspec.json.encode(pair), indent=1) + b"\n"
    if format == "html":
        from omelog.report.html.chain import pair_page

        return pair_page(pair)
    from omelog.cli.show.chain_text import coloured, pair_text, signs

    text = coloured(pair_text(pair, signs(sys.stdout.encoding)))
    return text.encode(sys.stdout.encoding or "ascii", "backslashreplace")


def _write(data: bytes, output: Path | None, *, quiet: bool) -> None:
    """Write the answer: to standard output, or to a file as a whole or not at all."""
    if output is None:
        if not quiet:
            sys.stdout.buffer.write(data)
        return
    from omelog.run.begun import replacing

    try:
        with replacing(output) as file:
            file.write(data)
    except OSError as error:
        options.not_done(f"{output}: cannot be written: {error.strerror}; give another with -o")
