"""Records to entries, by `grammars/entry.lark`: the header, the operation, the prose and the embedded JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken, v_args
from lark.parsers.lalr_interactive_parser import InteractiveParser

from omelog.grammar.messages import CutDict, CutList, messages_of, pruned
from omelog.limits import Limits
from omelog.model.record import Entry, Json, PayloadState
from omelog.records import iso_time
from omelog.resources import folder

_CUT = Token("CUT", "")
_END = Token("$END", "")
# A token that the end of the text cuts: a string without its closing quote, a word or number at the very end.
_CUT_TOKEN = re.compile(r'"[^"\\]*+(?:\\[\s\S][^"\\]*+)*+\\?|-?[0-9.eE+-]*|[A-Za-z]{1,8}')
_LONE_BACKSLASH = re.compile(r'\\(?!["\\/bfnrtu])')
# {not json}: no brace opens an object, yet one stands where a payload would. Not {0} or {name}, which are prose.
_NO_JSON = re.compile(r"(?:\A|:)\s*(\{(?![\w.-]*\}))")
_SHOWN = 40  # characters of the text where a payload stops being JSON


_Parts = dict[str, Any]  # by the name of the rule that gave it


class Grammar:
    """The parser of log entries. Building it takes some 50 ms; one serves for any number of records."""

    def __init__(self) -> None:
        self._lark = Lark(
            (folder("grammars") / "entry.lark").read_text(encoding="utf-8"),
            start=["entry", "bare"],
            parser="lalr",
            transformer=_Values(),
        )

    def entry(self, text: str, limits: Limits) -> Entry:
        """Parse one record. Raises ValueError for a text that does not begin with a header."""
        try:
            parsed = self._parse(text, "entry", limits)
        except UnexpectedInput as error:
            raise ValueError(f"no record header at the start of {text[:_SHOWN]!r}") from error
        return _entry(parsed, parsed.parts["header"], limits)

    def bare(self, text: str, limits: Limits) -> Entry:
        """Parse what stands behind a header, where there is none: an error body pasted alone."""
        return _entry(self._parse(text, "bare", limits), ("", None, "", ""), limits)

    def _parse(self, text: str, start: Literal["entry", "bare"], limits: Limits) -> "_Parsed":
        parser = self._lark.parse_interactive(text, start=start)
        try:
            for count, _ in enumerate(parser.iter_parse()):
                if count == limits.json_tokens:
                    return _Parsed(_closed(parser), "cut", limit="json_tokens")
            parts = dict(parser.feed_token(_END))
        except (UnexpectedCharacters, UnexpectedToken) as error:
            stop = _stop(error, text)
            return _Parsed(_closed(parser), "cut" if stop is None else "invalid", stop)
        return _Parsed(parts, "whole" if "payload" in parts else "none")


class _Parsed(NamedTuple):
    """The parts of a text by the rule that gave them; how much of its payload was read, and what stopped it."""

    parts: _Parts
    state: PayloadState
    stop: str | None = None
    limit: str | None = None


def _stop(error: UnexpectedInput, text: str) -> str | None:
    """Give the text at which the payload stops being JSON; None where it merely ends too early."""
    position: int | None = error.pos_in_stream
    at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    if at_end or position is None or _CUT_TOKEN.fullmatch(text, position):
        return None
    return text[position : position + _SHOWN]


def _closed(parser: InteractiveParser) -> _Parts:
    """Close what is open, so that the payload is used as far as it is whole."""
    try:
        while True:
            parser.feed_token(_CUT)
    except UnexpectedToken:
        return dict(parser.feed_token(_END))


def _entry(parsed: _Parsed, header: tuple[str, str | None, str, str], limits: Limits) -> Entry:
    parts, state, stop, limit = parsed
    text, payload = str(parts.get("text") or ""), parts.get("payload")
    if state == "none" and (brace := _NO_JSON.search(text)):
        state, stop = "invalid", text[brace.start(1) :][:_SHOWN]
    if payload and pruned(payload, limits.json_depth):
        limit = "json_depth"
    messages, whole = messages_of(payload, limits.record_bytes) if payload else ((), True)
    if not whole:
        limit = "record_bytes"
    level, time, thread, logger = header
    return Entry(
        level=level,
        time=time,
        thread=thread,
        logger=logger,
        operation=parts.get("operation"),
        text=text,
        payload=state,
        payload_stop=stop,
        messages=messages,
        limit=limit,
    )


@v_args(inline=True)
class _Values(Transformer[Token, object]):
    """What each rule of the grammar comes to."""

    def entry(self, *parts: tuple[str, object]) -> list[tuple[str, object]]:
        return [part for part in parts if not isinstance(part, Token)]

    bare = entry

    def header(self, level: Token, time: Token, thread: Token, logger: Token) -> tuple[str, object]:
        return "header", (level.strip("[] "), iso_time(time), thread[1:-1], str(logger))

    def operation(self, token: Token) -> tuple[str, object]:
        return "operation", token.partition("(")[0]

    def text(self, token: Token) -> tuple[str, object]:
        return "text", token.strip()

    def payload(self, *pairs: "tuple[str, Json] | Token") -> tuple[str, object]:
        return "payload", self.object(*pairs)

    def object(self, *pairs: "tuple[str, Json] | Token") -> dict[str, Json]:
        kind = CutDict if _is_cut(pairs) else dict
        return kind(pair for pair in pairs if not isinstance(pair, Token) and pair)

    def array(self, *values: "Json | Token") -> list[Json]:
        kind = CutList if _is_cut(values) else list
        return kind(value for value in values if not _is_cut((value,)))

    def pair(self, key: Token, value: "Json | Token") -> "tuple[str, Json] | tuple[()]":
        return () if isinstance(value, Token) else (_decoded(key), value)

    def string(self, token: Token) -> str:
        return _decoded(token)

    def number(self, token: Token) -> int | float | str:
        try:
            number = json.loads(token)
        except ValueError:  # 007, or more digits than Python turns into a number
            return str(token)
        return number if number not in (float("inf"), float("-inf")) else str(token)

    def constant(self, token: Token) -> bool | str | None:
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
