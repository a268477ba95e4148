"""Files whose names begin as the log's does and are no rotation's: their text says whether they are logs."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from omelog.bundle import LogStream, Opened
from omelog.causes import Wanted
from omelog.problems import damage
from omelog.records.cutter import holds_records
from omelog.records.mention import Mentions

_HEAD = 1024 * 1024  # bytes of text in which a log has a header


def confirmed(stream: LogStream, opened: Opened, wanted: Wanted | None = None) -> LogStream | None:
    """Return a log; None for a file that is none. One without a header that mentions what is `wanted` is damage."""
    if stream.certain:
        return stream
    head = b"".join(_beginning(stream.chunks))
    if holds_records(head):
        return replace(stream, chunks=chain([head], stream.chunks))
    if wanted is not None and (line := _mention(head, wanted)):
        what = "it has nearly the name of a log, no record header, and a line that may be about a certificate"
        advice = "look at the line; if it is a log, unwrap it and give it as application.log"
        opened.told(stream.root).append(
            damage("unread-mention", what, "not read", where=stream.path, line=line, advice=advice)
        )
    return None


def _beginning(chunks: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        yield chunk
        size += len(chunk)
        if size >= _HEAD:
            return


def _mention(head: bytes, wanted: Wanted) -> int | None:
    """Return the number of the first mention line."""
    place = next(Mentions(wanted).lines(head), None)
    return None if place is None else head.count(b"\n", 0, place) + 1
