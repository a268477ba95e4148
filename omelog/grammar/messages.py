"""Finds the messages in a decoded payload, whatever is wrapped around them."""

import json
from collections import Counter
from collections.abc import Iterator

from omelog.causes import fold
from omelog.model.record import Json, Message

_EXTENDED_INFO = "@message.extendedinfo"
_MESSAGE_ID = "messageid"


class CutDict(dict[str, Json]):
    """An object that the text ended in: keys may be missing."""


class CutList(list[Json]):
    """An array that the text ended in: values may be missing."""


def messages_of(payload: dict[str, Json], depth: int) -> tuple[Message, ...]:
    """Return the messages of a payload in its order, looking `depth` levels deep.

    A message is an element of `@Message.ExtendedInfo` at any level, or an object with a `MessageId`. The same
    message reached twice through wrappers (`details.error` and `error`) is one; two elements of one list are two.
    """
    counts: Counter[Message] = Counter()
    order: dict[Message, None] = {}
    for group in _groups(payload, depth):
        messages = [_message(element) for element in group]
        order |= dict.fromkeys(messages)
        counts |= Counter(messages)
    return tuple(message for message in order for _ in range(counts[message]))


def _groups(payload: dict[str, Json], depth: int) -> Iterator[list[dict[str, Json]]]:
    """Yield the message objects of each list of them, in the order of the payload; no recursion, none is trusted."""
    waiting: list[tuple[Json, int]] = [(payload, 0)]
    while waiting:
        value, level = waiting.pop()
        if level > depth:
            continue
        if isinstance(value, dict):
            if _get(value, _MESSAGE_ID) is not None:
                yield [value]
                continue
            info = _get(value, _EXTENDED_INFO)
            elements = info if isinstance(info, list) else [info]
            yield [element for element in elements if isinstance(element, dict)]
            children = [child for key, child in value.items() if fold(key) != _EXTENDED_INFO]
        else:
            children = value if isinstance(value, list) else []
        waiting.extend((child, level + 1) for child in reversed(children) if isinstance(child, dict | list))


def _message(element: dict[str, Json]) -> Message:
    arguments = _get(element, "messageargs")
    absent = arguments is None and isinstance(element, CutDict)
    return Message(
        message_id=_text(_get(element, _MESSAGE_ID)),
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
        try:
            value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        except RecursionError:
            value = "(nested too deeply to be shown)"
    return value.encode("utf-8", "backslashreplace").decode()
