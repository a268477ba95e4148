"""Entries to a frame of messages: one row for each message of each distinct entry."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from omelog.causes import fold, logger_name
from omelog.grammar import bare_id
from omelog.judge.rules import NO_ARGUMENT
from omelog.model.record import Entry, Message, Parsed
from omelog.records.header import severity

_ERROR_LEVELS = frozenset({"ERROR", "FATAL"})
_WARNING_LEVEL = "WARN"


class _Said(NamedTuple):
    """What a message says by itself: see `MessageRow`."""

    id: str
    arguments: tuple[str, ...]
    folded: tuple[str, ...]
    said: str
    clear: bool


class MessageRow(NamedTuple):
    """A message of an entry; an entry without messages is one without an id.

    `bundle`, `text`, `position`: where it stands, and the number of its entry in that bundle. `logger`: the bare name
    of a wanted one, else empty. `id`, `folded`: its id and arguments as they are compared; `arguments`: as
    shown; one that is empty where there is none.
    `prose`, `said`: the text before the payload and the message's own sentence, folded. `clear`: see `Message`.
    `is_error`: by level and payload, whatever it says.
    """

    bundle: int
    text: int
    position: int
    logger: str
    operation: str
    id: str
    arguments: tuple[str, ...]
    folded: tuple[str, ...]
    said: str
    clear: bool
    prose: str
    is_error: bool


def messages(parsed: Iterable[Parsed]) -> pd.DataFrame:
    """Return the messages of bundles, a row each: the columns of `MessageRow`."""
    rows = [row for bundle, one in enumerate(parsed) for row in _rows(bundle, one)]
    frame = pd.DataFrame(rows, columns=list(MessageRow._fields), dtype="object")
    return frame.astype({"bundle": "int32", "text": "int32", "position": "int32", "clear": "bool", "is_error": "bool"})


def _rows(bundle: int, parsed: Parsed) -> Iterator[MessageRow]:
    said: dict[int, list[_Said]] = {}  # by the identity of messages: records of one payload share theirs
    for number, entry in parsed.entries.items():
        wanted = parsed.texts[number].wanted
        prose, is_error = fold(entry.text), wanted and _is_error(entry)
        logger = logger_name(entry.logger) if wanted else ""
        if id(entry.messages) not in said:
            said[id(entry.messages)] = [_said(message) for message in entry.messages or (Message(clear=False),)]
        for position, one in enumerate(said[id(entry.messages)]):
            yield MessageRow(bundle, number, position, logger, entry.operation or "", *one, prose, is_error)


def _said(message: Message) -> _Said:
    shown = tuple(argument for argument in message.arguments if fold(argument))
    return _Said(
        id=bare_id(message.message_id or ""),
        arguments=shown or (NO_ARGUMENT,),
        folded=tuple(map(fold, shown)) or (NO_ARGUMENT,),
        said=fold(message.message or ""),
        clear=message.clear,
    )


def _is_error(entry: Entry) -> bool:
    level = severity(entry.level)
    return level in _ERROR_LEVELS or (level == _WARNING_LEVEL and entry.payload != "none")
