"""The catalogue: one TOML file a cause, the requirements and the reference texts, read into types.

`*.toml` here are causes, except `requirements.toml`, `reference.toml`, `public_authorities.toml` and `shared.toml`,
which holds what several causes say in the same words.
"""

from omelog.causes.certainty import UNKNOWN, certainty
from omelog.causes.fold import fold
from omelog.causes.lint import lint
from omelog.causes.load import CatalogueError, Rules, load, own_cause, rules
from omelog.causes.patterns import names
from omelog.causes.wanted import CHAIN_UPLOAD, Wanted, logger_name, named_operation, wanted

__all__ = [
    "CHAIN_UPLOAD",
    "UNKNOWN",
    "CatalogueError",
    "Rules",
    "Wanted",
    "certainty",
    "fold",
    "lint",
    "load",
    "logger_name",
    "named_operation",
    "names",
    "own_cause",
    "rules",
    "wanted",
]
