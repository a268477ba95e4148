"""What is read from a log: records, entries and the messages in them."""

from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
PayloadState = Literal["none", "whole", "cut", "invalid"]


class Record(NamedTuple):
    """A header line and all lines up to the next one, as bytes in UTF-8 with LF line ends.

    `line` is the 1-based line of the header in its log, `body` everything behind the header,
    `header` everything before it; `time` and `thread` are as logged, `logger` in full.
    """

    line: int
    header: bytes
    level: bytes
    time: bytes
    thread: bytes
    logger: bytes
    body: bytes


class Message(Struct, frozen=True):
    """One element of `@Message.ExtendedInfo`. Arguments: strings as decoded, anything else as compact JSON.

    `whole` is False where the text ended before the arguments did: such a message decides nothing.
    """

    message_id: str | None = None
    message: str | None = None
    arguments: tuple[str, ...] = ()
    severity: str | None = None
    resolution: str | None = None
    related_properties: tuple[str, ...] = ()
    whole: bool = True


class Entry(Struct, frozen=True):
    """A record that the grammar understood.

    `time` is as logged (no zone), with `T` between date and time; None if it names no moment.
    `text` is the prose before the payload. `payload` says how much of the payload was there:
    `cut` (the text ends inside it) or `invalid` (it stops being JSON at `payload_stop`). `too_deep` says that levels
    of it were not looked into.
    """

    level: str
    time: str | None
    thread: str
    logger: str
    operation: str | None
    text: str
    payload: PayloadState
    payload_stop: str | None = None
    messages: tuple[Message, ...] = ()
    too_deep: bool = False


class Occurrence(NamedTuple):
    """One record that could matter: where it stands, and which of the distinct entries it is.

    `log` is the position of its log in the bundle's reading order, `entry` that of its entry among the distinct ones;
    `time` is as logged, as in Entry. `cut` says that the log breaks off inside this record.
    """

    log: int
    line: int
    time: str | None
    thread: str
    header: bytes
    entry: int
    cut: bool


class Parsed(NamedTuple):
    """What the grammar understood of a bundle: every record that could matter, and each distinct text once.

    Records that differ in time and thread alone share an entry. `bodies` are the texts behind the headers;
    `wanted` says whether the entry's logger is one of the catalogue's.
    """

    occurrences: list[Occurrence]
    entries: list[Entry]
    bodies: list[bytes]
    wanted: list[bool]
