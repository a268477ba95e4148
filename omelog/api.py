"""The Python interface: what the command line does, as functions that return types of `omelog.model`."""

import os
from pathlib import Path

from omelog.analysis import Explanation, Settings
from omelog.analysis import explain as _explain
from omelog.causes import load
from omelog.limits import Limits
from omelog.model.report import Report
from omelog.redact import Profile, redacted
from omelog.report import render
from omelog.report.table import findings_frame
from omelog.run import Job, Naming
from omelog.run import triage as _triage

__all__ = ["Explanation", "Limits", "Profile", "Report", "explain", "findings_frame", "redact", "render", "triage"]


def triage(
    *inputs: str | os.PathLike[str], causes: Path | None = None, limits: Limits | None = None, case: str | None = None
) -> Report:
    """Analyse archives, folders and logs to one report. Bad input becomes problems in it, and never raises.

    Raises CatalogueError if the folder `causes` holds something else than causes.
    """
    settings = Settings(load(causes), limits or Limits())
    return _triage(Job(tuple(os.fspath(given) for given in inputs), settings, naming=Naming(case)))


def redact(report: Report, profile: Profile, key: bytes | None = None) -> Report:
    """Redact a report. One that is redacted by this profile, or by a stronger one, is returned as it is.

    Names are ordinals within one bundle; with a key they are equal in all reports that are redacted with it.
    """
    return redacted(report, profile, key).report


def explain(text: str | bytes, causes: Path | None = None) -> Explanation:
    """Explain log lines, an error body, a code or a sentence from the screen."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    return _explain(data, Settings(load(causes)))
