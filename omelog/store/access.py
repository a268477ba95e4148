"""The store as a run uses it: where it fails the run goes on, with a new one or without."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from omelog.store.opening import Opened, open_store, renewed
from omelog.store.store import Store, StoreError

_Answer = TypeVar("_Answer")
_Without = TypeVar("_Without")


class Access:
    """Asks a store, opened when it is first asked; without one every answer is `otherwise`."""

    def __init__(self, path: Path | None, says: Callable[[str], None] | None = None) -> None:
        """Take the place of the store, None for none; `says` hears of one that fails."""
        self._path = path
        self._says = says or (lambda _line: None)
        self._store: Store | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._store is not None:
            self._store.close()

    @property
    def is_open(self) -> bool:
        """Return whether there is a store that works, opened if need be."""
        if self._path is not None and self._store is None:
            self._take(open_store(self._path))
        return self._store is not None

    def ask(self, act: Callable[[Store], _Answer], otherwise: _Without) -> _Answer | _Without:
        """Have the store do something, and return what comes of it."""
        if not self.is_open or self._store is None:
            return otherwise
        try:
            return act(self._store)
        except StoreError as error:
            self._take(renewed(self._store, error))
            return otherwise

    def _take(self, opened: Opened) -> None:
        self._store = opened.store
        if opened.store is None:
            self._path = None  # a line about it is enough
        if opened.said:
            self._says(opened.said)
