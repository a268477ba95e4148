"""The messages in a payload, body by body, whatever is wrapped around them."""

import json
import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from omelog.causes import fold
from omelog.grammar.values import CutList, Object
from omelog.model.record import Json, Message

_EXTENDED_INFO = "@message.extendedinfo"
_MESSAGE_ID = "messageid"
_ARGUMENTS = "messageargs"
_QUOTING = frozenset({_ARGUMENTS, "relatedproperties"})  # what a message speaks of, and does not say
_OWN = frozenset({_MESSAGE_ID, _ARGUMENTS, "message"})
_LEVELS = 3  # of strings in strings that are read as bodies
_MOST = 1000  # messages of one payload
_BLANKS = string.whitespace + "\u00a0\u200b\ufeff"

Body: TypeAlias = tuple[Message, ...]
_Read: TypeAlias = Callable[[str], Object | None]


class Bodies(NamedTuple):
    """The bodies of a payload, in its order; `room` is what is left of the letters (below 0: not all had room)."""

    bodies: tuple[Body, ...]
    room: int


class _Inside(NamedTuple):
    """A value that is still to be looked at: in a message or not, and in how many strings it may still stand."""

    value: "Json | _Elements"
    in_message: bool
    strings: int


class _Elements(list[Object]):
    """The messages of one ExtendedInfo."""


def bodies_of(payload: Object, read: _Read, room: int) -> Bodies:
    """Return the bodies of a payload, with as many messages as have `room` letters between them.

    A body is an `@Message.ExtendedInfo` at any level, or an object with a `MessageId` outside one. `read` parses a
    string that may be a whole body. What stands within an argument is in it again as text: of many levels that would
    be many times the payload.
    """
    each = room // _MOST
    bodies = []
    for elements in _bodies(payload, read):
        messages = []
        for element in elements:
            message = _message(element)
            room -= letters(message) + each
            if room < 0:
                break
            messages.append(message)
        bodies.append(tuple(messages))
        if room < 0:
            break
    return Bodies(tuple(bodies), room)


def letters(message: Message) -> int:
    """Count the letters of all texts of a message."""
    texts = (message.message_id, message.message, message.severity, message.resolution)
    several = (*message.arguments, *message.related_properties)
    return sum(len(text or "") for text in (*texts, *several))


def distinct(bodies: Sequence[Body]) -> Body:
    """Return the messages of a record: one that an earlier body holds is the same, whatever its other fields.

    The elements of one body are never merged. Records of one and the same body share its messages.
    """
    if len(bodies) == 1:
        return bodies[0]
    known: set[tuple[str, ...]] = set()
    kept: list[Message] = []
    for body in bodies:
        new = [message for message in body if compared(message) not in known]
        known.update(compared(message) for message in body if message.clear)
        kept += new
    return tuple(kept)


def compared(message: Message) -> tuple[str, ...]:
    """Return the folded id of a message and its arguments, as they are compared."""
    return (bare_id(message.message_id or ""), *map(fold, message.arguments))


def bare_id(message_id: str) -> str:
    """Return a message id folded and without its prefix: `Base.1.0.CGEN1008` is CGEN1008.

    >>> bare_id("Base.1.0.CGEN1008")
    'cgen1008'
    """
    return fold(message_id).rpartition(".")[2]


def pruned(payload: Object, depth: int) -> bool:
    """Cut off what is nested deeper than `depth` levels, in place; tell whether there was any. No recursion."""
    level: list[Object | list[Json]] = [payload]
    for _ in range(depth):
        level = [child for value in level for child in _children(value) if isinstance(child, Object | list)]
        if not level:
            return False
    for value in level:
        value.clear()
        if isinstance(value, Object):
            value.pairs.clear()
    return True


def _children(value: Object | list[Json]) -> Iterable[Json]:
    return (child for _, child in value.pairs) if isinstance(value, Object) else value


