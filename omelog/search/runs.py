"""Records around matches: what has to be kept of a log for them, and what of that is shown."""

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from omelog.records.lines import boundary_after, boundary_before

Record = TypeVar("Record")

_HELD = 32 * 1024 * 1024  # bytes


class Block(NamedTuple):
    """Whole records, each with its line feed; `line` is the line of the first byte."""

    text: bytes
    line: int


class Hit(NamedTuple):
    """A record that matches, or one that may have to be shown because it stands near one that does.

    `line` is the line of its header in the log in which it begins, `text` the record without its last line feed.
    `follows` says that the record before it in the log was given just before it.
    """

    line: int
    text: bytes
    matched: bool
    follows: bool


class _Recent(Generic[Record]):
    """The last records: so many at most, and of no more bytes than may be held."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._records: deque[tuple[Record, int]] = deque()
        self._size = 0

    def __iter__(self) -> Iterator[Record]:
        return (record for record, _ in self._records)

    def clear(self) -> None:
        """Let go of all."""
        self._records.clear()
        self._size = 0

    def add(self, record: Record, size: int) -> bool:
        """Add one of so many bytes; tell whether all of those before it are still held."""
        self._records.append((record, size))
        self._size += size
        whole = True
        while self._records and (len(self._records) > self._most or self._size > _HELD):
            self._size -= self._records.popleft()[1]
            whole = False
        return whole


class Runs:
    """Takes the blocks of one log and gives its matches with the records around them.

    The first and the last records of a log are given whatever they hold: a match in the log before or behind it may
    need them.
    """

    def __init__(self, before: int, after: int) -> None:
        self._before = before
        self._after = after
        self._owed = after  # records that are still to be given behind the last match, or at the beginning
        self._recent: _Recent[tuple[int, bytes]] = _Recent(before)  # the last ones that were not given
        self.follows = True  # all was given up to here, or up to the recent ones

    def hits(self, block: Block, spans: Iterable[tuple[int, int]]) -> Iterator[Hit]:
        """Yield what has to be kept of a block in which the records at `spans` match."""
        lines = _Lines(block)
        done = 0
        for begin, end in spans:
            yield from self._between(block.text, done, begin, lines)
            yield self._hit(lines.number(begin), block.text[begin : end - 1], matched=True)
            self._owed = self._after
            done = end
        done = yield from self._behind(block.text, done, len(block.text), lines)
        self._remember(block.text, done, len(block.text), lines)

    def end(self) -> Iterator[Hit]:
        """Yield what has to be kept of the end of the log."""
        for line, text in self._recent:
            yield self._hit(line, text)
        self._recent.clear()

    def _hit(self, line: int, text: bytes, *, matched: bool = False) -> Hit:
        follows, self.follows = self.follows, True
        return Hit(line, text, matched, follows)

    def _between(self, text: bytes, done: int, begin: int, lines: "_Lines") -> Iterator[Hit]:
        """Yield the records behind the last match, then those before the next one."""
        done = yield from self._behind(text, done, begin, lines)
        self._remember(text, done, begin, lines)
        yield from self.end()

    def _behind(self, text: bytes, done: int, stop: int, lines: "_Lines") -> Generator[Hit, None, int]:
        """Yield the records that are owed from `done` on; return where they end."""
        while self._owed and done < stop:
            end = boundary_after(text, done)
            yield self._hit(lines.number(done), text[done : end - 1])
            self._owed -= 1
            done = end
        return done

    def _remember(self, text: bytes, done: int, stop: int, lines: "_Lines") -> None:
        """Keep the last records between `done` and `stop`."""
        ends = [stop]
        while ends[-1] > done and len(ends) <= self._before:
            ends.append(boundary_before(text, ends[-1] - 1))
        if ends[-1] > done:
            self._recent.clear()
            self.follows = False
        for end, begin in reversed(list(pairwise(ends))):
            record = text[begin : end - 1]
            self.follows &= self._recent.add((lines.number(begin), record), len(record))


class _Lines:
    """Numbers the lines of a block, from its beginning on."""

    def __init__(self, block: Block) -> None:
        self._text = block.text
        self._line = block.line
        self._position = 0

    def number(self, position: int) -> int:
        """Return the number of the line at `position`, which lies behind those asked for before."""
        self._line += self._text.count(b"\n", self._position, position)
        self._position = position
        return self._line


class ContextRecords:
    """Takes what `Runs` gave of the logs of one bundle, in time order, and gives what is to be shown."""

    def __init__(self, before: int, after: int) -> None:
        self._asked = bool(before or after)
        self._before = before
        self._after = after
        self._owed = 0
        self._held: _Recent[tuple[str, Hit]] = _Recent(before)
        self._together = True  # nothing was left out since the last record that was given

    def shown(self, log: str, hit: Hit) -> Iterator[tuple[str, Hit, bool]]:
        """Yield what is to be shown now that `hit` is known, with its log and whether some were left out before."""
        if not hit.follows:
            self._held.clear()
            self._owed = 0
            self._together = False
        if hit.matched:
            for held_log, held in (*self._held, (log, hit)):
                yield held_log, held, self._asked and not self._together
                self._together = True
            self._held.clear()
            self._owed = self._after
        elif self._owed:
            self._owed -= 1
            yield log, hit, False
        else:
            self._together &= self._held.add((log, hit), len(hit.text))
