"""The parts of a record, each by its start rule of `grammars/entry.lark`."""

import functools
import re
from typing import Literal, NamedTuple

from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.parsers.lalr_interactive_parser import InteractiveParser
from lark.utils import TextSlice

from omelog.grammar.values import Header, Object, Prose, Values
from omelog.resources import folder

_CUT = Token("CUT", "")
_END = Token("$END", "")
_OPENS = "_OPENS"
_NESTING = {_OPENS: 1, "LBRACE": 1, "RBRACE": -1}
# A token that the end of the text cuts: a string without its closing quote, a word or number at the very end.
_CUT_TOKEN = re.compile(r'"[^"\\]*+(?>(?:\\[\s\S][^"\\]*+)*)\\?|-?[0-9.eE+-]*|[A-Za-z]{1,8}')
_SHOWN = 40  # characters of the text where a payload stops being JSON


class Lead(NamedTuple):
    """Prose, and where the payload behind it opens (None: the text holds none)."""

    prose: Prose
    opens: int | None


class Payload(NamedTuple):
    """A payload as far as it was read: how it ended, and where.

    `cut`: the text ends in it. `invalid`: it stops being JSON, at `stop`. `end` is behind its closing brace, or where
    the last token begins that was still JSON: what follows there is text. `limit` names the limit that ended it.
    """

    value: Object
    state: Literal["whole", "cut", "invalid"]
    end: int
    tokens: int
    stop: str | None = None
    limit: str | None = None


class Grammar:
    """The parser of the parts. Building it takes some 50 ms; one serves for any number of records."""

    def __init__(self) -> None:
        self._lark = Lark(
            (folder("grammars") / "entry.lark").read_text(encoding="utf-8"),
            start=["entry", "header", "prose", "payload"],
            parser="lalr",
            transformer=Values(),
        )
        self._terminals = {one.name: re.compile(one.pattern.to_regexp()) for one in self._lark.terminals}

    def entry(self, text: str) -> list[object]:
        """Parse a record at once, by the rule that is its definition. Raises ValueError for one that is not whole."""
        try:
            parts = self._lark.parse(text, start="entry")
        except UnexpectedInput as error:
            raise ValueError(f"no whole record: {text[:_SHOWN]!r}") from error
        return parts  # type: ignore[return-value]  # the transformer makes a list of it

    def whole_prose(self, text: str) -> Prose:
        """Parse a text without a payload by its rule."""
        prose: object = self._lark.parse(text, start="prose")
        return prose  # type: ignore[return-value]  # the transformer makes one of it

    def header(self, text: str) -> tuple[Header, int]:
        """Parse the header at the start of a text; return it, and where it ends. Raises ValueError if there is none."""
        parser = self._lark.parse_interactive(text, start="header")
        end = 0
        try:
            for token in parser.iter_parse():
                if token.type == "_DASH":
                    parser.feed_token(token)
                    end = token.end_pos or 0
                    break
            header: Header = parser.feed_token(_END)
        except UnexpectedInput as error:
            raise ValueError(f"no record header at the start of {text[:_SHOWN]!r}") from error
        return header, end

    def prose(self, text: str, start: int) -> Lead:
        """Read what stands before the next payload, by the two terminals that it may be: rule `prose`, at a tenth."""
        operation, place = None, self._behind("_BLANK", text, start)
        if (end := self._behind("OPERATION", text, place)) > place:
            operation, place = text[place:end].partition("(")[0], self._behind("_BLANK", text, end)
        end = self._behind("TEXT", text, place)
        return Lead(Prose(operation, text[place:end].strip()), end if end < len(text) else None)

    def _behind(self, terminal: str, text: str, place: int) -> int:
        """Return where a terminal ends that stands at a place; the place itself where there is none."""
        match = self._terminals[terminal].match(text, place)
        return match.end() if match else place

    def payload(self, text: str, start: int, tokens: int) -> Payload:
        """Parse the payload that opens at `start`, as far as it is whole; of so many tokens at most."""
        parser = self._lark.parse_interactive(TextSlice(text, start, len(text)), start="payload")
        depth = count = 0
        last = start + 1
        try:
            for count, token in enumerate(parser.iter_parse()):
                if count == tokens:
                    return Payload(_closed(parser), "cut", len(text), count, limit="json_tokens")
                depth += _NESTING.get(token.type, 0)
                last = max(last, token.start_pos or 0)
                if depth == 0:
                    parser.feed_token(token)
                    return Payload(parser.feed_token(_END), "whole", last + 1, count)
        except (UnexpectedCharacters, UnexpectedToken) as error:
            position: int | None = error.pos_in_stream
            if position is not None and not _CUT_TOKEN.fullmatch(text, position):
                return Payload(_closed(parser), "invalid", last, count, text[position : position + _SHOWN])
        return Payload(_closed(parser), "cut", last, count)


@functools.cache
def grammar() -> Grammar:
    """Return the one of this process: it is built once, and never changes."""
    return Grammar()


def _closed(parser: InteractiveParser) -> Object:
    """Close what is open, so that the payload is used as far as it is whole."""
    try:
        while True:
            parser.feed_token(_CUT)
    except UnexpectedToken:
        value: Object = parser.feed_token(_END)
        return value
