"""Patterns: compiled when one is used first, and what stands behind a word that tells what it is: `user=jdoe`."""

import re
from collections.abc import Callable
from typing import Any, cast

# user=x, "user": "x"; <user a="b">x</user>; {"name": "user", "value": "x"}
SIGN = r"""(?:["']?\s{0,4}(?:=>?|:(?!//)|[\uff1a\uff1d])\s{0,4}
    |["']?(?:\s[^<>\n]{0,100})?(?<![/-])>\s{0,4}(?=[^<>\n]{1,120}</)
    |["']\s{0,4},\s{0,4}["']val(?:ue)?["']\s{0,4}[:=]\s{0,4})"""
# In quotes up to their end; else a word, or several with capitals: User: Jane Doe.
VALUE = r"""(?:(?P<quote>\\*["'])(?P<quoted>[^"'\\\n]{1,120})
    |(?P<bare>(?-i:[A-Z][a-z'-]{0,40}(?:\ [A-Z][a-z'-]{0,40}){1,3}(?!\w))
    |[^\s"'\\,;&}\])<>|(/=]{1,120}(?:\\{1,4}(?![nrt"'])[\w.-]{1,64})?))"""
FLAGS = re.IGNORECASE | re.VERBOSE
_WORD_END = ".:-"


def value(match: re.Match[str]) -> tuple[int, str]:
    """Return where the value of a match begins, and its text."""
    groups = match.groupdict()
    group = "quoted" if groups.get("quoted") is not None else "bare"
    found = match[group] if group == "quoted" else match[group].rstrip(_WORD_END)
    return match.start(group), found


class _Later:
    """Stands for a pattern until somebody asks it for something: a run that shows everything uses few."""

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
