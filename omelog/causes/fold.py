"""How texts of a log and of the catalogue are compared."""

import functools
import re

_COLOUR = re.compile(r"\x1b\[[0-9;:]*[A-Za-z]")
_BLANK = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_BREAK = re.compile(r"[^\S\n]*\n\s*")
_SHORT = 256  # characters of a text that is worth remembering: a log says the same in thousands of records


def fold(text: str) -> str:
    r"""Return the form of a message argument, id or key in which it is compared.

    Case, colour codes, all white space and a final full stop are folded away: a log that was wrapped by a terminal or
    a mail program has line breaks inside words too.

    >>> fold(" Invalid CSR\n key. ") == fold("invalid csr key")
    True
    """
    return _remembered(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    return _BLANK.sub("", _COLOUR.sub("", text) if "\x1b" in text else text).casefold().removesuffix(".")


_remembered = functools.lru_cache(maxsize=1024)(_folded)


def words(text: str) -> tuple[str, ...]:
    r"""Return the forms of an argument in which a pattern is searched: words in small letters, one blank between them.

    A line break may stand between two words or within one, so there are two forms where there is one.

    >>> words("No Common\nName.")
    ('no common name', 'no commonname')
    """
    plain = _COLOUR.sub("", text).casefold().strip().removesuffix(".")
    return tuple(dict.fromkeys(_BLANK.sub(" ", _BREAK.sub(blank, plain)).strip() for blank in (" ", "")))
