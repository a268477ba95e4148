"""What is handed back of a bundle that was read: packed, so that a run over thousands holds little of each."""

import contextlib
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from omelog.bundle.deflate import packed, unpacked
from omelog.model.report import Bundle, Problem, Row
from omelog.report import format_named, row
from omelog.run.folder import OutputError
from omelog.run.plan import Plan

_TOLD = 20  # problems of each severity that are told while a run goes on; the report has all
_MOST = 64 * 1024 * 1024  # bytes of packed parts: what is larger is made again


class Done(NamedTuple):
    """What is handed back of one bundle: its parts, one a format and then itself, and what the run keeps of it.

    `by_cause` are the true numbers of findings. `told` are the first problems, `left_out` counts the damage beyond.
    All of it is redacted; `originals` are what stood in the place of the names that took theirs. Parts are packed.
    `root` is where in its source it lies, `errors` tells its errors from others, unredacted. `bundle` is itself as an
    object, where it is the only one of a run.
    """

    row: Row
    by_cause: dict[str, int]
    told: list[Problem]
    left_out: int
    parts: tuple[bytes, ...]
    originals: dict[str, str]
    root: str = ""
    errors: bytes = b""
    bundle: Bundle | None = None


def done(plan: Plan, bundle: Bundle, *, alone: bool) -> Done:
    """Encode a redacted bundle; `alone` says that the report has no other. What it was before is to be added."""
    counts: Counter[str] = Counter()
    told = []
    for problem in bundle.problems:
        counts[problem.severity] += 1
        if counts[problem.severity] <= _TOLD:
            told.append(problem)
    made = parts(plan, bundle, alone=alone)
    return Done(row(bundle), {}, told, max(0, counts["damage"] - _TOLD), made, {}, bundle=bundle if alone else None)


def parts(plan: Plan, bundle: Bundle, *, alone: bool) -> tuple[bytes, ...]:
    """Encode a bundle in each format of a run, and behind these as itself, unless it is at hand."""
    formats = (format_named(name, plan.job.templates) for name in plan.job.formats)
    made = [packed(one.part(plan.head, bundle, alone=alone)) for one in formats]
    return (*made, b"" if alone else packed(msgspec.msgpack.encode(bundle)))


def opened(part: bytes) -> bytes:
    """Return a part as it is written. Raises OutputError where the disk has not kept it."""
    made = unpacked(part)
    if made is None:
        raise OutputError(
            "what was made of a bundle cannot be read back from the disk; check the disk, and run it again"
        )
    return made


def bundle_of(part: bytes) -> Bundle:
    """Return the bundle that the last part is."""
    return msgspec.msgpack.decode(opened(part), type=Bundle)


def pack(made: Sequence[Done]) -> bytes | None:
    """Return the bundles of a source as bytes, for a later run; None for what is very large."""
    if sum(len(part) for one in made for part in one.parts) > _MOST:
        return None
    return packed(msgspec.msgpack.encode(made))  # again: its checksum tells damage


def unpack(data: bytes) -> list[Done] | None:
    """Return the bundles back; None where the bytes are not theirs."""
    with contextlib.suppress(msgspec.MsgspecError):
        return msgspec.msgpack.decode(unpacked(data) or b"", type=list[Done])
    return None
