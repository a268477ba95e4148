"""The records that could matter, through the grammar: each distinct text once."""

from collections.abc import Collection, Iterator
from time import monotonic

from msgspec import structs

from omelog.analysis.reading import ReadLog
from omelog.causes import named_operation
from omelog.grammar import Grammar
from omelog.limits import Limits
from omelog.model.record import Entry, Occurrences, Parsed, Text
from omelog.model.report import Problem
from omelog.problems import Collected, damage, limit_hit, notice
from omelog.records import Texts
from omelog.redact import without_secrets

_TOLD_LEVELS = ("WARN", "ERROR", "FATAL")


def parse(logs: list[ReadLog], texts: Texts, grammar: Grammar, limits: Limits, problems: Collected) -> Parsed:
    """Parse the texts of all hits in the logs of a bundle; what is wrong with them is added to `problems`."""
    occurrences = _occurrences(logs)
    first = {number: index for index, number in reversed(list(enumerate(occurrences.text)))}
    entries: dict[int, Entry] = {}
    end = monotonic() + limits.seconds
    for number in sorted(first):
        if monotonic() > end:
            occurrences = _in_time(occurrences, entries, limits, problems)
            break
        entries[number] = _entry(texts.kept[number], occurrences, first[number], grammar, limits)
    faults = {number: list(_faults(entry, texts.kept[number], limits)) for number, entry in entries.items()}
    for log, line, number, cut in zip(
        occurrences.log, occurrences.line, occurrences.text, occurrences.cut, strict=True
    ):
        if faults[number] or cut:
            _tell(problems, [_cut_off()] if cut and texts.kept[number].wanted else faults[number], logs[log].path, line)
    if texts.left_out:
        what = f"there are more different records than are parsed: {texts.left_out} were left out"
        problems.add(limit_hit("distinct_records", limits.distinct_records, what, "used the first ones", where=None))
    return Parsed(occurrences, {number: texts.kept[number] for number in entries}, entries)


def _in_time(occurrences: Occurrences, parsed: Collection[int], limits: Limits, problems: Collected) -> Occurrences:
    """Keep the records whose texts were parsed, and tell how many others there are."""
    kept = [row for row in zip(*occurrences, strict=True) if row[2] in parsed]
    lost = len(occurrences.text) - len(kept)
    what = f"parsing the records took too long: {lost} of them were left out"
    problems.add(limit_hit("seconds", limits.seconds, what, "used the first ones", where=None))
    return Occurrences(*(list(column) for column in zip(*kept, strict=True))) if kept else Occurrences.none()


def _occurrences(logs: list[ReadLog]) -> Occurrences:
    made = Occurrences.none()
    for position, log in enumerate(logs):
        hits, tail = log.scan.hits, log.scan.tail
        made.log.extend([position] * len(hits.line))
        made.line.extend(hits.line)
        made.text.extend(hits.text)
        made.time.extend(hits.time)
        made.thread.extend(hits.thread)
        made.cut.extend([False] * len(hits.line))
        if log.scan.cut and tail is not None and hits.line and hits.line[-1] == tail.line:
            made.cut[-1] = True
    return made


def _entry(text: Text, occurrences: Occurrences, index: int, grammar: Grammar, limits: Limits) -> Entry:
    record = text.record(occurrences.time[index], occurrences.thread[index])
    entry = grammar.entry(record.decode("utf-8", "replace"), limits)
    if entry.operation is None and text.wanted:
        return structs.replace(entry, operation=named_operation(entry.text))
    return entry


def _tell(problems: Collected, faults: list[Problem], where: str, line: int) -> None:
    for fault in faults:
        problems.add(fault, where=where, line=line)


def _cut_off() -> Problem:
    return damage(
        "cut-record",
        "the log breaks off inside a record of the certificate logger, whose cause may be lost",
        "used it as far as it is whole",
        advice="transfer the bundle again",
    )


def _faults(entry: Entry, text: Text, limits: Limits) -> Iterator[Problem]:
    """Say what of a text could not be read; of records that are no errors it is a notice."""
    if not text.wanted:
        return
    if entry.limit:
        value: int = getattr(limits, entry.limit)
        yield limit_hit(entry.limit, value, "a record's JSON is too large", "used what was read of it", where=None)
    elif entry.payload in ("cut", "invalid"):
        tell = damage if entry.level in _TOLD_LEVELS else notice
        what = (
            "the error's JSON ends too early"
            if entry.payload == "cut"
            else f"the error's JSON stops being JSON at {_shown(entry.payload_stop or '', text.body)}"
        )
        resolution = "used it as far as it is whole; the raw record is shown"
        yield tell(f"{entry.payload}-payload", what, resolution, advice="look at the raw record")
    if not _is_utf8(text.body):
        yield damage(
            "undecodable-bytes",
            "the record holds bytes that are not UTF-8",
            "shown as \N{REPLACEMENT CHARACTER}; the rest was used",
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
