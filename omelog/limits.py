"""Every bound in one place: what omelog reads and keeps at most. Each is raised by `--limit NAME=VALUE`."""

import difflib
import re
from collections.abc import Iterable

from msgspec import Struct, structs

KIB, MIB, GIB = 1024, 1024**2, 1024**3
_UNITS = {"": 1, "kib": KIB, "mib": MIB, "gib": GIB, "k": KIB, "m": MIB, "g": GIB}
_VALUE = re.compile(r"(\d+)\s*([a-z]*)", re.IGNORECASE)


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The bounds of one run. Bytes are counted as produced, after decompression; no declared size is trusted."""

    log_bytes: int = 4 * GIB  #: bytes read of one log
    bundle_bytes: int = 8 * GIB  #: bytes produced by all layers of one bundle, also to pass over entries
    entries: int = 200_000  #: entries looked at in one bundle, those of archives in it included
    logs: int = 2_000  #: logs read of one bundle
    depth: int = 5  #: layers of archives and compressed files, one in another, that are looked into
    inner_bytes: int = 64 * MIB  #: bytes held in memory of zips that lie compressed in other archives
    dictionary_bytes: int = 128 * MIB  #: bytes of memory that a decoder may claim; a half of it in each deeper layer
    tar_header_bytes: int = MIB  #: bytes of an extension header in a tar
    seconds: int = 900  #: wall-clock seconds for the reading of one bundle, and again for parsing its records
    line_bytes: int = 4 * MIB  #: bytes kept of one line
    record_bytes: int = 8 * MIB  #: bytes kept of one record
    json_depth: int = 500  #: levels of a payload that are looked into
    json_tokens: int = 200_000  #: tokens read of one payload
    distinct_records: int = 50_000  #: different record texts parsed in one bundle
    distinct_bytes: int = 48 * MIB  #: bytes of different record texts kept of one bundle; a fourth as many of names
    payload_bytes: int = 96 * MIB  #: bytes of memory for what the payloads of different records hold, as estimated
    records: int = 1_200_000  #: records that could matter kept one by one; older equal ones are counted together
    edge_bytes: int = 32 * MIB  #: bytes held of the ends of rotations, to join the records that are cut between two
    incidents: int = 10_000  #: groups of errors kept for one bundle, the latest ones
    findings: int = 50_000  #: findings kept for one bundle; the totals stay true beyond
    report_bytes: int = 24 * MIB  #: bytes that the findings of one source take in report.json, the latest ones
    raw_bytes: int = 16 * KIB  #: bytes of one raw record, or of one of its texts, kept in a report
    context_bytes: int = MIB  #: bytes kept of the records around the errors of one bundle, for a handover
    chain_bytes: int = 64 * MIB  #: bytes read of one certificate file
    certificate_bytes: int = MIB  #: bytes of one certificate in Base64
    certificates: int = 20_000  #: certificates read of one file
    chain_tries: int = 4  #: keys tried on one certificate, of issuers that bear the name it gives
    chain_signatures: int = 20_000  #: signatures verified for one certificate file


class LimitError(ValueError):
    """A limit that was given is not one; the text says what would be."""


def with_overrides(limits: Limits, overrides: Iterable[str]) -> Limits:
    """Apply `NAME=VALUE` texts (`log_bytes=8GiB`, `entries=500000`; `-` serves as `_`). Raises LimitError."""
    changes = dict(_parse(override) for override in overrides)
    return structs.replace(limits, **changes)


def _parse(override: str) -> tuple[str, int]:
    name, _, value = override.partition("=")
    name = name.strip().replace("-", "_")
    if name not in Limits.__struct_fields__:
        near = difflib.get_close_matches(name, Limits.__struct_fields__, n=1)
        meant = f"did you mean {near[0]}?" if near else f"known: {', '.join(Limits.__struct_fields__)}"
        raise LimitError(f"unknown limit {name!r}; {meant}")
    return name, amount(name, value)


def amount(name: str, value: str) -> int:
    """Read a number with an optional unit: `500000`, `8GiB`. Raises LimitError."""
    match = _VALUE.fullmatch(value.strip())
    unit = _UNITS.get(match[2].lower()) if match else None
    if match is None or unit is None or int(match[1]) == 0:
        raise LimitError(
            f"limit {name}: {value!r} is not an amount above zero; give a number, or one with KiB, MiB or GiB"
        )
    return int(match[1]) * unit
