"""Texts that several causes share: `use = "NAME"` in a table takes over what `shared.toml` has under that name."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

SHARED = "shared.toml"
_KINDS = ("source", "steps", "verify")


class UnknownShareError(ValueError):
    """A cause uses a name that `shared.toml` does not have."""


def completed(cause: dict[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the table of a cause with what it uses; keys of its own win. Raises UnknownShareError."""
    made = _with(cause, "cause", shared)
    for kind in _KINDS:
        part = made.get(kind)
        if isinstance(part, dict):
            made[kind] = _with(part, kind, shared)
        elif isinstance(part, list):
            made[kind] = [_with(one, kind, shared) if isinstance(one, dict) else one for one in part]
    return made


def _with(table: dict[str, Any], kind: str, shared: Mapping[str, Any]) -> dict[str, Any]:
    own = {key: value for key, value in table.items() if key != "use"}
    if "use" not in table:
        return own
    known: dict[str, dict[str, Any]] = shared[kind]
    if table["use"] not in known:
        near = get_close_matches(str(table["use"]), known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(sorted(known))}"
        raise UnknownShareError(f"{kind} {table['use']!r} is not in {SHARED}{hint}")
    return known[table["use"]] | own
