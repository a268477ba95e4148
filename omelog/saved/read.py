"""report.json to a report."""

from codecs import BOM_UTF8
from typing import Any

import msgspec
from msgspec import inspect

from omelog.model.report import SCHEMA, Report
from omelog.saved.identity import identified


class ReadError(ValueError):
    """The data is no report that can be read; the text says why and what to do."""


class _Named(msgspec.Struct):
    """What tells whether data is a report, and of which version."""

    schema: str = ""


def read(data: bytes) -> Report:
    """Read a report back; fields that a newer version added are passed over. Raises ReadError."""
    data = data.removeprefix(BOM_UTF8)  # some editors put it there
    try:
        _check_version(data)
        return identified(_decoded(data))
    except msgspec.ValidationError as error:
        raise ReadError(f"is not a whole report: {error}; write it again with omelog triage") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReadError(f"is not JSON that can be read ({error}); give a report.json that omelog wrote") from error


def _check_version(data: bytes) -> None:
    try:
        schema = msgspec.json.decode(data, type=_Named).schema
    except msgspec.ValidationError:
        schema = ""
    name, _, major = SCHEMA.partition("/")
    kind, _, version = schema.partition("/")
    if kind != name:
        raise ReadError("is JSON, but not a report of omelog; give a report.json that omelog triage wrote")
    if version.partition(".")[0] != major:
        raise ReadError(f"is a report of version {version}, and this omelog reads {major}; install a newer omelog")


def _decoded(data: bytes) -> Report:
    try:
        return msgspec.json.decode(data, type=Report)
    except msgspec.ValidationError:
        # Causes take no unknown field, so that a misspelt one in a file is told; a newer report may have more of them.
        return msgspec.convert(_known(msgspec.json.decode(data), inspect.type_info(Report)), Report)


def _known(value: Any, shape: inspect.Type) -> Any:  # noqa: ANN401 - any JSON
    """Take away the fields of objects that their types do not have."""
    if isinstance(shape, inspect.UnionType):
        shape = next((one for one in shape.types if not isinstance(one, inspect.NoneType)), shape)
    if isinstance(value, dict) and isinstance(shape, inspect.StructType):
        types = {field.encode_name: field.type for field in shape.fields}
        return {name: _known(one, types[name]) for name, one in value.items() if name in types}
    if isinstance(value, dict) and isinstance(shape, inspect.DictType):
        return {name: _known(one, shape.value_type) for name, one in value.items()}
    if isinstance(value, list) and isinstance(shape, inspect.ListType | inspect.VarTupleType):
        return [_known(one, shape.item_type) for one in value]
    return value
