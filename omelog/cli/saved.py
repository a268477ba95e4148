"""Saved reports, as commands take them."""

import sys
from typing import TYPE_CHECKING

from omelog.cli import options

if TYPE_CHECKING:
    from omelog.model.report import Report

STDIN = "-"


class SavedError(ValueError):
    """What was given is no report that can be read; the text names it, and says why and what to do."""


def read(saved: str) -> "Report":
    """Read a report.json, or standard input; end the command if it is none."""
    try:
        return loaded(saved)[1]
    except SavedError as error:
        options.not_done(str(error))


def loaded(saved: str) -> "tuple[bytes, Report]":
    """Read a report.json, or standard input, and return its data too. Raises SavedError."""
    from omelog.saved import ReadError
    from omelog.saved import read as made_of

    name = "standard input" if saved == STDIN else saved
    try:
        data = sys.stdin.buffer.read() if saved == STDIN else options.expanded(saved).read_bytes()
    except IsADirectoryError:
        raise SavedError(f"{name}: is a folder; give the report.json in it") from None
    except OSError as error:
        raise SavedError(f"{name}: cannot be read: {error.strerror}; check the path") from error
    try:
        return data, made_of(data)
    except ReadError as error:
        raise SavedError(f"{name}: {error}") from error
