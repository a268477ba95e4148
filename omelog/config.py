"""Settings from a TOML file; environment and command line go before them.

The file lies in the platform's usual place, or where `--config` says:

    causes = "/etc/omelog/causes"      # folder with causes of one's own

    [triage]
    output = "omelog-report"
    format = ["html", "json"]
    fail_on_findings = false
    open = false
    case_from = "SR-[0-9]+"
    jobs = 4

    [limits]
    log_bytes = "8GiB"
"""

import difflib
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

from omelog.limits import Limits, amount

FILE_NAME = "config.toml"


class ConfigError(ValueError):
    """The settings file is wrong; the text says where, and what is known there."""


class TriageSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of `omelog triage`, named as its options."""

    output: str | None = None
    format: tuple[str, ...] | None = None
    fail_on_findings: bool | None = None
    open: bool | None = None
    case_from: str | None = None
    jobs: int | None = None


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    causes: str | None = None
    quiet: bool | None = None
    verbose: bool | None = None
    triage: TriageSettings = TriageSettings()
    limits: dict[str, int | str] = {}


def default_path() -> Path:
    """Give the platform's usual place of the file."""
    return platformdirs.user_config_path("omelog", appauthor=False) / FILE_NAME


def load(path: Path | None) -> Settings:
    """Read the file; without a path the one in the usual place, if there is one. Raises ConfigError."""
    chosen = path or default_path()
    try:
        table = tomllib.loads(chosen.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if path is None:
            return Settings()
        raise ConfigError(f"{chosen}: no such settings file; check --config") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{chosen}: cannot be read as settings: {error}") from error
    _check_keys(chosen, "", table, Settings.__struct_fields__)
    _check_keys(chosen, "triage.", table.get("triage", {}), TriageSettings.__struct_fields__)
    _check_keys(chosen, "limits.", table.get("limits", {}), Limits.__struct_fields__)
    try:
        settings = msgspec.convert(table, Settings)
        for name, value in settings.limits.items():
            amount(name, str(value))
    except ValueError as error:
        raise ConfigError(f"{chosen}: {error}") from error
    return settings


def option_defaults(settings: Settings) -> dict[str, Any]:
    """Give the settings as defaults of command line options, by parameter name; what is not set is left out."""
    triage = {name: getattr(settings.triage, name) for name in TriageSettings.__struct_fields__}
    causes = str(Path(settings.causes).expanduser()) if settings.causes else None
    common = {"causes": causes, "quiet": settings.quiet, "verbose": settings.verbose}
    limits = {"limit": [f"{name}={value}" for name, value in settings.limits.items()] or None}
    return {name: value for name, value in (common | triage | limits).items() if value is not None}


def _check_keys(path: Path, where: str, table: object, known: tuple[str, ...]) -> None:
    for key in table if isinstance(table, dict) else ():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            meant = f"did you mean {where}{near[0]}?" if near else f"known here: {', '.join(known)}"
            raise ConfigError(f"{path}: unknown setting {where}{key}; {meant}")
