"""The options that redact, and what they come to."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from omelog.cli import options

if TYPE_CHECKING:
    from omelog.model.cause import Catalogue
    from omelog.model.report import Report
    from omelog.redact import Mapping, Profile, Redacted, Redaction

_KEY_LENGTH = 16  # bytes: a shorter key can be found by trying
_KEY_LIMIT = 1024 * 1024

_HELP = "What to leave out: none, customer (people, addresses), share (every name), strict (every unknown text)."
_EVERY, _OF_MAIL = "OMELOG_REDACT", "OMELOG_MAIL_REDACT"

RedactOption = Annotated[
    str | None,
    typer.Option("--redact", metavar="PROFILE", envvar=_EVERY, help=f"{_HELP} Default: none."),
]
MailingRedactOption = Annotated[
    str | None,
    typer.Option("--redact", metavar="PROFILE", envvar=_EVERY, help=f"{_HELP} Default: none; for mail, customer."),
]
# Of a report that is there already: without the option it stays as it was redacted.
OtherRedactOption = Annotated[
    str | None,
    typer.Option(
        "--redact",
        metavar="PROFILE",
        envvar=_EVERY,
        help="What else to leave out: customer (people, addresses), share (every name), strict (every unknown text).",
    ),
]
MailRedactOption = Annotated[str, typer.Option("--redact", metavar="PROFILE", envvar=[_OF_MAIL, _EVERY], help=_HELP)]
RedactKeyOption = Annotated[
    Path | None,
    typer.Option(
        "--redact-key",
        metavar="FILE",
        envvar="OMELOG_REDACT_KEY",
        help="Use the same redacted names in all reports that are generated with this key.",
    ),
]
RedactMapOption = Annotated[
    Path | None,
    typer.Option("--redact-map", metavar="FILE", help="Write which name stands for what, for your eyes alone."),
]


class Asked(NamedTuple):
    """How to redact, and where the mapping goes."""

    profile: "Profile"
    key: bytes | None = None
    map: Path | None = None

    def redaction(self, catalogue: "Catalogue | None" = None) -> "Redaction":
        """Prepare to redact; the texts of the built-in causes are known without a catalogue."""
        from omelog.redact import Redaction

        return Redaction(self.profile, self.key, catalogue.causes if catalogue else {})


def asked(
    profile: str | None,
    key: Path | None,
    map: Path | None = None,  # noqa: A002 - as the option
    folder: Path | None = None,
) -> Asked:
    """Check the options; end the command if one is wrong. `folder` is that of the report, where no map may lie."""
    if (profile or "none") == "none" and map is None:
        return Asked("none")  # as mostly; what redacts need not be there then
    from omelog.redact import PROFILES, is_map

    profile = profile or "none"
    chosen = next((known for known in PROFILES if known == profile), None)
    if chosen is None:
        options.wrong_usage(f"unknown profile {profile!r}; known: {', '.join(PROFILES)}")
    if map is not None and chosen == "none":
        options.wrong_usage("--redact-map needs --redact with a profile other than none: nothing is replaced")
    if map is not None and folder is not None and Path(os.path.realpath(folder)) in Path(os.path.realpath(map)).parents:
        options.wrong_usage(f"{map}: lies in the folder of the report, which is handed on; give another --redact-map")
    if map is not None and (os.path.isdir(map) or not os.path.isdir(map.parent)):
        options.wrong_usage(f"{map}: cannot be written; give a file in a folder that exists with --redact-map")
    if map is not None and os.path.lexists(map) and not is_map(map):
        options.wrong_usage(f"{map}: is not an earlier map and would be replaced; give another file with --redact-map")
    return Asked(chosen, None if key is None or chosen == "none" else _key(key), map)


def of_mail(context: typer.Context, profile: str | None, key: Path | None) -> Asked:
    """Describe how what is mailed beside the report is redacted: as the report is, and if it is not, more."""
    if not _on_command_line(context):
        profile = os.environ.get(_OF_MAIL) or profile or "customer"
    return asked(profile, key)


def redacted(report: "Report", how: Asked) -> "Redacted":
    """Redact a report, and write the map."""
    from omelog.redact import redacted

    made = redacted(report, how.profile, how.key)
    if how.map is not None:
        write_map(how.map, made.mapping, made.report.redaction)
    return made


def of_saved(
    context: typer.Context,
    report: "Report",
    profile: str | None,
    key: Path | None,
    map: Path | None,  # noqa: A002 - as the option
    folder: Path | None = None,
) -> "Report":
    """Redact a saved report as the options say; without a profile it stays as it is."""
    if profile is None:
        from omelog.redact import report_without_secrets

        without_map(map)
        return report_without_secrets(report)
    how = asked(profile, key, map, folder)
    made = redacted(report, how).report
    tell_what_stays(context, made.redaction, how)
    return made


def without_map(map: Path | None) -> None:  # noqa: A002 - as the option
    """End the command if a map is asked for where nothing is replaced."""
    if map is not None:
        options.wrong_usage("--redact-map needs --redact: nothing is replaced")


def tell_what_stays(context: typer.Context, present: str, how: Asked) -> None:
    """Describe that a report is redacted more than was asked for, if that was asked just now."""
    if present != how.profile and _on_command_line(context):
        options.complain(f"the report is redacted as {present} already, which stays")


def _on_command_line(context: typer.Context) -> bool:
    source = context.get_parameter_source("redact")
    return source is not None and source.name == "COMMANDLINE"


def tell(how: Asked) -> None:
    """Describe in the terminal what was left out."""
    from omelog.redact import said

    if how.profile != "none":
        typer.echo(f"Redaction: {said(how.profile)}")


def write_map(path: Path, mapping: "Mapping", profile: str) -> None:
    """Write the map; end the command where it cannot be written."""
    from omelog.redact import write_mapping

    try:
        write_mapping(path, mapping, profile)
    except OSError as error:
        options.complain(f"{path}: cannot be written: {error.strerror}; give another --redact-map")
        raise typer.Exit(options.NOT_IN_FULL) from None


def _key(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            key = file.read(_KEY_LIMIT).strip()
    except OSError as error:
        options.wrong_usage(f"{path}: cannot be read: {error.strerror}; give the file of a key with --redact-key")
    if len(key) < _KEY_LENGTH:
        options.wrong_usage(
            f"{path}: holds fewer than {_KEY_LENGTH} bytes, which can be guessed; "
            f"make a key: openssl rand -hex 32 > {path}"
        )
    return key
