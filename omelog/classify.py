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

from omelog.causes import UNKNOWN, certainty, fold
from omelog.model.cause import Catalogue, Cause
from omelog.model.record import Entry, Message, Parsed
from omelog.model.report import Certainty

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


def classify(parsed: Parsed, catalogue: Catalogue) -> Findings:
    """Give each message of each entry its cause, and return those that are findings."""
    messages = [
        _compared(number, position, entry, message, wanted=parsed.texts[number].wanted)
        for number, entry in parsed.entries.items()
        for position, message in enumerate(entry.messages or (None,))
    ]
    by_argument = _by_argument(messages, catalogue)
    needles = [(fold(cause.match.text), slug) for slug, cause in catalogue.causes.items() if cause.match.text]
    causes = [by_argument.get(index) or _by_text(message, needles) for index, message in enumerate(messages)]
    known = {message.number for message, cause in zip(messages, causes, strict=True) if cause}
    kinds: dict[Kind, int] = {}
    paths: dict[str, int] = {}
    rows = []
    for message, cause in zip(messages, causes, strict=True):
        if _is_finding(message, cause, known):
            kind = _kind(message, catalogue.causes[cause or UNKNOWN])
            numbers = kinds.setdefault(kind, len(kinds)), paths.setdefault(kind.path, len(paths))
            rows.append((message.number, message.position, *numbers))
    found = _occurring(parsed, pd.DataFrame(rows, columns=["entry", "position", "kind", "path"], dtype="int32"))
    if parsed.occurrences.cut:
        unknown = [number for kind, number in kinds.items() if kind.cause == UNKNOWN]
        cut = found["occurrence"].isin(parsed.occurrences.cut)
        found = found[~(cut & found["kind"].isin(unknown))].reset_index(drop=True)
    return Findings(found, list(kinds))


def _compared(number: int, position: int, entry: Entry, message: Message | None, *, wanted: bool) -> _Compared:
    logger = entry.logger.rpartition(".")[2] if wanted else ""
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


def _occurring(parsed: Parsed, table: pd.DataFrame) -> pd.DataFrame:
    """Give the findings of each occurrence; `table` has those of each entry, entry by entry.

    A merge would do so too; it holds ten times as much memory on the way.
    """
    text = parsed.occurrences.text
    entries, starts, counts = np.unique(table["entry"].to_numpy(), return_index=True, return_counts=True)
    first, count = np.zeros((2, max(parsed.entries, default=0) + 1), np.int32)
    first[entries], count[entries] = starts, counts
    occurrence = np.repeat(np.arange(len(text), dtype=np.int32), count[text])
    begins = np.flatnonzero(np.diff(occurrence, prepend=-1))
    place = np.arange(len(occurrence), dtype=np.int32)
    place -= np.repeat(place[begins], np.diff(begins, append=len(place)))
    place += first[text[occurrence]]
    columns = {name: table[name].to_numpy()[place] for name in ("position", "kind", "path")}
    return pd.DataFrame({"occurrence": occurrence, **columns}, copy=False)


def _by_argument(messages: list[_Compared], catalogue: Catalogue) -> dict[int, str]:
    """Cause by message id and folded argument: a merge, then patterns on what has none. By place in `messages`."""
    keys = [
        (index, (message.logger, message.id, argument))
        for index, message in enumerate(messages)
        if message.whole
        for argument in message.arguments or (_NO_ARGUMENT,)
    ]
    if not keys:
        return {}
    joined = pd.DataFrame(keys, columns=["message", "key"], dtype="object").join(_exact(catalogue), on="key")
    patterns = list(_patterns(catalogue))
    causes: dict[int, set[str]] = defaultdict(set)
    columns = (joined[name].tolist() for name in ("message", "key", "operation", "cause"))
    for index, (logger, message_id, argument), operation, cause in zip(*columns, strict=True):
        if not isinstance(cause, str):
            fits = (p.cause for p in patterns if logger in p.loggers and message_id == p.id and p.text in argument)
            causes[index].update(itertools.islice(fits, 1))
        elif not isinstance(operation, str) or operation == messages[index].entry.operation:
            causes[index].add(cause)
    # Two arguments that name two causes decide nothing.
    return {index: next(iter(found)) for index, found in causes.items() if len(found) == 1}


def _exact(catalogue: Catalogue) -> pd.DataFrame:
    """Give the causes of exact arguments, and the one operation for which they count, by logger, id and argument."""
    rows = [
        ((logger, fold(match.message_id), fold(match.argument)), match.operation, slug)
        for slug, match in ((slug, cause.match) for slug, cause in catalogue.causes.items())
        for logger in match.loggers
        if match.message_id is not None and match.argument is not None
    ]
    return pd.DataFrame(rows, columns=["key", "operation", "cause"], dtype="object").set_index("key")


class _Pattern(NamedTuple):
    """A text that an argument of a message may contain."""

    loggers: tuple[str, ...]
    id: str
    text: str
    cause: str


def _patterns(catalogue: Catalogue) -> Iterator[_Pattern]:
    for slug, cause in catalogue.causes.items():
        match = cause.match
        if match.message_id is not None and match.argument_contains is not None:
            yield _Pattern(match.loggers, fold(match.message_id), fold(match.argument_contains), slug)


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
    by_level = entry.level in _ERROR_LEVELS or (entry.level == _WARNING_LEVEL and entry.payload != "none")
    return by_level or message.number in known
