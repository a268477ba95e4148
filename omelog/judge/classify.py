"""Messages and catalogue to findings, in pandas.

Each operation of pandas costs as much as a hundred messages do, and most bundles hold a few: what is said once of each
distinct message is plain Python, and frames hold numbers.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from omelog.causes import UNKNOWN, certainty, fold, logger_name
from omelog.model.cause import Catalogue, Cause
from omelog.model.record import Entry, Message, Occurrences, Parsed
from omelog.model.report import Certainty
from omelog.records.header import severity

_ERROR_LEVELS = ("ERROR", "FATAL")
_WARNING_LEVEL = "WARN"
_NO_ARGUMENT = ""


class Kind(NamedTuple):
    """What findings have in common. `unknown_key` tells unknown errors apart, and is empty for known ones.

    `path` names the path that they belong to: their operation, or the cause where that is no upload.
    """

    cause: str
    certainty: Certainty
    operation: str | None
    path: str
    unknown_key: str


class Findings(NamedTuple):
    """The findings of a bundle as a frame of numbers, and what the number of a kind stands for.

    One row for each finding in reading order (log, line, message), with the columns `occurrence` and `position` (where
    it stands: in which occurrence, which message of it), `kind` and `path` (of equal paths the same number).
    """

    frame: pd.DataFrame
    kinds: list[Kind]


class _Compared(NamedTuple):
    """A message of a distinct entry as it is compared; an entry without messages is one without an id."""

    number: int
    position: int
    entry: Entry
    logger: str
    text: str
    id: str
    message: str
    arguments: list[str]
    whole: bool


class Rules:
    """The catalogue as messages are compared with it: prepared once for all bundles."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Fold what is compared."""
        exact: dict[tuple[str, str, str], list[_Exact]] = defaultdict(list)
        self.catalogue = catalogue
        self.needles: list[tuple[str, str]] = []
        self.patterns: list[_Pattern] = []
        for slug, match in ((slug, cause.match) for slug, cause in catalogue.causes.items()):
            if match.text:
                self.needles.append((fold(match.text), slug))
            if match.message_id is not None and match.argument_contains is not None:
                text = fold(match.argument_contains)
                self.patterns.append(_Pattern(match.loggers, fold(match.message_id), text, slug))
            if match.message_id is not None and match.argument is not None:
                for logger in match.loggers:
                    key = logger, fold(match.message_id), fold(match.argument)
                    exact[key].append(_Exact(match.operation, slug))
        self.arguments = _index(list(exact))
        self.exact = list(exact.values())  # of each key in `arguments`


class _Exact(NamedTuple):
    """A cause of an exact argument, and the one operation for which it counts (None: any)."""

    operation: str | None
    cause: str


class _Pattern(NamedTuple):
    """A text that an argument of a message may contain."""

    loggers: tuple[str, ...]
    id: str
    text: str
    cause: str


def classify(parsed: Parsed, rules: Rules) -> Findings:
    """Give each message of each entry its cause, and return those that are findings."""
    messages = [
        _compared(number, position, entry, message, wanted=parsed.texts[number].wanted)
        for number, entry in parsed.entries.items()
        for position, message in enumerate(entry.messages or (None,))
    ]
    by_argument = _by_argument(messages, rules)
    causes = [by_argument.get(index) or _by_text(message, rules.needles) for index, message in enumerate(messages)]
    known = {message.number for message, cause in zip(messages, causes, strict=True) if cause}
    kinds: dict[Kind, int] = {}
    paths: dict[str, int] = {}
    rows = []
    for message, cause in zip(messages, causes, strict=True):
        if _is_finding(message, cause, known):
            kind = _kind(message, rules.catalogue.causes[cause or UNKNOWN])
            numbers = kinds.setdefault(kind, len(kinds)), paths.setdefault(kind.path, len(paths))
            rows.append(_Row(message.number, message.position, *numbers))
    unknown = [number for kind, number in kinds.items() if kind.cause == UNKNOWN]
    return Findings(_joined(parsed.occurrences, rows, unknown), list(kinds))


