"""Words that tell names and secrets from everything else, as `words.toml` holds them."""

import functools
import tomllib
from importlib import resources


@functools.cache
def _lists() -> dict[str, dict[str, frozenset[str]]]:
    text = resources.files("omelog.redact").joinpath("words.toml").read_text(encoding="utf-8")
    return {
        section: {name: frozenset(words.split()) for name, words in lists.items()}
        for section, lists in tomllib.loads(text).items()
    }


def words(section: str, name: str) -> frozenset[str]:
    """Return a list of words, in small letters."""
    return _lists()[section][name]


def alternatives(section: str, name: str) -> str:
    """Return a list of words as alternatives of a pattern, the longest first."""
    return "|".join(sorted(words(section, name), key=lambda word: (-len(word), word)))


# What ends a longer word that is no name, but for those which environments are called by.
_ENDINGS = ("ing", "ed", "tion", "able", "ly")
_LONGER = 6
_SHORTEST = 3


def is_plain(word: str) -> bool:
    """Return whether a word is too common, or too short, to be taken for a name wherever it stands."""
    return len(word) < _SHORTEST or word.isdigit() or word in words("host", "plain")


def is_prose(word: str) -> bool:
    """Return whether a word may well stand behind `host` or `server` in a sentence and name none.

    >>> is_prose("certificate"), is_prose("omeprod")
    (True, False)
    """
    if word in words("host", "prose") or is_plain(word):
        return True
    return word.endswith(_ENDINGS) and len(word) >= _LONGER and word not in words("host", "environments")
