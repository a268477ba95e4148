"""What is in a compressed file: a layer over other contents."""

from collections.abc import Iterator

from omelog.bundle.budget import Budget
from omelog.bundle.contents import Contents
from omelog.bundle.kinds.kind import Kind, LooksLikeLog, Room
from omelog.model.report import Problem


class Unwrapped(Contents):
    """The contents of a file of a kind that packs one stream."""

    def __init__(self, packed: Contents, kind: Kind, budget: Budget, looks_like_log: LooksLikeLog) -> None:
        self.where = packed.where
        self.decoders = packed.decoders + 1
        self._packed = packed
        self._kind = kind
        self._budget = budget
        self._looks_like_log = looks_like_log

    def chunks(self, problems: list[Problem]) -> Iterator[bytes]:
        """Yield what comes out; damage is told behind what stands before it."""
        yield from self._budget.counted(self._unwrap(self._packed, problems))

    def head(self, count: int) -> bytes:
        """Return the first bytes, as far as the beginning of the packed bytes holds them."""
        head = b""
        for chunk in self._unwrap(_Head(self._packed, self._kind.need), []):
            head += chunk
            if len(head) >= count:
                break
        return head[:count]

    def _unwrap(self, packed: Contents, problems: list[Problem]) -> Iterator[bytes]:
        return (
            iter(())
            if self._kind.unwrap is None
            else self._kind.unwrap(packed, Room(self._budget, problems, self._looks_like_log))
        )


class _Head(Contents):
    """The beginning of other contents."""

    def __init__(self, contents: Contents, count: int) -> None:
        self.where = contents.where
        self.decoders = contents.decoders
        self._bytes = contents.head(count)

    def chunks(self, problems: list[Problem]) -> Iterator[bytes]:
        del problems
        yield self._bytes

    def head(self, count: int) -> bytes:
        return self._bytes[:count]
