"""`omelog causes`: the catalogue, to read and to check."""

from typing import Annotated

import typer

from omelog.cli import options

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="List, show and check causes.")


@app.command("list")
def list_causes(
    causes: options.CausesOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """List all causes, and by what they are recognised."""
    from rich.console import Console
    from rich.table import Table

    del config, quiet, verbose  # the answer is all that this command is for
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Slug", "Title", "Recognised by", "Evidence"):
        table.add_column(name, overflow="fold", no_wrap=name == "Slug")  # which is copied
    for cause in options.catalogue(causes).causes.values():
        match = cause.match
        argument = f"contains {match.argument_contains!r}" if match.argument_contains else match.argument
        by = [f"{match.message_id} {argument or 'without arguments'}" if match.message_id else "", match.text or ""]
        table.add_row(cause.slug, cause.title, "; or ".join(filter(None, by)) or "not from a log alone", cause.evidence)
    Console(highlight=False).print(table)


@app.command("show")
def show(
    slug: Annotated[str, typer.Argument(help="The cause's slug, such as missing-eku.")],
    causes: options.CausesOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Show one cause: what it means, how it is fixed, how to check it."""
    import difflib

    from omelog.cli.show.cause_text import cause_text

    del config, quiet, verbose  # the answer is all that this command is for
    known = options.catalogue(causes).causes
    if slug not in known:
        near = difflib.get_close_matches(slug, known, n=1)
        options.wrong_usage(
            f"no cause {slug!r}; " + (f"did you mean {near[0]}?" if near else "omelog causes list names all")
        )
    typer.echo(cause_text(known[slug]))


@app.command("lint")
def lint_causes(
    causes: options.CausesOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Check that causes are complete and do not contradict each other."""
    from omelog.causes import CatalogueError, lint, load

    del config, verbose
    try:
        loaded = load(causes)
    except CatalogueError as error:
        for fault in error.faults:
            options.complain(fault)
        raise typer.Exit(options.NOT_IN_FULL) from None
    _end(lint(loaded), f"{len(loaded.causes)} causes, no fault", quiet=quiet)


@app.command("test")
def run_samples(
    causes: options.CausesOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    config: options.ConfigOption = None,
) -> None:
    """Run the samples and near misses of all causes through the whole analysis."""
    from omelog.analysis import check_samples

    del config, verbose
    loaded = options.catalogue(causes)
    samples = sum(len(cause.sample) for cause in loaded.causes.values())
    misses = sum(len(cause.near_miss) for cause in loaded.causes.values())
    _end(check_samples(loaded), f"{samples} samples and {misses} near misses, all as they should be", quiet=quiet)


def _end(faults: list[str], clean: str, *, quiet: bool) -> None:
    for fault in faults:
        options.complain(fault)
    if faults:
        raise typer.Exit(options.NOT_IN_FULL)
    if not quiet:
        typer.echo(clean)
