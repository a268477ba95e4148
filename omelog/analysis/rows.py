"""The hits of all logs of a bundle as rows, no more than can be judged."""

from collections.abc import Collection, Mapping

import numpy as np

from omelog.analysis.bounds import thin
from omelog.analysis.reading import ReadLog
from omelog.model.record import Entry, Occurrences
from omelog.records import LogScan
from omelog.records.moments import moments


def rows(logs: list[ReadLog]) -> Occurrences:
    """Put the hits of all logs together."""
    sizes = [len(log.scan.hits) for log in logs]
    columns = zip(*(log.scan.hits.columns for log in logs), strict=True)
    line, byte, text, thread, second, fraction, count, raw = (
        np.concatenate(list(map(np.asarray, parts))) for parts in columns
    )
    cut = {
        end - 1
        for log, end in zip(logs, np.cumsum(sizes).tolist(), strict=True)
        if log.scan.cut and log.scan.tail is not None and _last(log.scan) == (log.scan.tail.line, log.scan.tail.at)
    }
    return Occurrences(
        log=np.repeat(np.arange(len(logs), dtype=np.int32), sizes),
        line=line,
        byte=byte,
        text=text,
        thread=thread,
        second=second,
        fraction=fraction,
        count=count,
        raw=raw,
        moment=moments(second, fraction),
        cut=frozenset(cut),
    )


def _last(scan: LogScan) -> tuple[int, int]:
    """Return the place of the last hit."""
    return (scan.hits.line[-1], scan.hits.byte[-1]) if scan.hits else (0, 0)


def with_text_in(occurrences: Occurrences, texts: Collection[int]) -> Occurrences:
    """Return the rows whose text is one of these."""
    stays = np.flatnonzero(np.isin(occurrences.text, list(texts)))
    if len(stays) == len(occurrences.text):
        return occurrences
    cut = frozenset(np.flatnonzero(np.isin(stays, list(occurrences.cut))).tolist())
    columns = {name: column[stays] for name, column in vars(occurrences).items() if name != "cut"}
    return Occurrences(**columns, cut=cut)


def few_enough(occurrences: Occurrences, logs: list[ReadLog], entries: Mapping[int, Entry], most: int) -> Occurrences:
    """Keep fewer rows, and in the logs too, where these have many messages: each of them may become a finding."""
    messages = np.ones(max(entries, default=0) + 1, np.int64)
    for number, entry in entries.items():
        messages[number] = max(1, len(entry.messages))
    while (total := int(messages[occurrences.text].sum())) > most and len(occurrences.text) > len(logs):
        thin((log.scan for log in logs), most / total)
        occurrences = with_text_in(rows(logs), entries)
    return occurrences
