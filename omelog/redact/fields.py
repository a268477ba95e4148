"""What each field of a report holds, and so how it is redacted: a field without an entry fails a test."""

from collections.abc import Iterator
from enum import Enum, auto
from typing import Final

from msgspec import Struct

from omelog.model.chain import Break, Certificate, Chain, Check, File
from omelog.model.report import (
    Bundle,
    CaseCount,
    Change,
    Changes,
    ChecklistItem,
    ContextRecord,
    Diagnosis,
    Finding,
    Incident,
    Log,
    Pair,
    Path,
    Problem,
    Report,
)


class Holds(Enum):
    """What stands in a field."""

    OURS = auto()  # slugs, times as logged, digests, ids, numbers of ours: nothing of a customer
    PARTS = auto()  # nouns with fields of their own
    RECORD = auto()  # a record as it stands in the log
    TEXT = auto()  # text out of a log
    WORD = auto()  # an identifier out of a log
    THREAD = auto()  # the name of a thread
    SENTENCE = auto()  # words of ours, with names or quotations in them
    PATH = auto()  # where something stands in a bundle
    NAME = auto()  # the bundle's name, or what was given
    CASE = auto()  # a case number
    PAGE = auto()  # where the page goes, which is made of the name


H = Holds
FIELDS: Final[dict[type[Struct], dict[str, Holds]]] = {
    Report: {
        **dict.fromkeys(
            ("schema", "generated", "omelog", "redaction", "audience", "around", "clock", "brand", "footer"), H.OURS
        ),
        **dict.fromkeys(("totals", "catalogue"), H.OURS),  # the catalogue is published, or the reporter's own
        **dict.fromkeys(("problems", "changes", "pairs", "cases", "bundles"), H.PARTS),
    },
    Bundle: {
        "name": H.NAME,
        "source": H.NAME,
        "case": H.CASE,
        "page": H.PAGE,
        **dict.fromkeys(("id", "role", "sha256", "status"), H.OURS),
        **dict.fromkeys(("problems", "logs", "diagnosis", "checklist", "chain", "incidents", "findings"), H.PARTS),
        **dict.fromkeys(("file_says", "next_errors"), H.SENTENCE),
    },
    # Names of certificates are replaced before (redact.certificates): what is left in these are detected like any.
    Chain: {
        **dict.fromkeys(("schema", "at", "path"), H.OURS),
        **dict.fromkeys(("file", "certificates", "checks", "broken", "problems"), H.PARTS),
        "notices": H.SENTENCE,
    },
    File: {"name": H.TEXT, "encoding": H.OURS},
    Certificate: {
        **dict.fromkeys(("role", "not_before", "not_after", "key", "sha256"), H.OURS),
        **dict.fromkeys(("subject", "issuer", "serial", "name", "names"), H.TEXT),
    },
    Check: {
        **dict.fromkeys(("requirement", "status", "basis", "cause", "raises", "side"), H.OURS),
        **dict.fromkeys(("detail", "fix"), H.SENTENCE),
    },
    Break: {"key_identifier": H.OURS, **dict.fromkeys(("wanted_by_name", "name", "address"), H.TEXT)},
    Pair: {
        **dict.fromkeys(("source", "target"), H.NAME),
        "case": H.CASE,
        "page": H.PAGE,
        **dict.fromkeys(("source_id", "target_id", "chain"), H.OURS),  # the chain is redacted as a whole, before
    },
    Changes: {"since": H.OURS, **dict.fromkeys(("new", "gone", "changed", "not_read", "again"), H.PARTS)},
    Change: {"case": H.CASE, "bundle": H.NAME, **dict.fromkeys(("id", "cause", "before", "now", "in_case"), H.OURS)},
    CaseCount: {"case": H.CASE, **dict.fromkeys(("findings", "records"), H.OURS)},
    Problem: {
        **dict.fromkeys(("code", "severity", "limit"), H.OURS),
        **dict.fromkeys(("message", "resolution", "advice"), H.SENTENCE),
        "where": H.PATH,
    },
    Log: {"path": H.PATH, **dict.fromkeys(("mentions", "first_time", "last_time"), H.OURS)},
    Diagnosis: {
        "headline": H.SENTENCE,
        "caveat": H.SENTENCE,
        "ask_for": H.SENTENCE,
        **dict.fromkeys(("blocker", "candidates", "certainty"), H.OURS),
        "paths": H.PARTS,
    },
    Path: {
        "operation": H.WORD,
        **dict.fromkeys(
            ("blocker", "candidates", "certainty", "beside", "since", "last_seen", "not_seen_since"), H.OURS
        ),
    },
    ChecklistItem: {"requirement": H.OURS, "status": H.OURS, "by": H.OURS, "detail": H.SENTENCE},
    Incident: {
        "operation": H.WORD,
        **dict.fromkeys(("id", "cause", "candidates", "first_seen", "last_seen", "times"), H.OURS),
    },
    Finding: {
        **dict.fromkeys(("id", "incident", "cause", "candidates", "certainty", "time", "last_time"), H.OURS),
        **dict.fromkeys(("message_id", "operation", "level", "logger"), H.WORD),
        **dict.fromkeys(("message", "message_args", "related_properties", "severity", "resolution"), H.TEXT),
        "thread": H.THREAD,
        "log": H.PATH,
        "raw": H.RECORD,
        "context": H.PARTS,
    },
    ContextRecord: {"log": H.PATH, "raw": H.RECORD},
}


_TO_READ = {
    noun: [(name, holds) for name, holds in fields.items() if holds is not Holds.OURS]
    for noun, fields in FIELDS.items()
}


def texts(noun: Struct) -> Iterator[tuple[Holds, str]]:
    """Yield all texts of a noun that may have to be redacted, in the order of its fields."""
    for name, holds in _TO_READ[type(noun)]:
        value = getattr(noun, name)
        parts = value if isinstance(value, list) else () if value is None else (value,)
        for part in parts:
            if holds is Holds.PARTS:
                yield from texts(part)
            else:
                yield holds, part
