"""report.json: the report object itself. Its schema is `docs/report.schema.json`."""

import msgspec

from omelog.model.report import Report

FILE = "report.json"


def render(report: Report) -> dict[str, bytes]:
    """Return report.json, indented, in UTF-8 with a final line break."""
    return {FILE: msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"}


def read(data: bytes) -> Report:
    """Read a report back. Raises msgspec.MsgspecError (a ValueError) for data that is none."""
    return msgspec.json.decode(data, type=Report)


def schema() -> dict[str, object]:
    """Give the JSON Schema of report.json."""
    made = msgspec.json.schema(Report)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "omelog report, major version 1",
        **made,
    }
