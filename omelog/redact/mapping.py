"""The file that tells the originals: for whoever redacted, and nobody else."""

import json
import os
import tempfile
from pathlib import Path

from omelog.redact.view import Mapping

SCHEMA = "omelog.redaction/1"


def write_mapping(path: Path, mapping: Mapping, profile: str) -> None:
    """Write the originals, whole or not at all, to a file that its owner alone can read. Raises OSError."""
    text = (
        json.dumps({"schema": SCHEMA, "redaction": profile, "bundles": dict(sorted(mapping.items()))}, indent=1) + "\n"
    )
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".omelog-")  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
