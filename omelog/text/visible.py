"""Text that nobody checked, on its way to a reader: what cannot be seen, or reorders what can, is written out."""

import re

# Controls but for tab and line feed, soft hyphen, joiners and bidirectional marks, invisible operators, line and
# paragraph separators, interlinear marks, tags, lone surrogates, noncharacters; not the replacement character.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_COMMAND = re.compile(r": omelog [^;]*$")


def visible(text: str) -> str:
    r"""Write characters that a reader cannot see, or that reorder others, as escapes; line breaks and tabs stay.

    >>> visible("a\x1b[0m")
    'a\\x1b[0m'
    """
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text  # as nearly all log text; the pattern takes twenty times as long
    return _HIDDEN.sub(_escape, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Make text visible and put it on one line."""
    return " ".join(visible(text).split())


def storable(text: str) -> str:
    r"""Make text fit for UTF-8: what is left of a file name that is no UTF-8 becomes an escape.

    >>> storable("caf\udce9.zip")
    'caf\\udce9.zip'
    """
    return text.encode("utf-8", "backslashreplace").decode()


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()


def ended(text: str) -> str:
    """End a text with a full stop, unless a command stands there, which a stop would change."""
    return text if _COMMAND.search(text) else f"{text.rstrip('.')}."
