"""What was made of a source as bytes and back, for a later run: all but the time, which parts of a report may show."""

import datetime as dt
import zlib
from collections.abc import Sequence

import msgspec

from omelog.batch.task import Done, Work
from omelog.model.report import Report
from omelog.report.page.text import moment

_MOST = 64 * 1024 * 1024  # bytes of parts: what is larger is made again
_FAST = 1
_JSON = "json"


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """The bundles of a source, with parts that were made at a time."""

    generated: str
    done: list[Done]

    def at(self, generated: str) -> list[Done]:
        """Give the bundles with the time of this run in their parts."""
        changed = list(zip(_shown(self.generated), _shown(generated), strict=True))
        return [one._replace(parts=tuple(_changed(part, changed) for part in one.parts)) for one in self.done]


def pack(work: Work, done: Sequence[Done]) -> bytes | None:
    """Give the bundles of a source as bytes; None for what is very large, or names the time of this run itself."""
    if sum(len(part) for one in done for part in one.parts) > _MOST or _JSON not in work.formats:
        return None
    itself = [one.parts[work.formats.index(_JSON)] for one in done]
    if any(text in part for text in _shown(work.head.generated) for part in itself):
        return None
    return zlib.compress(msgspec.msgpack.encode(Packed(work.head.generated, list(done))), _FAST)


def unpack(data: bytes) -> Packed | None:
    """Give the bundles back; None where the bytes are not theirs."""
    try:
        return msgspec.msgpack.decode(zlib.decompress(data), type=Packed)
    except (zlib.error, msgspec.MsgspecError):
        return None


def stale_days(head: Report) -> int:
    """Give how many days the dated texts of a report are past their time: a page says so, and so depends on it."""
    public = head.catalogue.reference.public_authorities
    age = (dt.date.fromisoformat(head.generated[:10]) - public.checked).days
    return max(0, age - public.valid_days)


def _shown(generated: str) -> tuple[bytes, bytes]:
    """Give the forms in which a part may show the time of its run; see `omelog.report`."""
    return generated.encode(), moment(generated).encode()


def _changed(part: bytes, changed: Sequence[tuple[bytes, bytes]]) -> bytes:
    for old, new in changed:
        part = part.replace(old, new)
    return part
