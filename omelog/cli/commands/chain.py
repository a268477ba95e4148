"""`omelog chain`: certificate files, checked, compared and built before the upload."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from omelog.cli import files as files_of
from omelog.cli import options

if TYPE_CHECKING:
    from omelog.chain.build import Piece
    from omelog.chain.outcome import Checked, Question
    from omelog.chain.request import Request
    from omelog.model.chain import Build, Chain, Pair

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check, compare and build certificate files.")

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


@app.command("build")
def build(
    pieces: Annotated[
        list[str], typer.Argument(metavar="PIECES...", help="Certificate files in any form, or folders.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The chain file to write.")],
    csr: Annotated[
        str | None, typer.Option("--csr", metavar="FILE", help="The appliance's CSR: it picks the certificate.")
    ] = None,
    force: Annotated[bool, typer.Option("--force/--no-force", help="Replace FILE if it is there.")] = False,
    at: AtOption = None,
    within: WithinOption = 30,
    format: Annotated[  # noqa: A002 - the option's name
        Literal["text", "json"], typer.Option("-f", "--format", help="For the terminal, or as data.")
    ] = "text",
    limit: options.LimitOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Build a chain file that passes from certificates in any form and order, or say what is missing."""
    del config, verbose
    from omelog.chain import build as building
    from omelog.wording import chain as wording

    question = _question(at, within, limit, csr=csr)
    _target(output, pieces, force=force)
    names, missing = _pieces(pieces, output, question.limits.entries)
    if [*pieces, csr].count(files_of.STDIN) > 1:
        options.wrong_usage("standard input (-) can be read once")
    read = [piece for name in names if (piece := _piece(name, question)) is not None]
    built = building.build(str(output), read, question)
    if built.data is not None:
        _write(built.data, output, quiet=False)
    found = frozenset(names) - {*pieces}
    made = wording.build(built, read, found, options.shown(output) if built.data is not None else None)
    _answer_of_build(made, format, quiet=quiet)
    in_part = missing or len(read) < len(names) or any(one.content.lost for one in read if one.name not in found)
    raise typer.Exit(options.NOT_IN_FULL if in_part or not made.ok else options.DONE)


def _target(output: Path, pieces: list[str], *, force: bool) -> None:
    """End the command where the file to write is a folder, is there already, or is one of the pieces."""
    if os.path.isdir(output):
        options.wrong_usage(f"{output} is a folder; name the file to write with -o")
    for piece in pieces:
        if piece != files_of.STDIN and _is_same(Path(piece), output):
            options.wrong_usage(f"{output} is among the pieces; give another file with -o")
    if not force and os.path.lexists(output):
        options.wrong_usage(f"{output} is there already; --force replaces it")


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.realpath(one) == os.path.realpath(other) or one.samefile(other)
    except OSError:
        return False


def _pieces(given: list[str], output: Path, most: int) -> tuple[list[str], bool]:
    """Return the files to read, folders searched to any depth without following links; and whether one is missing."""
    names: list[str] = []
    missing = False
    for piece in given:
        if piece == files_of.STDIN or not os.path.isdir(piece):
            names.append(piece)
            continue
        for folder, inner, files in os.walk(piece, onerror=_unread_folder):
            inner.sort()
            found = [Path(folder) / name for name in sorted(files)]
            names += [str(file) for file in found if os.path.isfile(file) and not os.path.islink(file)]
        if len(names) > most:
            options.complain(f"{piece}: more than {most} files (limit entries={most}); the rest was not looked at")
            names, missing = names[:most], True
    if any(name != files_of.STDIN and _is_same(Path(name), output) for name in names):
        options.wrong_usage(f"{output} is among the pieces; give another file with -o")
    return list(dict.fromkeys(names)), missing


def _unread_folder(error: OSError) -> None:
    options.complain(f"{error.filename}: cannot be searched: {error.strerror}; check its rights")


def _piece(name: str, question: "Question") -> "Piece | None":
    from omelog.chain.build import read_piece

    try:
        data = files_of.read(name, question.limits.chain_bytes)
    except OSError as error:
        options.complain(f"{name}: cannot be read: {error.strerror or error}; check the name and the rights")
        return None
    made = read_piece(files_of.shown(name), data, question, lambda: files_of.password(name))
    for problem in made.content.problems:
        options.tell_problem(made.name, problem, verbose=False)
    return made


def _answer_of_build(made: "Build", format: str, *, quiet: bool) -> None:  # noqa: A002 - the option's name
    if format == "json":
        import msgspec

        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
    elif not quiet:
        from omelog.cli.show.chain_text import build_text, coloured, signs

        text = coloured(build_text(made, signs(sys.stdout.encoding)))
        sys.stdout.buffer.write(text.encode(sys.stdout.encoding or "ascii", "backslashreplace"))


def _usage(files: list[str], csr: str | None) -> None:
    """End the command where what was asked for makes no sense."""
    if csr is not None and len(files) > 1:
        options.wrong_usage("--csr goes with one FILE: a CSR is that of one appliance")
    if [*files, csr].count(files_of.STDIN) > 1:
        options.wrong_usage("standard input (-) can be read once")
    for name in files:
        if name != files_of.STDIN and os.path.isdir(name):
            options.wrong_usage(
                f"{name} is a folder; omelog chain build {name} -o chain.pem makes a chain of its files"
            )


def _question(
    at: str | None, within: int, limit: list[str] | None, *, single: bool = False, csr: str | None = None
) -> "Question":
    from omelog.chain.outcome import Question

    time, bounds = files_of.time(at), options.bounds(limit or [])
    request = _request(csr) if csr is not None else None
    return Question(at=time, single=single, csr=request, within=min(within, _LONGEST), limits=bounds)


_LONGEST = 3_652_058  # days: what a calendar has


def _request(name: str) -> "Request":
    from omelog.chain import request

    try:
        return request.read(files_of.read(name, request.LARGEST))
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

    data = files_of.read(name, question.limits.chain_bytes)
    return check_file(files_of.shown(name), data, question, lambda: files_of.password(name))


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
    from omelog.writer import replacing

    try:
        with replacing(output) as file:
            file.write(data)
    except OSError as error:
        options.not_done(f"{output}: cannot be written: {error.strerror}; give another with -o")
