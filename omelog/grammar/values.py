"""What each rule of the grammar comes to."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from lark import Token, Transformer, v_args

from omelog.model.record import Json
from omelog.records import iso_time

_LONE_BACKSLASH = re.compile(r'\\(?!["\\/bfnrtu])')


class Header(NamedTuple):
    """A header line, taken apart."""

    level: str
    time: str | None
    thread: str
    logger: str


class Prose(NamedTuple):
    """What stands before a payload."""

    operation: str | None
    text: str


class Object(dict[str, Json]):
    """An object as it was written: `pairs` has keys that stand twice too; `cut` says that the text ended in it."""

    def __init__(self, pairs: list[tuple[str, Json]], *, cut: bool) -> None:
        super().__init__(pairs)
        self.pairs = pairs
        self.cut = cut


class CutList(list[Json]):
    """An array that the text ended in: values may be missing."""


@v_args(inline=True)
class Values(Transformer[Token, object]):
    """Turns rules into values as soon as they are read; no tree is built."""

    def entry(self, *parts: object) -> list[object]:
        """Return the parts in order: a header, an operation, texts and payloads."""
        return list(parts)

    def header(self, level: Token, time: Token, thread: Token, logger: Token) -> Header:
        """Take the brackets off."""
        return Header(level.strip("[] "), iso_time(time), thread[1:-1], str(logger))

    def prose(self, *parts: tuple[str, str]) -> Prose:
        """Put operation and text together."""
        named = dict(parts)
        return Prose(named.get("operation"), named.get("text", ""))

    def operation(self, token: Token) -> tuple[str, str]:
        """Take the parentheses off."""
        return "operation", token.partition("(")[0]

    def text(self, token: Token) -> tuple[str, str]:
        """Take the blanks off."""
        return "text", token.strip()

    def object(self, *pairs: "tuple[str, Json] | tuple[()] | Token") -> Object:
        """Gather the pairs of an object; one without a value is left out."""
        return Object([pair for pair in pairs if not isinstance(pair, Token) and pair], cut=_is_cut(pairs))

    def payload(self, *pairs: "tuple[str, Json] | tuple[()] | Token") -> Object:
        """Gather the pairs of the outermost object."""
        return self.object(*pairs)

    def array(self, *values: "Json | Token") -> list[Json]:
        """Gather the values of an array."""
        kind = CutList if _is_cut(values) else list
        return kind(value for value in values if not _is_cut((value,)))

    def pair(self, key: Token, value: "Json | Token") -> "tuple[str, Json] | tuple[()]":
        """Return key and value; nothing where the text ended between them."""
        return () if isinstance(value, Token) else (_decoded(key), value)

    def string(self, token: Token) -> str:
        """Decode a string."""
        return _decoded(token)

    def number(self, token: Token) -> int | float | str:
        """Decode a number; one that is none in JSON, or too large, stays as written."""
        try:
            number = json.loads(token)
        except ValueError:  # 007, or more digits than Python turns into a number
            return str(token)
        return number if number not in (float("inf"), float("-inf")) else str(token)

    def constant(self, token: Token) -> bool | str | None:
        """Decode a word."""
        return {"true": True, "false": False, "null": None}.get(token, str(token))


def _is_cut(parts: tuple[object, ...]) -> bool:
    return any(isinstance(part, Token) and part.type == "CUT" for part in parts)


def _decoded(token: Token) -> str:
    """Decode one JSON string; raw line breaks are part of it, and escapes that JSON does not know stay as written."""
    for attempt in _attempts(token):
        try:
            return str(json.loads(attempt, strict=False))
        except ValueError:
            continue
    return token[1:-1]


def _attempts(token: Token) -> Iterator[str]:
    yield token
    yield _LONE_BACKSLASH.sub(r"\\\\", token)
