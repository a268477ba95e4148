"""What is handed back of a bundle that was read: encoded, so that a run over thousands holds little of each."""

import contextlib
import zlib
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from omelog.analysis import Analyzed
from omelog.bundle.deflate import packed, unpacked
from omelog.model.report import Bundle, Problem, Row
from omelog.report import format_named, row
from omelog.run.plan import Work

_MANY = 50  # bundles of one source: the parts of more are held packed
_TOLD = 20  # problems of each severity that are told while a run goes on; the report has all
_MOST = 64 * 1024 * 1024  # bytes of parts: what is larger is made again


class Done(NamedTuple):
    """What is handed back of one bundle: encoded parts, one a format, and what the run itself keeps of it.

    `by_cause` are the true numbers of findings. `told` are the first problems, `left_out` counts the damage beyond.
    All of it is redacted; `originals` are what stood in the place of the names that took theirs. Parts that are
    `packed` are to be read with `parts_of`. `root` is where in its source it lies. `bundle` is itself, where the run
    keeps it as an object. `errors` tells its errors from others, unredacted.
    """

    row: Row
    by_cause: dict[str, int]
    told: list[Problem]
    left_out: int
    parts: tuple[bytes, ...]
    originals: dict[str, str]
    packed: bool = False
    root: str = ""
    bundle: Bundle | None = None
    errors: bytes = b""


def done(work: Work, bundles: Sequence[Analyzed], errors: Sequence[bytes], *, alone: bool = False) -> list[Done]:
    """Encode the redacted bundles of a source; `alone` says that the report has one bundle.

    Of very many the pages alone would fill the memory, and they are much alike.
    """
    made = (_done(work, one, told, alone=alone) for one, told in zip(bundles, errors, strict=True))
    if len(bundles) <= _MANY:
        return list(made)
    return [one._replace(parts=tuple(map(packed, one.parts)), packed=True) for one in made]


def _done(work: Work, one: Analyzed, errors: bytes, *, alone: bool) -> Done:
    counts: Counter[str] = Counter()
    told = []
    for problem in one.bundle.problems:
        counts[problem.severity] += 1
        if counts[problem.severity] <= _TOLD:
            told.append(problem)
    return Done(
        row(one.bundle),
        one.totals,
        told,
        max(0, counts["damage"] - _TOLD),
        parts(work, one.bundle, alone=alone),
        dict(one.originals),
        root=one.root,
        bundle=one.bundle if work.job.keeps else None,
        errors=errors,
    )


def parts(work: Work, bundle: Bundle, *, alone: bool) -> tuple[bytes, ...]:
    """Encode a bundle in each format of a run."""
    return tuple(
        format_named(name, work.job.templates).part(work.head, bundle, alone=alone) for name in work.job.formats
    )


def parts_of(one: Done) -> tuple[bytes, ...]:
    """Return the parts as they are written."""
    return tuple(map(zlib.decompress, one.parts)) if one.packed else one.parts


def pack(made: Sequence[Done]) -> bytes | None:
    """Return the bundles of a source as bytes, for a later run; None for what is very large."""
    if sum(len(part) for one in made for part in one.parts) > _MOST:
        return None
    return packed(msgspec.msgpack.encode([one._replace(bundle=None) for one in made]))


def unpack(data: bytes) -> list[Done] | None:
    """Return the bundles back; None where the bytes are not theirs."""
    with contextlib.suppress(msgspec.MsgspecError):
        return msgspec.msgpack.decode(unpacked(data) or b"", type=list[Done])
    return None
