"""The file that tells the originals: for whoever redacted, and nobody else."""

import json
from pathlib import Path

from omelog.redact.view import Mapping
from omelog.writer import write

SCHEMA = "omelog.redaction/1"
_HEAD = 100  # bytes that tell a map


def write_mapping(path: Path, mapping: Mapping, profile: str) -> None:
    """Write the originals, whole or not at all, to a file that its owner alone can read. Raises OSError.

    It takes the place of an earlier map, and never that of any other file.
    """
    text = (
        json.dumps({"schema": SCHEMA, "redaction": profile, "bundles": dict(sorted(mapping.items()))}, indent=1) + "\n"
    )
    write(path, [text.encode()], replace=is_map(path), private=True)


def is_map(path: Path) -> bool:
    """Return whether a regular file is a map that omelog wrote."""
    try:
        if not path.is_file() or path.is_symlink():
            return False
        with path.open("rb") as file:
            return SCHEMA.encode() in file.read(_HEAD)
    except OSError:
        return False
