"""Compares a table of TOML with the type that it is to become: every fault of it at once, in words for its author."""

import difflib
import typing
from collections.abc import Iterator, Mapping

import msgspec


def shape_faults(table: object, kind: object, place: str = "") -> Iterator[str]:
    """Yield a line for each key that is unknown, missing, or has a value that it may not have.

    >>> from omelog.model.cause import Hygiene
    >>> list(shape_faults({"slug": "a", "titel": "b", "rule": 1}, Hygiene))[:2]
    ["key 'titel' is not known; did you mean 'title'?", "key 'title' is missing"]
    """
    kind = _without_none(kind)
    item = _item(kind)
    if item is not None and isinstance(table, list):
        for number, one in enumerate(table, 1):
            yield from shape_faults(one, item, f"{place} {number}".strip())
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(table, Mapping):
        yield from _of_struct(table, kind, f"{place}: " if place else "")
    else:
        yield from _of_value(table, kind, place)


def _of_struct(table: Mapping[str, object], kind: type[msgspec.Struct], before: str) -> Iterator[str]:
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for key in table:
        if key not in fields:
            near = difflib.get_close_matches(key, fields, n=1)
            yield f"{before}key {key!r} is not known; " + (
                f"did you mean {near[0]!r}?" if near else f"known are {', '.join(fields)}"
            )
    for name, field in fields.items():
        if name in table:
            yield from shape_faults(table[name], field.type, f"{before}{name}")
        elif field.required:
            yield f"{before}key {name!r} is missing"


def _of_value(value: object, kind: object, place: str) -> Iterator[str]:
    if typing.get_origin(kind) is typing.Literal:
        allowed = typing.get_args(kind)
        if value not in allowed:
            yield f"{place} is {value!r}; it may be {' or '.join(map(repr, allowed))}"
        return
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        yield f"{place}: {error}"


def _without_none(kind: object) -> object:
    parts = [part for part in typing.get_args(kind) if part is not type(None)]
    return parts[0] if type(None) in typing.get_args(kind) and len(parts) == 1 else kind


def _item(kind: object) -> object:
    """Return what a tuple holds any number of."""
    parts = typing.get_args(kind)
    return parts[0] if typing.get_origin(kind) is tuple and parts[-1] is ... else None
