"""Finds the messages in a decoded payload, whatever is wrapped around them."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from omelog.causes import fold
from omelog.model.record import Json, Message

_EXTENDED_INFO = "@message.extendedinfo"
_MESSAGE_ID = "messageid"
_MOST = 1000  # messages of one payload


class CutDict(dict[str, Json]):
    """An object that the text ended in: keys may be missing."""


class CutList(list[Json]):
    """An array that the text ended in: values may be missing."""


class Found(NamedTuple):
    """The messages of a payload; `whole` is False where there was no room for all."""

    messages: tuple[Message, ...]
    whole: bool


def messages_of(payload: dict[str, Json], room: int) -> Found:
    """Return the messages of a payload in its order, as many as have `room` letters between them.

    A message is an element of `@Message.ExtendedInfo` at any level, or an object with a `MessageId`. The same
    message reached twice through wrappers (`details.error` and `error`) is one; two elements of one list are two.
    What stands within an argument is in it again as text: of many levels that would be many times the payload.
    """
    each = room // _MOST
    counts: Counter[Message] = Counter()
    order: dict[Message, None] = {}
    for group in _groups(payload):
        messages = []
        for element in group:
            message = _message(element)
            room -= letters(message) + each
            if room < 0:
                break
            messages.append(message)
        order |= dict.fromkeys(messages)
        counts |= Counter(messages)
        if room < 0:
            break
    return Found(tuple(message for message in order for _ in range(counts[message])), room >= 0)


def letters(message: Message) -> int:
    """Count the letters of all texts of a message."""
    texts = (message.message_id, message.message, message.severity, message.resolution)
    several = (*message.arguments, *message.related_properties)
    return sum(len(text or "") for text in (*texts, *several))


def pruned(payload: dict[str, Json], depth: int) -> bool:
    """Cut off what is nested deeper than `depth` levels, in place; tell whether there was any. No recursion."""
    level: list[dict[str, Json] | list[Json]] = [payload]
    for _ in range(depth):
        level = [child for value in level for child in _children(value)]
        if not level:
            return False
    for value in level:
        value.clear()
    return True


def _children(value: dict[str, Json] | list[Json]) -> Iterator[dict[str, Json] | list[Json]]:
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, dict | list):
            yield child


def _groups(payload: dict[str, Json]) -> Iterator[list[dict[str, Json]]]:
    """Yield the message objects of each list of them, in the order of the payload."""
    waiting: list[dict[str, Json] | list[Json]] = [payload]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict) and _get(value, _MESSAGE_ID) is not None:
            yield [value]
            continue
        if isinstance(value, dict):
            info = _get(value, _EXTENDED_INFO)
            yield [element for element in (info if isinstance(info, list) else [info]) if isinstance(element, dict)]
            value = {key: child for key, child in value.items() if fold(key) != _EXTENDED_INFO}
        waiting.extend(reversed(list(_children(value))))


def _message(element: dict[str, Json]) -> Message:
    message_id, arguments = _get(element, _MESSAGE_ID), _get(element, "messageargs")
    absent = isinstance(element, CutDict) and (arguments is None or message_id is None)
    return Message(
        message_id=_text(message_id),
        message=_text(_get(element, "message")),
        arguments=_texts(arguments),
        severity=_text(_get(element, "severity")),
        resolution=_text(_get(element, "resolution")),
        related_properties=_texts(_get(element, "relatedproperties")),
        whole=not absent and not isinstance(arguments, CutList),
    )


def _get(element: dict[str, Json], folded_key: str) -> Json:
    for key, value in element.items():
        if fold(key) == folded_key:
            return value
    return None


def _texts(value: Json) -> tuple[str, ...]:
    if value is None:
        return ()
    values = value if isinstance(value, list) else [value]
    return tuple("null" if item is None else str(_text(item)) for item in values)


def _text(value: Json) -> str | None:
    """Give a string as decoded and anything else as compact JSON; a lone surrogate as its escape."""
    if value is None:
        return None
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value.encode("utf-8", "backslashreplace").decode()
