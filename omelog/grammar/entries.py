"""Records to entries: header, prose and payload, each text of them parsed once."""

import re
from collections import OrderedDict
from typing import NamedTuple

from omelog.grammar.messages import Body, bodies_of, distinct, pruned
from omelog.grammar.parse import Grammar, Lead, Payload
from omelog.grammar.values import Header, Object
from omelog.limits import Limits
from omelog.model.record import Entry, Message, PayloadState

# {not json}: no brace opens an object, yet one stands where a payload would. Not {0} or {name}, which are prose.
_NO_JSON = re.compile(r"(?:\A|:)\s*(\{(?![\w.-]*\}))")
_SHOWN = 40  # characters of the text where a payload would begin
_LENGTHS = 64  # of payloads that are found again
_LETTERS = 4_000_000  # of payloads that are found again
_EACH = 1000  # letters that each of them counts beside its own
_NO_HEADER = Header("", None, "", "")


class _Bodies(NamedTuple):
    """What a payload comes to: its bodies, the letters of room that are left behind it, and the limit that was met."""

    payload: Payload
    bodies: tuple[Body, ...]
    room: int
    limit: str | None


class _Read(NamedTuple):
    """What was read of the payloads of a record, and what stopped it."""

    messages: tuple[Message, ...] = ()
    state: PayloadState = "none"
    stop: str | None = None
    limit: str | None = None
    places: tuple[tuple[int, int], ...] = ()


class Entries:
    """Parses records. A whole payload that was read before is found again by its text.

    Records that differ in time, thread, prose or trace share their payload: parsing it takes ten times as long as the
    rest. So much is kept and no more, so that one serves for any number of bundles.
    """

    def __init__(self, grammar: Grammar, limits: Limits) -> None:
        self._grammar = grammar
        self._limits = limits
        self._known: OrderedDict[int, dict[str, _Bodies]] = OrderedDict()  # by length, the last used one last
        self._letters = 0  # of all that are known

    def record(self, text: str) -> Entry:
        """Parse a record as it stands in the log. Raises ValueError for a text that does not begin with a header."""
        header, end = self._grammar.header(text)
        return self.entry(header, text[end:])

    def header(self, text: str) -> Header:
        """Parse the header at the start of a text. Raises ValueError if there is none."""
        return self._grammar.header(text)[0]

    def bare(self, body: str) -> Entry:
        """Parse what stands behind a header, where there is none: an error body pasted alone."""
        return self.entry(_NO_HEADER, body)

    def entry(self, header: Header, body: str) -> Entry:
        """Parse what stands behind a header."""
        lead = self._grammar.prose(body, 0)
        read = self._read(body, lead) if lead.opens is not None else _without_payload(lead.prose.text)
        return Entry(
            level=header.level,
            time=header.time,
            thread=header.thread,
            logger=header.logger,
            operation=lead.prose.operation,
            text=lead.prose.text,
            payload=read.state,
            payload_stop=read.stop,
            payload_places=read.places,
            messages=read.messages,
            limit=read.limit,
        )

    def _read(self, text: str, lead: Lead) -> _Read:
        """Read the payloads of a record, text between them.

        Behind the first payload, or the first that holds messages, only whole ones count: others are an echo.
        """
        bodies: list[Body] = []
        places: list[tuple[int, int]] = []
        state: PayloadState = "none"
        stop, limit, room, tokens = None, None, self._limits.record_bytes, self._limits.json_tokens
        while lead.opens is not None:
            found = self._payload(text, lead.opens, tokens, room)
            payload = found.payload
            leads = state == "none" or (payload.state != "whole" and any(found.bodies) and not any(bodies))
            if leads:
                state, stop = payload.state, payload.stop
            if leads or (payload.state == "whole" and found.bodies):
                bodies += found.bodies
                places.append((lead.opens, payload.end))
            if limit := found.limit:
                break
            room, tokens = found.room, tokens - payload.tokens
            if text.find("{", found.payload.end) < 0:
                break
            lead = self._grammar.prose(text, found.payload.end)
        return _Read(distinct(bodies), state, stop, limit, tuple(places))

    def _payload(self, text: str, start: int, tokens: int, room: int) -> _Bodies:
        for length, known in reversed(self._known.items()):
            if found := known.get(text[start : start + length]):
                self._known.move_to_end(length)
                payload = Payload(found.payload.value, "whole", start + length, 1)
                return _Bodies(payload, found.bodies, room - self._limits.record_bytes + found.room, None)
        payload = self._grammar.payload(text, start, tokens)
        found = self._bodies(payload, room)
        if payload.state == "whole" and found.limit is None and room == self._limits.record_bytes:
            self._keep(text[start : payload.end], found)
        return found

    def _bodies(self, payload: Payload, room: int) -> _Bodies:
        limit = payload.limit
        if pruned(payload.value, self._limits.json_depth):
            limit = "json_depth"
        found = bodies_of(payload.value, self._whole, room)
        return _Bodies(payload, found.bodies, found.room, "record_bytes" if found.room < 0 else limit)

    def _whole(self, text: str) -> Object | None:
        """Parse a string; return the object that it is, if it is one."""
        if '"' not in text:
            return None
        payload = self._grammar.payload(text, 0, self._limits.json_tokens)
        if payload.state != "whole" or payload.end != len(text) or pruned(payload.value, self._limits.json_depth):
            return None
        return payload.value

    def _keep(self, text: str, found: _Bodies) -> None:
        """Keep what a payload comes to; where too much is kept already, begin anew."""
        self._letters += len(text) + _EACH
        if self._letters > _LETTERS or len(self._known) > _LENGTHS:
            self._known.clear()
            self._letters = len(text) + _EACH
        self._known.setdefault(len(text), {})[text] = found


def _without_payload(text: str) -> _Read:
    """Return whether a brace stands where a payload would, although it opens no object."""
    brace = _NO_JSON.search(text)
    return _Read(state="invalid", stop=text[brace.start(1) :][:_SHOWN]) if brace else _Read()
