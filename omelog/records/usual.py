"""Proves of headers, many at a time, that they have the usual shape: HEADER accepts them.

Of each header 32 bytes are looked at side by side: what numpy does with one byte of all of them it does to 64 at once.
"""

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Positions: TypeAlias = "NDArray[np.intp]"
Bytes: TypeAlias = "NDArray[np.uint8]"
Mask: TypeAlias = "NDArray[np.bool_]"
Bits: TypeAlias = "NDArray[np.uint32]"  # 32 of them a header, the first byte's lowest

_SIZE = 32  # bytes of a window
_OVERLAP = 2  # of a window and the next: as many bytes as " - " has beside its first one
_WINDOWS = 3  # a name of a logger that goes on beyond them is no usual one
REACH = _SIZE + (_WINDOWS - 1) * (_SIZE - _OVERLAP)  # bytes that stand behind a place that is looked at
_ALL = np.uint32(0xFFFFFFFF)
_BEFORE_NAME = 2  # bytes: "] "
_TIME = (b"0000-00-00 00:00:00.000 [", b"9999-99-99 99:99:99.999 [")


class Shape:
    """A shape of 32 bytes, each of them within a range."""

    def __init__(self, lowest: bytes, highest: bytes) -> None:
        self._lowest = np.frombuffer(lowest, np.uint8)
        self._span = np.frombuffer(highest, np.uint8) - self._lowest
        self._rows = 0

    def fits(self, windows: Bytes) -> Mask:
        """Tell which windows have it."""
        if len(windows) > self._rows * _SIZE:
            self._rows = len(windows) // _SIZE
            self._lowest, self._span = (np.tile(one[:_SIZE], self._rows) for one in (self._lowest, self._span))
        above = windows - self._lowest[: len(windows)]
        fits: Mask = _bits(above <= self._span[: len(windows)]) == _ALL
        return fits


class Headers:
    """Tells which places in a block have a usual header; holds memory that is used again."""

    def __init__(self) -> None:
        # The fifth character of a level may be a blank, which is far below the letters: see _has_level_and_time.
        self._padded = Shape(b"AAAA" + b" ] " + _TIME[0], b"ZZZZ" + b"Z] " + _TIME[1])
        self._bare = Shape(b"[AAAA" + b"] " + _TIME[0], b"[ZZZZ" + b"] " + _TIME[1])

    def usual(self, block: bytes, starts: Positions, thread_ends: Positions) -> Mask:
        """Tell which headers are usual: those at `starts`, with the bracket that closes the thread at `thread_ends`.

        There are REACH bytes in the block behind each start.
        """
        usual = thread_ends < len(block) - REACH
        if not usual.all():
            usual[usual] = self.usual(block, starts[usual], thread_ends[usual])
            return usual
        usual = self._has_level_and_time(block, starts)
        if usual.all():
            return _has_logger(block, thread_ends)
        usual[usual] = _has_logger(block, thread_ends[usual])
        return usual

    def _has_level_and_time(self, block: bytes, starts: Positions) -> Mask:
        """Tell where `[INFO ] 2024-01-25 11:10:34.735 [` stands, the level of five characters or of four."""
        windows = _windows(block, starts + 1)
        found = self._padded.fits(windows)
        fifth = windows[4::_SIZE]
        found &= (fifth == ord(" ")) | (fifth >= ord("A"))
        if not found.all():
            found[~found] = self._bare.fits(_windows(block, starts[~found]))
        return found


def _has_logger(block: bytes, at: Positions) -> Mask:
    """Tell where `] ` stands, the name of a logger, and ` - ` behind it."""
    windows = _windows(block, at)
    letters = _letters(windows)
    names, ends = _names(windows, letters), _ends(windows)
    begins = (windows[::_SIZE] == ord("]")) & (windows[1::_SIZE] == ord(" ")) & letters[_BEFORE_NAME::_SIZE]
    usual, going = _ended(names >> np.uint32(_BEFORE_NAME), ends >> np.uint32(_BEFORE_NAME), _SIZE - _BEFORE_NAME)
    usual &= begins
    rows = np.flatnonzero(going & begins)
    for _ in range(_WINDOWS - 1):
        if not len(rows):
            break
        at = at + _SIZE - _OVERLAP
        windows = _windows(block, at[rows])
        usual[rows], going = _ended(_names(windows, _letters(windows)), _ends(windows), _SIZE)
        rows = rows[going]
    return usual


def _ended(names: Bits, ends: Bits, size: int) -> tuple[Mask, Mask]:
    """Tell of windows of so many bytes which names end in them as they should, and which may go on behind them."""
    first_other = ~names & (names + np.uint32(1))
    going = (first_other == 0) | (first_other >= np.uint32(1 << (size - _OVERLAP)))
    return (ends & first_other) != 0, going


def _windows(block: bytes, at: Positions) -> Bytes:
    """Give the 32 bytes at each place, one window after another."""
    return np.ndarray((len(block) - _SIZE + 1,), f"V{_SIZE}", block, strides=(1,))[at].view(np.uint8)


def _bits(mask: Mask) -> Bits:
    return np.packbits(mask, bitorder="little").view("<u4")


def _letters(windows: Bytes) -> Mask:
    letters: Mask = (windows | 0x20) - ord("a") < ord("z") - ord("a") + 1
    return letters


def _names(windows: Bytes, letters: Mask) -> Bits:
    """Mark letters, digits and dots."""
    return _bits(letters | (windows - ord("0") < 10) | (windows == ord(".")))  # noqa: PLR2004 - digits


def _ends(windows: Bytes) -> Bits:
    """Mark where ` - ` stands."""
    blanks = _bits(windows == ord(" "))
    ends: Bits = blanks & (_bits(windows == ord("-")) >> np.uint32(1)) & (blanks >> np.uint32(2))
    return ends
