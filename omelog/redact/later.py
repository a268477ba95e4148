"""Patterns that are compiled when one is used first: a run that shows everything uses few, and all take 30 ms."""

import re
from collections.abc import Callable
from typing import Any, cast


class _Later:
    """Stands for a pattern until somebody asks it for something."""

    def __init__(self, pattern: str | Callable[[], str], flags: int) -> None:
        self._pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        pattern = self.__dict__["_pattern"]
        compiled = re.compile(pattern if isinstance(pattern, str) else pattern(), self.__dict__["_flags"])
        for method in ("sub", "search", "match", "fullmatch", "finditer", "split", "pattern"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def later(pattern: str | Callable[[], str], flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is compiled, and made if it is a function, at its first use."""
    return cast("re.Pattern[str]", _Later(pattern, flags))
