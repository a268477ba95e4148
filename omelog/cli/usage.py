"""Help and wrong usage: examples, options in groups, and errors of the option parser in our own words."""

import sys
from typing import TYPE_CHECKING, Any, cast

import typer
from typer.core import TyperCommand

from omelog.cli import options

if TYPE_CHECKING:
    from typer._click import Context, HelpFormatter, Parameter
    from typer._click.exceptions import UsageError as Fault

# The parser's class of all that is wrong with a command line; typer names only its subclasses.
UsageError = cast("type[Fault]", typer.BadParameter.__mro__[1])

EXAMPLES = {
    "": ("omelog triage case-4711.zip", "omelog explain CGEN1008", "omelog chain check chain.pem"),
    "triage": (
        "omelog triage case-4711.zip",
        "omelog triage /srv/cases -f html -f csv -o report",
        "omelog triage case-4711.zip --cert chain.pem --audience private-ca",
    ),
    "explain": ("omelog explain record.txt", "omelog explain CGEN1008", "omelog explain - < record.txt"),
    "grep": (
        "omelog grep 'certificate' case-4711.zip",
        "omelog grep . case-4711.zip --logger SSLController",
        "omelog grep 'upload' case-4711.zip --since '2024-01-25 11:00'",
    ),
    "render": (
        "omelog render omelog-report/report.json -f markdown",
        "omelog render omelog-report/report.json -f text -o -",
        "omelog render omelog-report/report.json -f html -o again",
    ),
    "mail": (
        "omelog mail omelog-report/report.json --to admin@example.com --draft mail.eml",
        "omelog mail omelog-report/report.json --to admin@example.com --case 4711 --note note.txt",
        "omelog mail omelog-report/report.json --to admin@example.com --audience public-ca --dry-run",
    ),
    "watch": (
        "omelog watch /srv/inbox -o /srv/report",
        "omelog watch /srv/inbox -o /srv/report --settle 30",
        "omelog watch /srv/inbox -o /srv/report --mail-to lead@example.com --mail-from-now-on",
    ),
    "diff": ("omelog diff old/report.json new/report.json", "omelog diff old/report.json new/report.json -f json"),
    "history": ("omelog history", "omelog history --all", "omelog history --forget case-4711.zip"),
    "check": (
        "omelog chain check chain.pem",
        "omelog chain check leaf.pem --single",
        "omelog chain check chain.pem --csr appliance.csr",
    ),
    "compare": ("omelog chain compare source.pem target.pem", "omelog chain compare source.pem target.pem -f json"),
    "build": ("omelog chain build leaf.cer inter.p7b root.der -o chain.pem", "omelog chain build folder -o chain.pem"),
}
SUMMARIES = {
    "triage": "Say why an upload failed, how to fix it, and what proves it.",
    "explain": "Explain pasted lines, an error's JSON, a code or a sentence.",
    "grep": "Show the records that match, rotations in order.",
    "render": "Write other formats of a saved report.",
    "mail": "Mail a report in words of its own, the report attached.",
    "watch": "Watch a folder of arrivals, and keep one report current.",
    "diff": "Show what is new, gone or still there between two reports.",
    "history": "Show causes by week, and cases that still fail.",
    "check": "Check certificate files against every requirement.",
    "compare": "Compare the chains of two appliances, level by level.",
    "build": "Build a chain file that passes, from files in any form.",
}
_GROUPS = {
    "Certificate files": {"cert", "csr", "peer", "peer_cert", "at"},
    "What is left out": {"redact", "redact_key", "redact_map"},
    "Mail": {"mail_to", "smtp", "sender", "ca_file", "attach", "outbox", "mail_from_now_on", "keep_subject"},
    "How pages look": {"brand", "footer", "templates"},
    "How it is read": {"jobs", "cluster", "store", "verify", "limit", "settle"},
    "General": {"causes", "quiet", "verbose", "config", "help"},
}


class Command(TyperCommand):
    """A command whose help has its options in groups."""

    def format_options(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write arguments and options by what they are about."""
        sections: dict[str, list[tuple[str, str]]] = {name: [] for name in ("Arguments", "Options", *_GROUPS)}
        for parameter in self.get_params(ctx):
            if record := parameter.get_help_record(ctx):
                sections[_section(parameter)].append(record)
        for name, rows in sections.items():
            if rows:
                with formatter.section(name):
                    formatter.write_dl(rows)


def _section(parameter: "Parameter") -> str:
    if parameter.param_type_name == "argument":
        return "Arguments"
    return next((name for name, known in _GROUPS.items() if parameter.name in known), "Options")


def about(name: str) -> dict[str, Any]:
    """Return what the parser is told of a command: its class, its summary and its examples."""
    return {"cls": Command, "short_help": SUMMARIES[name], "epilog": epilog(name)}


def epilog(name: str, *more: str) -> str:
    """Write the examples of a command as the end of its help."""
    return "\n\n".join(("\b\n" + "\n".join(("Examples:", *(f"  {one}" for one in EXAMPLES[name]))), *more))


def told(error: "Fault") -> int:
    """Report a command line that is wrong in one line, or show the help of a command that was given nothing."""
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message(), err=True)
        return options.WRONG_USAGE
    path = (
        error.ctx.command_path
        if error.ctx
        else " ".join(("omelog", *(one for one in sys.argv[1:2] if one in SUMMARIES)))
    )
    what = " ".join(error.format_message().split())
    example = next(iter(EXAMPLES.get(path.rpartition(" ")[2], EXAMPLES[""])))
    options.complain(f"{what[:1].lower()}{what[1:].rstrip('.?')}; {path} -h lists all, for example: {example}")
    return options.WRONG_USAGE