def _compared(number: int, position: int, entry: Entry, message: Message | None, *, wanted: bool) -> _Compared:
    logger = logger_name(entry.logger) if wanted else ""
    if message is None:
        return _Compared(number, position, entry, logger, fold(entry.text), "", "", [], whole=False)
    arguments = [folded for argument in message.arguments if (folded := fold(argument))]
    ids = fold(message.message_id or ""), fold(message.message or "")
    return _Compared(number, position, entry, logger, fold(entry.text), *ids, arguments, message.whole)


def _kind(message: _Compared, cause: Cause) -> Kind:
    own = cause.path == "own"
    operation = None if own else message.entry.operation
    unknown_key = f"{message.id}:{'|'.join(message.arguments)}" if cause.slug == UNKNOWN else ""
    return Kind(cause.slug, certainty(cause), operation, cause.slug if own else operation or "", unknown_key)


class _Row(NamedTuple):
    """A message that is a finding wherever its entry occurs."""

    entry: int
    position: int
    kind: int
    path: int


def _joined(occurrences: Occurrences, rows: list[_Row], unknown: list[int]) -> pd.DataFrame:
    """Join occurrences and what they come to; where the log breaks off inside a record, an unknown error is none."""
    table = np.array(sorted(rows), np.int32).reshape(-1, len(_Row._fields))
    text = occurrences.text
    counts = np.bincount(table[:, 0], minlength=int(text.max(initial=0)) + 1)
    first, times = np.cumsum(counts) - counts, counts[text]
    at = np.repeat(np.arange(len(text), dtype=np.int32), times)
    place = np.arange(len(at), dtype=np.int32)
    place += np.repeat((first[text] - np.cumsum(times) + times).astype(np.int32), times)
    if occurrences.cut:
        kept = ~(np.isin(at, list(occurrences.cut)) & np.isin(table[place, 2], unknown))
        at, place = at[kept], place[kept]
    _, position, kind, path = table.T
    columns = {"occurrence": at, "position": position[place], "kind": kind[place], "path": path[place]}
    return pd.DataFrame(columns, copy=False)


def _index(keys: list[tuple[str, str, str]]) -> pd.Index:
    return pd.Index(keys, dtype="object", tupleize_cols=False)


def _by_argument(messages: list[_Compared], rules: Rules) -> dict[int, str]:
    """Cause by message id and folded argument: those that are exact, then patterns. By place in `messages`."""
    places, keys = [], []
    for index, message in enumerate(messages):
        if message.whole:
            for argument in message.arguments or (_NO_ARGUMENT,):
                places.append(index)
                keys.append((message.logger, message.id, argument))
    if not keys:
        return {}
    causes: dict[int, set[str]] = defaultdict(set)
    for index, key, number in zip(places, keys, rules.arguments.get_indexer(_index(keys)).tolist(), strict=True):
        if number < 0:
            causes[index].update(itertools.islice(_by_pattern(key, rules.patterns), 1))
        else:
            operation = messages[index].entry.operation
            causes[index].update(one.cause for one in rules.exact[number] if one.operation in (None, operation))
    # Two arguments that name two causes decide nothing.
    return {index: next(iter(found)) for index, found in causes.items() if len(found) == 1}


def _by_pattern(key: tuple[str, str, str], patterns: list[_Pattern]) -> Iterator[str]:
    logger, message_id, argument = key
    return (p.cause for p in patterns if logger in p.loggers and message_id == p.id and p.text in argument)


def _by_text(message: _Compared, needles: list[tuple[str, str]]) -> str | None:
    """Cause by a needle in the text before the payload; under a wanted logger a message's own text counts too."""
    for needle, slug in needles:
        if needle in message.text or (message.logger and needle in message.message):
            return slug
    return None


def _is_finding(message: _Compared, cause: str | None, known: set[int]) -> bool:
    """Tell whether a message is a finding; `known` are the entries with a message of a known cause.

    An entry of a wanted logger is an error by level and payload, or by a known cause, and then all its messages
    count. One of another logger counts once, and by its text alone.
    """
    if not message.logger:
        return cause is not None and message.position == 0
    entry = message.entry
    level = severity(entry.level)
    by_level = level in _ERROR_LEVELS or (level == _WARNING_LEVEL and entry.payload != "none")
    return by_level or message.number in known
