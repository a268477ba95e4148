"""What is read from a log: records, entries and the messages in them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
PayloadState = Literal["none", "whole", "cut", "invalid"]


class Text(NamedTuple):
    """What records have in common that differ in time and thread alone, as bytes in UTF-8 with LF line ends.

    A record is `before` + time + `between` + thread + `after` + `body`. `wanted` says whether its logger is one of
    the catalogue's, `quotes` that it quotes a header of such a logger. `mentions` counts its mention lines.
    """

    before: bytes
    between: bytes
    after: bytes
    body: bytes
    level: bytes
    logger: bytes
    wanted: bool
    quotes: bool = False
    mentions: int = 0

    def record(self, time: bytes, thread: bytes) -> bytes:
        """Return the whole record."""
        return b"".join((self.before, time, self.between, thread, self.after, self.body))


class Message(Struct, frozen=True):
    """One element of `@Message.ExtendedInfo`. Arguments: strings as decoded, anything else as compact JSON.

    `clear` is False where the text ended before the arguments did, or gives the id or the arguments twice and
    differently: such a message decides nothing.
    """

    message_id: str | None = None
    message: str | None = None
    arguments: tuple[str, ...] = ()
    severity: str | None = None
    resolution: str | None = None
    related_properties: tuple[str, ...] = ()
    clear: bool = True


class Entry(Struct, frozen=True):
    """A record that the grammar understood.

    `time` is as logged (no zone), with `T` between date and time; None if it names no moment.
    `text` is the prose before the payload. `payload` says how much of the payload was there:
    `cut` (the text ends inside it) or `invalid` (it stops being JSON at `payload_stop`). `payload_places` are where
    payloads begin and end in the text behind the header. `limit` names the limit at which reading them stopped.
    """

    level: str
    time: str | None
    thread: str
    logger: str
    operation: str | None
    text: str
    payload: PayloadState
    payload_stop: str | None = None
    payload_places: tuple[tuple[int, int], ...] = ()
    messages: tuple[Message, ...] = ()
    limit: str | None = None


@dataclass(frozen=True)
class Occurrences:
    """The records that could matter, a column each: log (in reading order), line of the header, text, thread, time.

    `byte` is its place in the line. Texts and threads are numbers; a time is two, as in `Hits`, and `moment` the same
    in microseconds. A row stands for `count` records; `raw` is as in `Hits`. `cut` are the rows at whose record the log
    breaks off.
    """

    log: "NDArray[np.int32]"
    line: "NDArray[np.int64]"
    byte: "NDArray[np.uint32]"
    text: "NDArray[np.uint32]"
    thread: "NDArray[np.uint32]"
    second: "NDArray[np.int64]"
    fraction: "NDArray[np.uint32]"
    count: "NDArray[np.uint32]"
    raw: "NDArray[np.uint32]"
    moment: "NDArray[np.int64]"
    cut: frozenset[int]


class Parsed(NamedTuple):
    """What the grammar understood of a bundle: where the records stand, for each text its entry, names of threads."""

    occurrences: Occurrences
    texts: dict[int, Text]
    entries: dict[int, Entry]
    threads: list[bytes]
    raws: list[bytes]
