"""How much a mail may say: every text and every list of a view cut to a size, and whether anything was."""

import dataclasses
from typing import Any, NamedTuple, TypeVar, cast

from msgspec import Struct, structs

_MARK = " …"
View = TypeVar("View")


class Bounds(NamedTuple):
    """Characters of a text, items of a list, rows of the table of log bundles."""

    text: int
    items: int
    rows: int


# From all that a reader could want down to what fits whatever the log bundles hold.
LEVELS = (Bounds(4000, 60, 60), Bounds(1500, 30, 40), Bounds(500, 16, 25), Bounds(150, 8, 15), Bounds(50, 4, 8))


def bounded(view: View, bounds: Bounds) -> tuple[View, bool]:
    """Cut every text and list of a view. Returns it, and whether anything was cut."""
    made = cast("View", _cut(view, bounds))
    return made, made != view


def _cut(value: Any, bounds: Bounds) -> Any:  # noqa: ANN401 - whatever a view is made of
    if isinstance(value, str):
        kind = type(value)  # text of a bundle stays marked as such
        return value if len(value) <= bounds.text else kind(value[: bounds.text].rstrip() + _MARK)
    if isinstance(value, tuple):
        return tuple(_cut(one, bounds) for one in value[: bounds.items])
    if isinstance(value, Struct):
        return structs.replace(value, **{name: _cut(getattr(value, name), bounds) for name in value.__struct_fields__})
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _cut(getattr(value, field.name), bounds) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **parts)
    return value
