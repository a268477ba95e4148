"""report.json to a report."""

from codecs import BOM_UTF8
from typing import Any

import msgspec
from msgspec import inspect, structs

from omelog.model.report import SCHEMA, Bundle, Changes, Report
from omelog.pages import bundle_id


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
        return _identified(_decoded(data))
    except msgspec.ValidationError as error:
        raise ReadError(f"is no whole report: {error}; write it again with omelog triage") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReadError(f"is no JSON that can be read ({error}); give a report.json that omelog wrote") from error


def _identified(report: Report) -> Report:
    """Give every bundle an id of its own: older reports have none, and one from elsewhere may have equal ones."""
    if all(bundle.id for bundle in report.bundles) and len({bundle.id for bundle in report.bundles}) == len(
        report.bundles
    ):
        return report
    bundles, taken = [], {""}
    for bundle in report.bundles:
        number, identity = 0, bundle.id
        while identity in taken:
            identity, number = bundle_id(bundle.source, bundle.name, number), number + 1
        taken.add(identity)
        bundles.append(structs.replace(bundle, id=identity))
    ids = {bundle.name: bundle.id for bundle in reversed(bundles)}
    pairs = [
        pair
        if pair.source_id
        else structs.replace(pair, source_id=ids.get(pair.source, ""), target_id=ids.get(pair.target, ""))
        for pair in report.pairs
    ]
    return structs.replace(report, bundles=bundles, pairs=pairs, changes=_identified_changes(report.changes, bundles))


def _identified_changes(changes: Changes | None, bundles: list[Bundle]) -> Changes | None:
    if changes is None:
        return None
    ids = {(bundle.case, bundle.name): bundle.id for bundle in reversed(bundles)}
    lists = {
        name: [
            change if change.id else structs.replace(change, id=ids.get((change.case, change.bundle), ""))
            for change in getattr(changes, name)
        ]
        for name in ("new", "gone", "changed", "not_read")
    }
    return structs.replace(changes, **lists)


def _check_version(data: bytes) -> None:
    try:
        schema = msgspec.json.decode(data, type=_Named).schema
    except msgspec.ValidationError:
        schema = ""
    name, _, major = SCHEMA.partition("/")
    kind, _, version = schema.partition("/")
    if kind != name:
        raise ReadError("is JSON, but no report of omelog; give a report.json that omelog triage wrote")
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
