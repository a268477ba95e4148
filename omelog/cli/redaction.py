"""The options that redact, and what they come to."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from omelog.cli import options

if TYPE_CHECKING:
    from omelog.model.cause import Catalogue
    from omelog.model.report import Report
    from omelog.redact import Mapping, Profile, Redaction

_KEY_LENGTH = 16  # bytes: a shorter key can be found by trying
_KEY_LIMIT = 1024 * 1024

RedactOption = Annotated[
    str,
    typer.Option(
        "--redact",
        metavar="PROFILE",
        envvar="OMELOG_REDACT",
        help="What to leave out: none, customer (people, addresses), share (every name), strict (every unknown text).",
    ),
]
# Of a report that is there already: without the option it stays as it was redacted.
OtherRedactOption = Annotated[
    str | None,
    typer.Option(
        "--redact",
        metavar="PROFILE",
        help="What else to leave out: customer (people, addresses), share (every name), strict (every unknown text).",
    ),
]
MailRedactOption = Annotated[
    str,
    typer.Option(
        "--redact",
        metavar="PROFILE",
        envvar="OMELOG_MAIL_REDACT",
        help="What to leave out: customer (people, addresses), share (every name), strict (every unknown text), none.",
    ),
]
RedactKeyOption = Annotated[
    Path | None,
    typer.Option(
        "--redact-key",
        metavar="FILE",
        envvar="OMELOG_REDACT_KEY",
        help="Make redacted names equal in all reports that are made with this key.",
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

    def redaction(self, catalogue: "Catalogue") -> "Redaction":
        """Prepare to redact."""
        from omelog.redact import redaction

        return redaction(self.profile, catalogue, self.key)


def asked(profile: str, key: Path | None, map: Path | None = None, folder: Path | None = None) -> Asked:  # noqa: A002 - as the option
    """Check the options; end the command if one is wrong. `folder` is that of the report, where no map may lie."""
    from omelog.redact import PROFILES

    chosen = next((known for known in PROFILES if known == profile), None)
    if chosen is None:
        options.wrong_usage(f"unknown profile {profile!r}; known: {', '.join(PROFILES)}")
    if map is not None and chosen == "none":
        options.wrong_usage("--redact-map needs --redact with another profile than none: nothing is replaced")
    if map is not None and folder is not None and folder.resolve() in map.resolve().parents:
        options.wrong_usage(f"{map}: lies in the folder of the report, which is handed on; give another --redact-map")
    if map is not None and (map.is_dir() or not map.parent.is_dir()):
        options.wrong_usage(f"{map}: cannot be written; give a file in a folder that exists with --redact-map")
    return Asked(chosen, None if key is None or chosen == "none" else _key(key), map)


def redacted(report: "Report", how: Asked) -> "Report":
    """Redact a report and write the map; say so where the report is redacted more than was asked for."""
    from omelog import redact

    made = redact.redacted(report, how.profile, how.key)
    if made.report.redaction != how.profile:
        options.complain(f"the report is redacted as {made.report.redaction} already, which stays")
    if how.map is not None:
        write_map(how.map, made.mapping, made.report.redaction)
    return made.report


def of_saved(
    report: "Report",
    profile: str | None,
    key: Path | None,
    map: Path | None,  # noqa: A002 - as the option
    folder: Path | None = None,
) -> "Report":
    """Redact a saved report as the options say; without a profile it stays as it is."""
    if profile is None:
        if map is not None:
            options.wrong_usage("--redact-map needs --redact: nothing is replaced")
        return report
    return redacted(report, asked(profile, key, map, folder))


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
