"""`omelog chain`: certificate files, checked, compared and built before the upload."""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from omelog.cli import chains, options, redaction, usage

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


@app.command("check", **usage.about("check"))
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
    redact: redaction.RedactOption = None,
    redact_key: redaction.RedactKeyOption = None,
    redact_map: redaction.RedactMapOption = None,
    limit: options.LimitOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Check certificate files against every requirement of the chain upload. Nothing is fetched."""
    del config, verbose
    chains.usage(files, csr, output)
    asked = chains.Asked(format, output, redaction.asked(redact, redact_key, redact_map), quiet, audience)
    question = chains.question(at, within, limit, single=single, csr=csr)
    from omelog.model.chain import Chains

    made = [chains.checked(name, question) for name in files]
    chains.answer(made[0] if len(made) == 1 else Chains(files=made), asked)
    raise typer.Exit(options.DONE if all(chain.ok for chain in made) else options.NOT_IN_FULL)


@app.command("compare", **usage.about("compare"))
def compare(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The chain of the appliance to migrate from.")],
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The chain of the appliance to migrate to.")],
    at: AtOption = None,
    within: WithinOption = 30,
    format: FormatOption = "text",  # noqa: A002 - the option's name
    output: OutputOption = None,
    redact: redaction.RedactOption = None,
    redact_key: redaction.RedactKeyOption = None,
    redact_map: redaction.RedactMapOption = None,
    limit: options.LimitOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Compare the chains of two appliances, level by level, and check both."""
    del config, verbose
    chains.usage([source, target], None, output)
    asked = chains.Asked(format, output, redaction.asked(redact, redact_key, redact_map), quiet)
    question = chains.question(at, within, limit)
    from omelog.wording.chain_pair import pair

    made = pair(*(chains.compared(name, question) for name in (source, target)))
    chains.answer(made, asked)
    raise typer.Exit(options.DONE if made.ok else options.NOT_IN_FULL)


@app.command("build", **usage.about("build"))
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
    redact: redaction.RedactOption = None,
    redact_key: redaction.RedactKeyOption = None,
    redact_map: redaction.RedactMapOption = None,
    limit: options.LimitOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Build a chain file that passes from certificates in any form and order, or say what is missing."""
    del config, verbose
    chains.inputs_and_output([*pieces, *([csr] if csr else [])], output)
    if not force and os.path.lexists(output):
        options.wrong_usage(f"{output} is there already; --force replaces it")
    found = chains.pieces(pieces, options.bounds(limit or []).entries)
    chains.inputs_and_output(found.names, output)
    asked = chains.Asked(format, None, redaction.asked(redact, redact_key, redact_map), quiet)
    question = chains.question(at, within, limit, csr=csr)
    from omelog.chain import build as building
    from omelog.wording.chain_build import build as worded

    read = [piece for name in found.names if (piece := chains.piece(name, question)) is not None]
    built = building.build(str(output), read, question)
    if built.data is not None:
        chains.write(built.data, output)
    searched = frozenset(found.names) - {*pieces}
    made = worded(built, read, searched, options.shown(output) if built.data is not None else None)
    chains.answer(made, asked)
    is_partial = len(read) < len(found.names) or any(one.content.lost for one in read if one.name not in searched)
    raise typer.Exit(options.NOT_IN_FULL if found.missing or is_partial or not made.ok else options.DONE)
