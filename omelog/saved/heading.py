"""Of which bundles a saved report is, and from when, without reading the rest of it."""

from pathlib import Path

import msgspec

from omelog.model.report import SCHEMA

_LARGEST = 256 * 1024 * 1024  # bytes that are read for a line


class Named(msgspec.Struct, frozen=True):
    """A bundle: what it is called, and how it was given."""

    name: str = ""
    source: str = ""


class Heading(msgspec.Struct, frozen=True):
    """What stands over a report."""

    schema: str = ""
    generated: str = ""
    bundles: tuple[Named, ...] = ()


def heading(path: Path) -> Heading | None:
    """Read what stands over the report.json of a path; None if there is none, or it cannot be read."""
    try:
        if path.stat().st_size > _LARGEST:
            return None
        found = msgspec.json.decode(path.read_bytes(), type=Heading)
    except (OSError, ValueError, RecursionError):
        return None
    return found if found.schema.partition("/")[0] == SCHEMA.partition("/")[0] else None
