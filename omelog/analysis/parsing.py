"""The records that could matter, through the grammar: each distinct text once."""

from collections.abc import Iterator

from omelog.analysis.reading import ReadLog
from omelog.grammar import Grammar
from omelog.limits import Limits
from omelog.model.record import Entry, Occurrence, Parsed, Record
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit, notice
from omelog.records import Found, iso_time
from omelog.redact import without_secrets

_ERROR_LEVELS = ("WARN", "ERROR", "FATAL")
_Key = tuple[bytes, bytes, bytes]


def parse(logs: list[ReadLog], grammar: Grammar, limits: Limits, problems: list[Problem]) -> Parsed:
    """Parse all found records of a bundle; what is wrong with their texts is added to `problems`."""
    numbers: dict[_Key, int] = {}
    parsed = Parsed([], [], [], [])
    left_out = 0
    for position, log in enumerate(logs):
        for found in log.scan.found:
            record = found.record
            key = (record.level, record.logger, record.body)
            if key not in numbers:
                if len(numbers) == limits.distinct_records:
                    left_out += 1
                    continue
                numbers[key] = len(parsed.entries)
                entry = _entry(record, grammar, limits)
                parsed.entries.append(entry)
                parsed.bodies.append(record.body)
                parsed.wanted.append(found.ssl)
            number = numbers[key]
            cut = found.last and log.scan.cut
            problems += _about(parsed.entries[number], found, log.path, cut=cut)
            if parsed.entries[number].too_deep:
                problems.append(_too_deep(limits, log.path, record.line))
            parsed.occurrences.append(_occurrence(record, position, number, cut=cut))
    if left_out:
        what = f"there are more different records than are parsed: {left_out} were left out"
        problems.append(limit_hit("distinct_records", limits.distinct_records, what, "used the first ones", where=None))
    return parsed


def _entry(record: Record, grammar: Grammar, limits: Limits) -> Entry:
    return grammar.entry((record.header + record.body).decode("utf-8", "replace"), limits.json_depth)


def _occurrence(record: Record, log: int, entry: int, *, cut: bool) -> Occurrence:
    thread = record.thread.decode("utf-8", "replace")
    return Occurrence(log, record.line, iso_time(record.time.decode()), thread, record.header, entry, cut)


def _too_deep(limits: Limits, where: str, line: int) -> Problem:
    what = "a record's JSON is nested too deeply"
    return limit_hit("json_depth", limits.json_depth, what, "looked into the levels above", where=where, line=line)


def _about(entry: Entry, found: Found, where: str, *, cut: bool) -> Iterator[Problem]:
    """Say what of a record could not be read; of records that are no errors it is a notice."""
    if not found.ssl:
        return
    if cut:
        yield damage(
            "cut-record",
            "the log breaks off inside this record",
            "used it as far as it is whole",
            where=where,
            line=found.record.line,
            advice="transfer the bundle again",
        )
    elif entry.payload in ("cut", "invalid"):
        tell = damage if entry.level in _ERROR_LEVELS else notice
        what = (
            "the error's JSON ends too early"
            if entry.payload == "cut"
            else f"the error's JSON stops being JSON at {_shown(entry.payload_stop or '', found.record.body)}"
        )
        yield tell(
            f"{entry.payload}-payload",
            what,
            "used it as far as it is whole; the raw record is shown",
            where=where,
            line=found.record.line,
            advice="look at the raw record",
        )
    if not _is_utf8(found.record.body):
        yield damage(
            "undecodable-bytes",
            "the record holds bytes that are not UTF-8",
            "shown as \N{REPLACEMENT CHARACTER}; the rest was used",
            where=where,
            line=found.record.line,
            advice="look at the record in the log itself",
        )


def _shown(stop: str, body: bytes) -> str:
    """Quote where a payload stops, unless that is part of a secret: the text before it tells, so look at both."""
    return repr(stop) if stop in without_secrets(body.decode("utf-8", "replace")) else "a text that is not shown"


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
