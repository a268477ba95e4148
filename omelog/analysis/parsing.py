"""The records that could matter, through the grammar: each distinct text once."""

from collections import Counter
from collections.abc import Collection, Iterator
from time import monotonic
from typing import Literal

import numpy as np
from msgspec import structs

from omelog.analysis.bounds import told
from omelog.analysis.reading import ReadLog
from omelog.analysis.rows import few_enough, rows, with_text_in
from omelog.causes import named_operation
from omelog.grammar import Entries, Header, letters
from omelog.limits import Limits
from omelog.model.record import Entry, Message, Occurrences, Parsed, Text
from omelog.model.report import Problem
from omelog.problems import Collected, damage, limit_hit, notice
from omelog.records import Hits, Texts
from omelog.records.header import severity
from omelog.records.ledger import Fate
from omelog.records.times import logged, time_of
from omelog.redact import without_secrets

_WHY = {"seconds": "took too long", "payload_bytes": "takes too much memory"}
_TOLD_LEVELS = ("WARN", "ERROR", "FATAL")
_ENTRY, _MESSAGE, _TEXT = 600, 300, 150  # bytes of memory that each takes beside its letters


def parse(logs: list[ReadLog], texts: Texts, parser: Entries, limits: Limits, problems: Collected) -> Parsed:
    """Parse the texts of all hits in the logs of a bundle; what is wrong with them is added to `problems`."""
    found = rows(logs)
    entries, limit = _entries(found, texts, parser, limits)
    occurrences = with_text_in(found, entries)
    if limit is not None:
        lost = int(found.count.sum()) - int(occurrences.count.sum())
        what = f"parsing the records {_WHY[limit]}: {lost} of them were left out"
        problems.add(limit_hit(limit, getattr(limits, limit), what, "used the first ones", where=None))
    occurrences = few_enough(occurrences, logs, entries, limits.records)
    _tell_faults(occurrences, entries, texts, logs, problems, limits)
    for log in logs:
        for problem in told(log.scan.hits, limits, log.path):
            problems.add(problem)
    if texts.without_thread:
        problems.add(_nameless(texts.without_thread, limits))
    for log in logs:
        log.left_out = _lines_left_out(log.scan.hits, entries, texts)
    kept = {number: texts.kept[number] for number in entries}
    return Parsed(occurrences, kept, entries, texts.threads, texts.raws)


def _entries(
    found: Occurrences, texts: Texts, parser: Entries, limits: Limits
) -> tuple[dict[int, Entry], Literal["seconds", "payload_bytes"] | None]:
    """Parse each text once, the first ones first; tell at which limit that ended, if so."""
    entries: dict[int, Entry] = {}
    headers: dict[tuple[bytes, bytes, bytes], Header] = {}
    shared: set[int] = set()
    end, room = monotonic() + limits.seconds, limits.payload_bytes
    numbers, first = np.unique(found.text, return_index=True)
    for number, row in zip(numbers.tolist(), first.tolist(), strict=True):
        if monotonic() > end:
            return entries, "seconds"
        if room < 0:
            return entries, "payload_bytes"
        text = texts.kept[number]
        shape = text.before, text.between, text.after
        if shape not in headers:  # records that differ in time and thread alone share their header
            thread, time = texts.threads[found.thread[row]], logged(time_of(found, row))
            headers[shape] = parser.header(_decoded(text._replace(body=b"").record(time, thread)))
        entry = entries[number] = _entry(headers[shape], text, parser)
        room -= _ENTRY + len(entry.text)
        if id(entry.messages) not in shared:  # and those of one payload its messages
            shared.add(id(entry.messages))
            room -= sum(map(_message_size, entry.messages))
    return entries, None


def _nameless(records: int, limits: Limits) -> Problem:
    what = f"there are more names of threads than are kept: {records} records are shown without theirs"
    return limit_hit("distinct_bytes", limits.distinct_bytes, what, "used all else of them", where=None)


def _lines_left_out(hits: Hits, entries: Collection[int], texts: Texts) -> Counter[Fate]:
    """Count the mention lines of the records that a limit left out, by what was entered of them."""
    text, count = np.asarray(hits.text), np.asarray(hits.count)
    unread = np.flatnonzero(~np.isin(text, list(entries)))
    lost = [*hits.left_out.items(), *zip(text[unread].tolist(), count[unread].tolist(), strict=True)]
    lines: Counter[Fate] = Counter()
    for number, records in lost:
        one = texts.kept[number]
        lines["wanted" if one.wanted else "elsewhere"] += records * one.mentions
    return lines


def _entry(header: Header, text: Text, parser: Entries) -> Entry:
    entry = parser.entry(header, _decoded(text.body))
    if entry.operation is None and text.wanted:
        return structs.replace(entry, operation=named_operation(entry.text))
    return entry


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def _message_size(message: Message) -> int:
    return _MESSAGE + 2 * letters(message) + _TEXT * (len(message.arguments) + len(message.related_properties))


def _tell_faults(
    occurrences: Occurrences,
    entries: dict[int, Entry],
    texts: Texts,
    logs: list[ReadLog],
    problems: Collected,
    limits: Limits,
) -> None:
    """Report what could not be read, where it stands."""
    told = {number: list(_faults(entry, texts.kept[number], limits)) for number, entry in entries.items()}
    faulty = np.flatnonzero(np.isin(occurrences.text, [number for number, faults in told.items() if faults]))
    for row in map(int, np.union1d(faulty, np.array([*occurrences.cut], np.int64))):
        number = int(occurrences.text[row])
        cut = row in occurrences.cut and texts.kept[number].wanted
        where, line, count = logs[occurrences.log[row]].path, int(occurrences.line[row]), int(occurrences.count[row])
        for fault in [_cut_off()] if cut else told[number]:
            problems.add(fault, where=where, line=line, count=count)


def _cut_off() -> Problem:
    return damage(
        "cut-record",
        "the log breaks off inside a record of the certificate logger, whose cause may be lost",
        "used it as far as it is whole",
        advice="transfer the bundle again",
    )


def _faults(entry: Entry, text: Text, limits: Limits) -> Iterator[Problem]:
    """Describe what of a text could not be read; of records that are no errors it is a notice."""
    if not text.wanted:
        return
    if entry.limit:
        value: int = getattr(limits, entry.limit)
        yield limit_hit(entry.limit, value, "a record's JSON is too large", "used what was read of it", where=None)
    elif entry.payload in ("cut", "invalid"):
        tell = damage if severity(entry.level) in _TOLD_LEVELS else notice
        what = (
            "the error's JSON ends too early"
            if entry.payload == "cut"
            else f"the error's JSON stops being JSON at {_shown(entry.payload_stop or '', text.body)}"
        )
        resolution = "used it as far as it is whole; the raw record is shown"
        yield tell(f"{entry.payload}-payload", what, resolution, advice="look at the raw record")


def _shown(stop: str, body: bytes) -> str:
    """Quote where a payload stops, unless that is part of a secret: the text before it tells, so look at both."""
    return repr(stop) if stop in without_secrets(body.decode("utf-8", "replace")) else "a text that is not shown"
