"""Words that tell names and secrets from everything else, as `words.toml` holds them, and patterns made of such."""

import functools
import re
import tomllib
from importlib import resources

# user=x, "user": "x"; <user a="b">x</user>; {"name": "user", "value": "x"}
SIGN = r"""(?:["']?\s{0,4}(?:=>?|:(?!//)|[\uff1a\uff1d])\s{0,4}
    |["']?(?:\s[^<>\n]{0,100})?(?<![/-])>\s{0,4}(?=[^<>\n]{1,120}</)
    |["']\s{0,4},\s{0,4}["']val(?:ue)?["']\s{0,4}[:=]\s{0,4})"""
# In quotes up to their end; else a word, or several with capitals: User: Jane Doe.
VALUE = r"""(?:(?P<quote>\\*["'])(?P<quoted>[^"'\\\n]{1,120})
    |(?P<bare>(?-i:[A-Z][a-z'-]{0,40}(?:\ [A-Z][a-z'-]{0,40}){1,3}(?!\w))
    |[^\s"'“”„«»「」\\,;&}\])<>|(/=]{1,120}(?:\\{1,4}(?![nrt"'])[\w.-]{1,64})?))"""
FLAGS = re.IGNORECASE | re.VERBOSE
_WORD_END = ".:-"


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern, compiled at its first use: a run that shows everything uses few of them."""
    return re.compile(pattern)


def value(match: re.Match[str]) -> tuple[int, str]:
    """Return where the value of a match begins, and its text."""
    groups = match.groupdict()
    group = "quoted" if groups.get("quoted") is not None else "bare"
    found = match[group] if group == "quoted" else match[group].rstrip(_WORD_END)
    return match.start(group), found


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
