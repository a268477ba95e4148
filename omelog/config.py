"""Settings from a TOML file; environment and command line go before them.

The file lies in the platform's usual place, or where `--config` says:

    causes = "/etc/omelog/causes"      # folder with causes of one's own
    store = "/srv/omelog/store.sqlite" # what earlier runs have read; "none" does without
    redact = "customer"                # none, customer, share or strict
    redact_key = "/etc/omelog/key"     # makes redacted names equal in all reports

    [triage]
    output = "omelog-report"
    format = ["html", "json"]
    audience = "private-ca"
    fail_on_findings = false
    open = false
    case_from = "SR-[0-9]+"
    jobs = 4

    [report]
    brand = "Example Support"          # in the place of omelog's name at the head of pages
    footer = "Call us: 555-0100"
    templates = "/etc/omelog/templates"

    [mail]
    smtp = "smtp://mail.example.com:587"
    from = "support@example.com"
    ca_file = "/etc/ssl/our-ca.pem"
    attach = "html"
    outbox = "/var/spool/omelog"
    brand = "Example Support"          # above every mail
    footer = "Example Ltd, 1 Street"   # below every mail
    keep_subject = false               # true: the subject of a case never changes
    every = "day"                      # of omelog watch: a mail each bundle (default), day or week

    [mail.to]                          # of omelog watch: who gets the mails of which cases
    "^SR-1" = "anna@example.com"
    "^SR-2" = ["bert@example.com", "team@example.com"]

    [limits]
    log_bytes = "8GiB"
"""

import difflib
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from omelog import resources
from omelog.limits import Limits, amount

FILE_NAME = "config.toml"


class ConfigError(ValueError):
    """The settings file is wrong; the text says where, and what is known there."""


class UnreadableError(ConfigError):
    """The settings file in the usual place may not be read; the text says why and what to do."""


class TriageSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of `omelog triage`, named as its options."""

    output: str | None = None
    format: tuple[str, ...] | None = None
    audience: str | None = None
    fail_on_findings: bool | None = None
    open: bool | None = None
    case_from: str | None = None
    jobs: int | None = None


class ReportSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of every command that makes pages, named as its options."""

    brand: str | None = None
    footer: str | None = None
    templates: str | None = None


class MailSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of every command that mails, named as its options. A login is none of them."""

    smtp: str | None = None
    sender: str | None = msgspec.field(default=None, name="from")
    ca_file: str | None = None
    attach: str | None = None
    outbox: str | None = None
    brand: str | None = None
    footer: str | None = None
    keep_subject: bool | None = None
    every: str | None = None
    to: dict[str, str | list[str]] = {}


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    causes: str | None = None
    store: str | None = None
    quiet: bool | None = None
    verbose: bool | None = None
    redact: str | None = None
    redact_key: str | None = None
    triage: TriageSettings = TriageSettings()
    report: ReportSettings = ReportSettings()
    mail: MailSettings = MailSettings()
    limits: dict[str, int | str] = {}


# Which option each setting is the default of, by the commands that it is meant for: `history --format` is another one
# than that of triage.
_SHARED = {
    "--causes": "causes",
    "--store": "store",
    "--quiet": "quiet",
    "--verbose": "verbose",
    "--redact": "redact",
    "--redact-key": "redact_key",
}
_TRIAGE = {
    "--output": "output",
    "--format": "format",
    "--audience": "audience",
    "--fail-on-findings": "fail_on_findings",
    "--open": "open",
    "--case-from": "case_from",
    "--jobs": "jobs",
}
_MAIL = {
    "--smtp": "smtp",
    "--from": "sender",
    "--ca-file": "ca_file",
    "--attach": "attach",
    "--outbox": "outbox",
    "--mail-brand": "brand",
    "--mail-footer": "footer",
    "--keep-subject": "keep_subject",
}
_REPORT = {"--brand": "brand", "--footer": "footer", "--templates": "templates"}
_TRIAGING = ("triage", "watch", "explain")
_REPORTING = ("triage", "watch", "render")
_MAILING = ("mail", "triage", "watch")
# ~ in them is a home
PLACES = frozenset({"--causes", "--store", "--redact-key", "--output", "--ca-file", "--outbox", "--templates"})


def load(path: Path | None) -> Settings:
    """Read the file; without a path the one in the usual place, if there is one.

    Raises UnreadableError if the one in the usual place may not be read, and ConfigError for all else that is wrong.
    """
    chosen = path or _usual_place()
    data = None if chosen is None else _read(chosen, usual=path is None)
    if chosen is None or data is None:
        return Settings()
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))  # Windows editors begin with the mark
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{chosen}: cannot be read as settings: {error}") from error
    _check_keys(chosen, "", table, Settings.__struct_fields__)
    _check_keys(chosen, "triage.", table.get("triage", {}), TriageSettings.__struct_fields__)
    _check_keys(chosen, "report.", table.get("report", {}), ReportSettings.__struct_fields__)
    _check_keys(chosen, "mail.", table.get("mail", {}), MailSettings.__struct_encode_fields__)
    _check_keys(chosen, "limits.", table.get("limits", {}), Limits.__struct_fields__)
    try:
        settings = msgspec.convert(table, Settings)
        for name, value in settings.limits.items():
            amount(name, str(value))
    except ValueError as error:
        raise ConfigError(f"{chosen}: {error}") from error
    return settings


def _read(path: Path, *, usual: bool) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        if usual and missing:
            return None
        if usual:
            what = f"{path}: cannot be read as settings: {error.strerror}; went on without them, check its permissions"
            raise UnreadableError(what) from error
        why = "no such settings file" if missing else f"cannot be read as settings: {error.strerror}"
        raise ConfigError(f"{path}: {why}; check --config") from error


def option_defaults(settings: Settings, command: str) -> dict[str, Any]:
    """Return the settings that are meant for a command, by option; what is not set is left out."""
    meant: list[tuple[dict[str, str], object]] = [(_SHARED, settings)]
    if command in _TRIAGING:
        meant.append((_TRIAGE, settings.triage))
    if command in _REPORTING:
        meant.append((_REPORT, settings.report))
    if command in _MAILING:
        meant.append((_MAIL, settings.mail))
    defaults = {option: getattr(table, name) for options, table in meant for option, name in options.items()}
    defaults["--mail-every"] = settings.mail.every
    defaults["--mail-for"] = [
        f"{pattern}={to if isinstance(to, str) else ','.join(to)}" for pattern, to in settings.mail.to.items()
    ] or None
    defaults["--limit"] = [f"{name}={value}" for name, value in settings.limits.items()] or None
    return {option: value for option, value in defaults.items() if value is not None}


def _usual_place() -> Path | None:
    folder = resources.own("config")
    return folder and folder / FILE_NAME


def _check_keys(path: Path, where: str, table: object, known: tuple[str, ...]) -> None:
    for key in table if isinstance(table, dict) else ():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            meant = f"did you mean {where}{near[0]}?" if near else f"known here: {', '.join(known)}"
            raise ConfigError(f"{path}: unknown setting {where}{key}; {meant}")