def _bodies(payload: Object, read: _Read) -> Iterator[list[Object]]:
    """Yield the message objects of each body, as they stand in the text."""
    waiting = [_Inside(payload, in_message=False, strings=_LEVELS)]
    while waiting:
        inside = waiting.pop()
        value = inside.value
        if isinstance(value, _Elements):
            yield value
        elif isinstance(value, Object):
            if not inside.in_message and _values(value, _MESSAGE_ID):
                yield [value]
            waiting.extend(reversed(list(_parts(value, inside))))
        elif isinstance(value, list):
            waiting.extend(inside._replace(value=child) for child in reversed(value))
        elif isinstance(value, str) and inside.strings and (body := _body_in(value, read)):
            waiting.append(_Inside(body, in_message=False, strings=inside.strings - 1))


def _parts(value: Object, inside: _Inside) -> Iterator[_Inside]:
    """Yield what an object holds: the messages of its ExtendedInfo, and what else may hold some.

    A string beside a message, or within one, quotes and is no body.
    """
    is_message = inside.in_message or bool(_values(value, _MESSAGE_ID))
    infos = {id(info): _elements(info) for info in _values(value, _EXTENDED_INFO)}
    strings = 0 if is_message or any(infos.values()) else inside.strings
    for key, child in value.pairs:
        if id(child) in infos and fold(key) == _EXTENDED_INFO:
            elements = infos[id(child)]
            yield _Inside(elements, in_message=False, strings=0)
            others = [one for one in (child if isinstance(child, list) else [child]) if one not in elements]
            yield _Inside(others, is_message, strings)
        elif not (is_message and (fold(key) in _QUOTING or not isinstance(child, Object | list))):
            yield _Inside(child, is_message, strings)


def _elements(info: Json) -> _Elements:
    """Return the messages of an ExtendedInfo: its objects, but for those that only wrap others."""
    return _Elements(
        element
        for element in (info if isinstance(info, list) else [info])
        if isinstance(element, Object) and (not element or any(fold(key) in _OWN for key in element))
    )


def _body_in(text: str, read: _Read) -> Object | None:
    """Return the object that a string is, blanks aside; None if it is something else."""
    bare = text.strip(_BLANKS)
    return read(bare) if bare.startswith("{") and bare.endswith("}") else None


def _message(element: Object) -> Message:
    ids, arguments = _values(element, _MESSAGE_ID), _all_values(element, _ARGUMENTS)
    is_cut = element.cut and not (ids and arguments)
    return Message(
        message_id=_text(ids[0]) if ids else None,
        message=_text(_first(element, "message")),
        arguments=_texts(arguments[0]) if arguments else (),
        severity=_text(_first(element, "severity")),
        resolution=_text(_first(element, "resolution")),
        related_properties=_texts(_first(element, "relatedproperties")),
        clear=not is_cut
        and not any(isinstance(one, CutList) for one in arguments)
        and len({bare_id(_text(one) or "") for one in _all_values(element, _MESSAGE_ID)}) <= 1
        and len({tuple(map(fold, _texts(one))) for one in arguments}) <= 1,
    )


def _all_values(element: Object, folded_key: str) -> list[Json]:
    """Return every value of a key, which may stand there twice."""
    return [value for key, value in element.pairs if fold(key) == folded_key]


def _values(element: Object, folded_key: str) -> list[Json]:
    return [value for value in _all_values(element, folded_key) if value is not None]


def _first(element: Object, folded_key: str) -> Json:
    return next(iter(_values(element, folded_key)), None)


def _texts(value: Json) -> tuple[str, ...]:
    if value is None:
        return ()
    values = value if isinstance(value, list) else [value]
    return tuple("null" if item is None else str(_text(item)) for item in values)


def _text(value: Json) -> str | None:
    """Return a string as decoded and anything else as compact JSON; a lone surrogate as its escape."""
    if value is None:
        return None
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value.encode("utf-8", "backslashreplace").decode()
