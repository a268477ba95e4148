r"""Line breaks that JSON has written as two characters: the word behind `\n` begins there, and not with the n."""

import re

_BREAK = re.compile(r"(?<!\\)\\++[nrt]")
MARK = "\ufdd0"  # no character, and no part of a word: nothing that a log holds


def marked(text: str) -> str:
    """Put a mark that ends a word behind each line break and tab that is written as an escape."""
    return _BREAK.sub(rf"\g<0>{MARK}", text) if "\\" in text else text


def unmarked(text: str) -> str:
    """Take the marks out again."""
    return text.replace(MARK, "")
