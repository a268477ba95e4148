"""Saved reports, as commands take them."""

import sys
from typing import TYPE_CHECKING

from omelog.cli import options

if TYPE_CHECKING:
    from omelog.model.report import Report

STDIN = "-"


def read(saved: str) -> "Report":
    """Read a report.json, or standard input; end the command if it is none."""
    from omelog.saved import ReadError
    from omelog.saved import read as made_of

    name = "standard input" if saved == STDIN else saved
    try:
        data = sys.stdin.buffer.read() if saved == STDIN else options.expanded(saved).read_bytes()
    except IsADirectoryError:
        options.not_done(f"{name}: is a folder; give the report.json in it")
    except OSError as error:
        options.not_done(f"{name}: cannot be read: {error.strerror}; check the path")
    try:
        return made_of(data)
    except ReadError as error:
        options.not_done(f"{name}: {error}")
