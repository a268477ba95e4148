"""Anything that a run was asked for, as a digest: equal only where all of it is."""

import hashlib
import json

import msgspec


def digest(of: object) -> str:
    """Digest values and nouns (hex SHA-256); names that are no text are taken too."""
    plain = msgspec.to_builtins(of, order="deterministic")
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()
